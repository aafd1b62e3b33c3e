"""What was taken by hand, in Stripe's dashboard, of money that a bank held goes back to the card it came from."""

import uuid

from market.base.database import fetch, fetch_row, transaction
from market.money.credit import letters
from market.money.credit.actions.pay_back import lock_top_ups, reserve
from market.money.credit.queries import facts_of
from market.money.credit.rules import PayBack
from market.money.disputes.notices import sum_of, tell_owners


async def give_back_part(payment: uuid.UUID) -> None:
    """Send it back from the brand's balance, once, and tell the brand's owners; any number of times.

    What the brand has spent of it meanwhile, or owes, stays; a bank that asks for it has it already.
    """
    row = await fetch_row(
        "select p.order_id, o.brand, p.captured from money.payments p join money.orders o on o.id = p.order_id"
        " where p.id = $1",
        payment,
    )
    if row is None:
        return
    async with transaction():
        await lock_top_ups(row["brand"])
        if not await fetch(
            "update money.orders set closed_at = base.now() where id = $1 and closed_at is null returning 1",
            row["order_id"],
        ):
            return
        facts = await facts_of(row["brand"])
        left = sum(it.left for it in facts.top_ups if it.payment == payment)
        if part := min(left, facts.returnable):
            await reserve(row["brand"], PayBack(payment, part))
            taken, back = sum_of(row["captured"]), sum_of(part)
            await tell_owners(row["brand"], letters.TAKEN_IN_PART, "/balance", taken=taken, back=back)


async def give_back_part_job(payment: str) -> None:
    """Send back what was taken in part."""
    await give_back_part(uuid.UUID(payment))
