"""An operator gives up what a brand got back past us and nothing repays; above the limit another one confirms it.

No money moves by it: it left when somebody refunded at Stripe. Lock order: payment, write-off.
"""

import uuid
from dataclasses import dataclass

from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.settings import settings
from market.money.booking import lock_payment
from market.money.chart import Kind, Movement, brand_receivable, credit, debit, own
from market.money.disputes.errors import NothingOwed, OwnDebt
from market.money.going_back import owed
from market.money.ledger import Source, post
from market.money.payouts.alone import let_out_alone
from market.money.payouts.errors import SameOperator
from market.money.payouts.operators import Operator, is_of, operator_of
from market.money.payouts.rules import operators_needed
from market.money.writeoffs.errors import DebtChanged, StillRepaid

SOURCE = "write_off"

_ALONE = """
select coalesce(sum(amount), 0)::bigint from money.write_offs
  where first_by = $1 and needed = 1 and booked_at > base.now() - interval '1 day'
"""


@dataclass(frozen=True)
class GivenUp:
    """How much (minor units), and whether it is booked or waits for another operator."""

    amount: int
    booked: bool


async def give_up(who: Principal, refund: uuid.UUID, seen: int) -> GivenUp:
    """Give up what is still owed of the payment that was refunded past us by `refund`; or confirm that.

    `seen` (minor units) is what the operator saw owed. Raises NotYours, NothingOwed, StillRepaid, DebtChanged,
    OwnDebt, SameOperator.
    """
    operator = operator_of(who)
    async with transaction():
        payment = await fetch_value(
            "select payment_id from money.refunds where id = $1 and origin = 'external'", refund
        )
        if payment is None:
            raise NothingOwed()
        await lock_payment(payment)
        amount = await owed(payment)
        if amount <= 0:
            raise NothingOwed()
        if await _runs(payment):
            raise StillRepaid()
        if amount != seen:
            raise DebtChanged(owed=amount)
        await _require_stranger(operator, payment)
        return await _sign(operator, payment, amount)


async def _runs(payment: uuid.UUID) -> bool:
    return bool(
        await fetch_value(
            "select exists (select from money.order_lines l join money.payments p on p.order_id = l.order_id"
            " where p.id = $1 and l.closed_at is null)",
            payment,
        )
    )


async def _require_stranger(operator: Operator, payment: uuid.UUID) -> None:
    brand = await fetch_value(
        "select o.brand from money.payments p join money.orders o on o.id = p.order_id where p.id = $1",
        payment,
    )
    if await is_of(operator, brand):
        raise OwnDebt()


async def _sign(operator: Operator, payment: uuid.UUID, amount: int) -> GivenUp:
    """The first signature, or the second. What has grown since the first was given needs two anew."""
    waiting = await fetch_row(
        "select id, first_by, amount from money.write_offs where payment_id = $1 and booked_at is null for update",
        payment,
    )
    if waiting is not None and waiting["amount"] < amount:
        await fetch(
            "update money.write_offs set amount = $2, first_by = $3, first_at = base.now() where id = $1",
            *(waiting["id"], amount, operator.tag),
        )
        await audit.record(operator.actor, "write_off.wanted", SOURCE, waiting["id"], amount=amount)
        return GivenUp(amount, booked=False)
    if waiting is not None:
        if waiting["first_by"] == operator.tag:
            raise SameOperator()
        await fetch(
            "update money.write_offs set amount = $2, second_by = $3, booked_at = base.now() where id = $1",
            *(waiting["id"], amount, operator.tag),
        )
        await _book(operator, waiting["id"])
        return GivenUp(amount, booked=True)
    alone = await let_out_alone(operator) + await fetch_value(_ALONE, operator.tag)
    needed, id = operators_needed(amount, alone, settings().two_operators), new_id()
    await fetch(
        "insert into money.write_offs (id, payment_id, amount, currency, needed, first_by, first_at, booked_at)"
        " select $1, id, $3, currency, $4::smallint, $5, base.now(), case when $4::smallint = 1 then base.now() end"
        " from money.payments where id = $2",
        *(id, payment, amount, needed, operator.tag),
    )
    if needed == 1:
        await _book(operator, id)
    else:
        await audit.record(operator.actor, "write_off.wanted", SOURCE, id, amount=amount)
    return GivenUp(amount, booked=needed == 1)


async def _book(operator: Operator, id: uuid.UUID) -> None:
    (row,) = await fetch(
        "select w.amount, w.currency, o.brand from money.write_offs w join money.payments p on p.id = w.payment_id"
        " join money.orders o on o.id = p.order_id where w.id = $1",
        id,
    )
    why, amount = Movement.RECEIVABLE_WRITTEN_OFF, row["amount"]
    entries = [
        debit(own(Kind.PLATFORM_LOSSES, row["currency"]), amount),
        credit(brand_receivable(row["brand"], row["currency"]), amount),
    ]
    await post(why, Source(SOURCE, id), f"{why}:{id}", entries)
    await audit.record(operator.actor, "write_off.booked", SOURCE, id, amount=amount)
