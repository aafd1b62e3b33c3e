"""Reads of money for the rooms above."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from market.base.clock import MARKET_ZONE
from market.base.database import fetch, fetch_value
from market.money.chart import Kind, holder
from market.money.debits import Kind as Unpaid
from market.money.debits import not_paid
from market.money.ledger import balance
from market.money.switches import ASKS


@dataclass(frozen=True)
class Earnings:
    """What a holder has earned, minor units: on hold, ready to be paid out, on its way, paid out."""

    pending: int
    payable: int
    paid: int
    reserved: int = 0


async def earnings(holder_tag: bytes, currency: str = "EUR") -> Earnings:
    """The earnings of a holder, by the holder's tag of this room. What still accrues is not among them."""
    # What was paid leaves reserved; what a bank gave back afterwards comes in as payable.
    paid = await fetch_value(
        "select coalesce(-sum(e.amount), 0)::bigint from money.ledger_entries e"
        " join money.ledger_transactions t on t.id = e.transaction_id"
        " where e.subject = $1 and e.currency = $2 and (e.kind = 'holder:reserved' and t.kind = 'payout.paid'"
        " or e.kind = 'holder:payable' and t.kind = 'payout.returned')",
        holder_tag,
        currency,
    )
    return Earnings(
        pending=await balance(holder(Kind.HOLDER_PENDING, holder_tag, currency)),
        payable=await balance(holder(Kind.HOLDER_PAYABLE, holder_tag, currency)),
        paid=int(paid),
        reserved=await balance(holder(Kind.HOLDER_RESERVED, holder_tag, currency)),
    )


async def earned_by_month(holder_tag: bytes, currency: str = "EUR") -> dict[date, int]:
    """What was earned in each month of the market's zone (its first day), minor units, oldest first."""
    rows = await fetch(
        "select date_trunc('month', t.effective_at at time zone $3)::date as month, sum(e.amount)::bigint as earned"
        " from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id"
        " where e.subject = $1 and e.kind = 'holder:pending' and e.currency = $2 and e.amount > 0"
        " group by 1 order by 1",
        holder_tag,
        currency,
        MARKET_ZONE.key,
    )
    return {row["month"]: row["earned"] for row in rows}


async def open_page(order: uuid.UUID) -> str | None:
    """Where an order can be paid now: the page that is open at Stripe, or its bank's; None where there is none."""
    url: str | None = await fetch_value(
        "select asks.checkout_url from money.payments p join money.orders o on o.id = p.order_id"
        f" join money.payment_attempts a on a.payment_id = p.id left join lateral {ASKS} asks on true"
        " where p.order_id = $1"
        " and (p.status = 'requires_action' or p.status = 'submitted' and a.mode = 'checkout')"
        " and o.closed_at is null"
        " order by p.created_at desc, a.number desc limit 1",
        order,
    )
    return url


async def debit_not_paid(order: uuid.UUID) -> Unpaid | None:
    """Why the bank did not pay the debit of an order (our word, debits.NotPaid); None where that is not so."""
    code: str | None = await fetch_value(
        "select failure from money.payments where order_id = $1 and status = 'failed' and method = 'sepa_debit'"
        " and not exists (select from money.payments p where p.order_id = $1 and p.status = 'succeeded')"
        " order by created_at desc limit 1",
        order,
    )
    return None if code is None else not_paid(code).kind


async def declined(order: uuid.UUID) -> str | None:
    """Why the last card that was tried for an order was refused (Stripe's word), while it waits for another."""
    code: str | None = await fetch_value(
        "select failure from money.payments where order_id = $1 and status = 'submitted'"
        " order by created_at desc limit 1",
        order,
    )
    return code


async def posted_for(rentals: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """What each of these rentals has earned for its holder so far as posted, minor units; none: missing."""
    rows = await fetch(
        "select rental_id, sum(amount)::bigint as posted from money.earnings where rental_id = any($1)"
        " group by rental_id",
        list(rentals),
    )
    return {row["rental_id"]: row["posted"] for row in rows}
