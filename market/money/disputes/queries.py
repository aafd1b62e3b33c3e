"""Reads of disputes, for operators; and what a brand may know of its own rental's money."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.base.database import Record, fetch, fetch_row, fetch_value
from market.money.disputes.errors import DisputeNotFound

_COLUMNS = (
    "d.id, d.payment_id, d.stripe_dispute_id, d.amount, d.currency, d.reason, d.status, d.due_by, d.answers,"
    " d.withdrawn, d.reinstated, d.fee, d.from_escrow, d.from_commission, d.from_receivable, d.written_off,"
    " d.created_at, d.closed_at, p.order_id, p.paid_at, o.brand"
    " from money.disputes d join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
)


@dataclass(frozen=True)
class DisputeRow:
    """A dispute with the order that it is about; `brand` is a tag of this room, amounts minor units."""

    id: uuid.UUID
    payment_id: uuid.UUID
    stripe_dispute_id: str
    amount: int
    currency: str
    reason: str
    status: str
    due_by: datetime | None
    answers: int
    withdrawn: int
    reinstated: int
    fee: int
    from_escrow: int
    from_commission: int
    from_receivable: int
    written_off: int
    created_at: datetime
    closed_at: datetime | None
    order_id: uuid.UUID
    paid_at: datetime
    brand: bytes

    @property
    def owed(self) -> int:
        """What the brand still owes of it."""
        return self.from_receivable - self.written_off


@dataclass(frozen=True)
class ActRow:
    """What was asked of Stripe about a dispute, and what came of it."""

    kind: str
    status: str
    error_code: str | None
    made_at: datetime
    evidence: str | None


async def open_disputes() -> list[DisputeRow]:
    """Those that are not decided, the next to be answered first."""
    rows = await fetch(
        f"select {_COLUMNS} where d.closed_at is null order by d.due_by nulls last, d.created_at, d.id"
    )
    return [DisputeRow(**row) for row in rows]


async def closed_disputes(limit: int = 50) -> list[DisputeRow]:
    """Those that are, latest first."""
    rows = await fetch(
        f"select {_COLUMNS} where d.closed_at is not null order by d.closed_at desc, d.id limit $1", limit
    )
    return [DisputeRow(**row) for row in rows]


async def dispute(id: uuid.UUID) -> DisputeRow:
    """One of them; raises DisputeNotFound."""
    row = await fetch_row(f"select {_COLUMNS} where d.id = $1", id)
    if row is None:
        raise DisputeNotFound()
    return DisputeRow(**row)


async def acts_on(id: uuid.UUID) -> list[ActRow]:
    """What operators did about it, latest first."""
    rows = await fetch(
        "select kind, status, error_code, made_at, evidence from money.dispute_acts where dispute_id = $1"
        " order by made_at desc",
        id,
    )
    return [ActRow(**row) for row in rows]


async def rentals_of(order: uuid.UUID) -> list[uuid.UUID]:
    """The inner ids of an order's rentals."""
    rows = await fetch(
        "select rental_id from money.order_lines where order_id = $1 order by rental_id", order
    )
    return [row["rental_id"] for row in rows]


async def waiting() -> int:
    """How many wait for our answer."""
    count: int = await fetch_value(
        "select count(*) from money.disputes where status in ('inquiry', 'needs_response') and answers = 0"
    )
    return count


@dataclass(frozen=True)
class Returned:
    """What became of the unused part of a rental: refunds, what waits, what it repaid; and its dispute."""

    refunds: list[tuple[int, str, str]]
    withheld: int
    repaid: int
    outside: int
    dispute: str | None


async def returned(rental: uuid.UUID) -> Returned | None:
    """What a brand may know of its rental's money: amounts and states; None for what was never paid."""
    line = await fetch_row(
        "select l.id, l.withheld, l.repaid, p.id as payment from money.order_lines l join money.payments p"
        " on p.order_id = l.order_id and p.status = 'succeeded' where l.rental_id = $1",
        rental,
    )
    if line is None:
        return None
    made: list[Record] = await fetch(
        "select amount, status, origin, order_line_id from money.refunds where payment_id = $1"
        " and (order_line_id = $2 or order_line_id is null and status = 'succeeded') and redirected < amount"
        " order by created_at",
        *(line["payment"], line["id"]),
    )
    status: Any = await fetch_value(
        "select status from money.disputes where payment_id = $1 order by created_at desc limit 1",
        line["payment"],
    )
    own = [(it["amount"], it["status"], it["origin"]) for it in made if it["order_line_id"]]
    outside = sum(it["amount"] for it in made if not it["order_line_id"])
    return Returned(own, line["withheld"], line["repaid"], outside, status)
