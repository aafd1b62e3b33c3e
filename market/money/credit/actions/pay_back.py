"""A brand wants its balance back: it goes to the cards that it came from, by refunds of the top-ups."""

import uuid

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim
from market.money.chart import Movement, brand_credit, brand_reserved, credit, debit
from market.money.credit.queries import facts_of
from market.money.credit.rules import CURRENCY, PayBack, pay_back_plan
from market.money.ledger import Source, post
from market.money.refunds import request_balance_refund

ROOM = "money"


async def pay_back(who: Principal, amount: int, key: str) -> int:
    """Send `amount` (minor units) of the balance back; how many refunds that makes.

    From now on it cannot be spent. Called again with the same key: nothing more. Raises PayBackImpossible,
    IdempotencyKeyReused. Lock order: the top-ups' payments, then the ledger's accounts.
    """
    if who.seat is None:
        raise Forbidden()
    tag = vault.tag(ROOM, who.seat.brand)
    async with transaction():
        made, fresh = await claim(tag, key, (amount, "pay-back"), "pay-back")
        if not fresh:
            return 0
        await lock_top_ups(tag)
        facts = await facts_of(tag)
        plan = pay_back_plan(amount, facts.held, facts.bound, facts.top_ups)
        for part in plan:
            await reserve(tag, part)
        await audit.record(who.actor, "balance.pay_back_asked", "brand", made, amount=amount)
    return len(plan)


async def lock_top_ups(tag: bytes) -> None:
    """Whoever pays back the same top-ups waits here, and decides on what is left."""
    await fetch(
        "select 1 from money.payments p join money.orders o on o.id = p.order_id"
        " where o.brand = $1 and o.purpose = 'top_up' and p.status = 'succeeded'"
        " order by p.id for no key update of p",
        tag,
    )


async def reserve(tag: bytes, part: PayBack) -> uuid.UUID:
    """Take this part of a balance aside and send it back; the refund. Inside the transaction of `lock_top_ups`."""
    refund = await request_balance_refund(part.payment, part.amount, CURRENCY)
    why = Movement.CREDIT_RETURN_REQUESTED
    entries = [debit(brand_credit(tag), part.amount), credit(brand_reserved(tag), part.amount)]
    await post(why, Source("balance_refund", refund), f"{why}:{refund}", entries)
    return refund
