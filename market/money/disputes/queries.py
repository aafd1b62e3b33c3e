"""Reads of disputes, for operators."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base.database import fetch, fetch_row
from market.money.disputes.errors import DisputeNotFound

_COLUMNS = (
    "d.id, d.payment_id, p.method, d.stripe_dispute_id, d.amount, d.currency, d.reason, d.status, d.due_by, d.answers,"
    " d.withdrawn, d.reinstated, d.fee, d.from_escrow, d.from_commission, d.from_receivable, d.written_off,"
    " d.repaid, d.given_back,"
    " d.created_at, d.closed_at, p.order_id, p.paid_at, o.brand"
    " from money.disputes d join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
)


@dataclass(frozen=True)
class DisputeRow:
    """A dispute with the order that it is about; `brand` is a tag of this room, amounts minor units."""

    id: uuid.UUID
    payment_id: uuid.UUID
    method: str
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
    repaid: int
    given_back: int
    created_at: datetime
    closed_at: datetime | None
    order_id: uuid.UUID
    paid_at: datetime
    brand: bytes

    @property
    def owed(self) -> int:
        """What the brand still owes of it."""
        return self.from_receivable - self.written_off - self.repaid


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


@dataclass(frozen=True)
class Refunded:
    """A refund of a disputed payment; `amount` in minor units, `at` UTC."""

    amount: int
    currency: str
    at: datetime
    stripe_refund_id: str


async def refunded_before(row: DisputeRow) -> list[Refunded]:
    """What had gone back to the brand of the same payment, the oldest first."""
    rows = await fetch(
        "select amount, currency, created_at as at, stripe_refund_id from money.refunds"
        " where payment_id = $1 and status = 'succeeded' and stripe_refund_id is not null order by created_at, id",
        row.payment_id,
    )
    return [Refunded(**it) for it in rows]


async def asked_twice(row: DisputeRow) -> int:
    """How much of what an open dispute asks for had gone back before, minor units."""
    if row.closed_at is not None:
        return 0
    back = await fetch_row("select captured, refunded from money.payments where id = $1", row.payment_id)
    return max(0, row.amount - (back["captured"] - back["refunded"])) if back else 0


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


@dataclass(frozen=True)
class ToAnswer:
    """The disputes that wait for our answer: how many, their sum (minor units), the next deadline if there is one.

    `late`: that deadline is past.
    """

    count: int
    amount: int
    due_by: datetime | None
    late: bool = False


async def to_answer() -> ToAnswer:
    """What of the disputes waits for us."""
    row = await fetch_row(
        "select count(*) as count, coalesce(sum(amount), 0)::bigint as amount, min(due_by) as due_by,"
        " coalesce(min(due_by) <= base.now(), false) as late"
        " from money.disputes where status in ('inquiry', 'needs_response') and answers = 0"
    )
    return ToAnswer(**row) if row else ToAnswer(0, 0, None)
