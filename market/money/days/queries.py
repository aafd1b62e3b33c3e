"""Reads of the platform's own accounts by day."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from market.base.database import fetch, fetch_at_length, fetch_value
from market.money.chart import Account
from market.money.days import statements

LATE = timedelta(hours=1)  # a transaction that began before the last time may commit after it
EVER = date.max


@dataclass(frozen=True)
class AccountDay:
    """What an account moved on one day: minor units, credit positive."""

    day: date
    amount: int
    entries: int


@dataclass(frozen=True)
class Moved:
    """What one kind of transaction moved in one account on one day."""

    day: date
    kind: str
    why: str
    amount: int
    entries: int


async def since_last() -> uuid.UUID:
    """The least id that may not be added up yet."""
    last = await fetch_value("select max(rolled_at) from money.account_days")
    return made_at(last - LATE) if last else uuid.UUID(int=0)


def made_at(moment: datetime) -> uuid.UUID:
    """The least id that is made at `moment` or later (UUIDv7; RFC 9562, section 5.7)."""
    return uuid.UUID(int=int(moment.astimezone(UTC).timestamp() * 1000) << 80)


async def of_account(account: Account, until: date = EVER) -> Sequence[AccountDay]:
    """The days on which one of the platform's own accounts moved, latest first, up to the present posting."""
    rows = await fetch_at_length(
        statements.OF_ACCOUNT, await since_last(), account.kind, account.currency, until
    )
    return [AccountDay(**row) for row in rows]


async def moved(first: date, last: date, currency: str = "EUR") -> Sequence[Moved]:
    """What was added up of the days from `first` to `last`, as the last sweep left it."""
    rows = await fetch(
        "select day, kind, why, amount, entries from money.account_days"
        " where currency = $3 and day between $1 and $2 order by day",
        *(first, last, currency),
    )
    return [Moved(**row) for row in rows]
