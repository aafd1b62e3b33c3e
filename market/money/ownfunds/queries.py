"""Reads: where clients' money stands, and what was recorded."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from market.base.database import fetch, fetch_row, fetch_value
from market.money.ownfunds import statements
from market.money.ownfunds.errors import OwnTransferNotFound
from market.money.ownfunds.rules import Standing
from market.money.ownfunds.rules import standing as judged


@dataclass(frozen=True)
class TransferRow:
    """A transfer as it was recorded; amounts minor units, times UTC. `recorded_by` is an operator's tag.

    A reversal says what it `reverses`; `reversing`: one of this transfer waits for a second operator.
    """

    id: uuid.UUID
    direction: str
    amount: int
    currency: str
    reference: str
    day: date
    status: str
    needed: int
    recorded_by: bytes
    recorded_at: datetime
    booked_at: datetime | None
    why: str | None
    reverses: uuid.UUID | None
    reversing: bool


_ROWS = (
    "select t.id, t.direction, t.amount, t.currency, t.reference, t.day, t.status, t.needed, t.recorded_by,"
    " t.recorded_at, t.booked_at, t.why, t.reverses, exists (select from money.own_transfers r"
    " where r.reverses = t.id and r.status = 'waiting') as reversing from money.own_transfers t"
)


async def standing(besides: uuid.UUID | None = None) -> Standing:
    """Where clients' money stands at this moment; the transfer `besides` is not counted among the leaving."""
    rows = await fetch(statements.BALANCES)
    leaving = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.own_transfers"
        " where status = 'waiting' and direction = 'out' and id is distinct from $1",
        besides,
    )
    return judged({row["kind"]: row["amount"] for row in rows}, leaving)


async def waiting() -> Sequence[TransferRow]:
    """What waits for a second operator, oldest first."""
    return _rows(await fetch(f"{_ROWS} where t.status = 'waiting' order by t.id"))


async def done(limit: int = 50) -> Sequence[TransferRow]:
    """What is in the books, was reversed or was called off, latest first."""
    return _rows(await fetch(f"{_ROWS} where t.status <> 'waiting' order by t.id desc limit $1", limit))


async def transfer(id: uuid.UUID) -> TransferRow:
    """One of them; raises OwnTransferNotFound."""
    row = await fetch_row(f"{_ROWS} where t.id = $1", id)
    if row is None:
        raise OwnTransferNotFound()
    return TransferRow(**row)


async def standing_under(reference: str) -> TransferRow | None:
    """What stands under a bank's reference; not what was called off or reversed, nor a reversal."""
    row = await fetch_row(
        f"{_ROWS} where t.reference = $1 and t.status in ('waiting', 'booked') and t.reverses is null",
        reference,
    )
    return TransferRow(**row) if row else None


def _rows(rows: Sequence[object]) -> list[TransferRow]:
    return [TransferRow(**row) for row in rows]  # type: ignore[arg-type]
