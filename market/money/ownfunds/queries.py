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
    """A transfer as it was recorded; amounts minor units, times UTC. `recorded_by` is an operator's tag."""

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


_COLUMNS = "id, direction, amount, currency, reference, day, status, needed, recorded_by, recorded_at, booked_at, why"


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
    return _rows(
        await fetch(f"select {_COLUMNS} from money.own_transfers where status = 'waiting' order by id")
    )


async def done(limit: int = 50) -> Sequence[TransferRow]:
    """What is in the books or was called off, latest first."""
    return _rows(
        await fetch(
            f"select {_COLUMNS} from money.own_transfers where status <> 'waiting' order by id desc limit $1",
            limit,
        )
    )


async def transfer(id: uuid.UUID) -> TransferRow:
    """One of them; raises OwnTransferNotFound."""
    row = await fetch_row(f"select {_COLUMNS} from money.own_transfers where id = $1", id)
    if row is None:
        raise OwnTransferNotFound()
    return TransferRow(**row)


async def standing_under(reference: str) -> TransferRow | None:
    """What stands under a bank's reference; not what was called off."""
    row = await fetch_row(
        f"select {_COLUMNS} from money.own_transfers where reference = $1 and status <> 'called_off'",
        reference,
    )
    return TransferRow(**row) if row else None


def _rows(rows: Sequence[object]) -> list[TransferRow]:
    return [TransferRow(**row) for row in rows]  # type: ignore[arg-type]
