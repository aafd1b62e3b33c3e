"""Reads of balances that go to a bank. The brand's tag is in every query of a brand's."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.settings import settings
from market.money.bankreturns.errors import BankReturnNotFound
from market.money.bankreturns.rules import OPEN


@dataclass(frozen=True)
class ReturnRow:
    """One of them. Minor units, times UTC; `given` of `needed` operators have let it out."""

    id: uuid.UUID
    brand: bytes
    amount: int
    currency: str
    status: str
    given: int
    needed: int | None
    reference: str | None
    why: str | None
    failure: str | None
    asked_at: datetime
    changed_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True)
class ToDo:
    """How many are open, and over how much in all (minor units)."""

    count: int
    amount: int


_COLUMNS = (
    "id, brand, amount, currency, status, num_nonnulls(first_by, second_by) as given, needed, reference, why, failure,"
    " asked_at, changed_at, paid_at"
)


def open_here() -> bool:
    """Whether this market makes bank transfers of its own."""
    return settings().holds_client_money


async def of_brand(tag: bytes, limit: int = 12) -> Sequence[ReturnRow]:
    """A brand's, latest first."""
    return _rows(
        await fetch(
            f"select {_COLUMNS} from money.bank_returns where brand = $1 order by asked_at desc, id limit $2",
            *(tag, limit),
        )
    )


async def to_bank(tag: bytes) -> int:
    """What of a brand's balance is on its way to its bank account."""
    found: int = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.bank_returns where brand = $1 and status = any($2)",
        *(tag, list(OPEN)),
    )
    return found


async def in_state(*, over: bool = False, limit: int = 100) -> Sequence[ReturnRow]:
    """For operators: those that are open, oldest first, or those that are over, latest first."""
    order = "changed_at desc, id" if over else "asked_at, id"
    return _rows(
        await fetch(
            f"select {_COLUMNS} from money.bank_returns where (status = any($1)) <> $2 order by {order} limit $3",
            *(list(OPEN), over, limit),
        )
    )


async def to_do() -> ToDo:
    """What waits for an operator."""
    (row,) = await fetch(
        "select count(*), coalesce(sum(amount), 0)::bigint as amount from money.bank_returns where status = any($1)",
        list(OPEN),
    )
    return ToDo(**row)


async def by_reference(reference: str) -> uuid.UUID | None:
    """The one that has this reference."""
    found: uuid.UUID | None = await fetch_value(
        "select id from money.bank_returns where reference = $1", reference
    )
    return found


async def bank_return(id: uuid.UUID) -> ReturnRow:
    """One, for an operator; raises BankReturnNotFound."""
    row = await fetch_row(f"select {_COLUMNS} from money.bank_returns where id = $1", id)
    if row is None:
        raise BankReturnNotFound()
    return ReturnRow(**row)


def _rows(rows: Sequence[Record]) -> list[ReturnRow]:
    return [ReturnRow(**row) for row in rows]
