"""Reads of the platform's own accounts by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from market.base.database import fetch, fetch_at_length
from market.money.chart import Account
from market.money.days import statements

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


async def of_account(account: Account, until: date = EVER) -> Sequence[AccountDay]:
    """The days on which one of the platform's own accounts moved, latest first, up to the present posting."""
    rows = await fetch_at_length(statements.OF_ACCOUNT, account.kind, account.currency, until)
    return [AccountDay(**row) for row in rows]


async def moved(first: date, last: date, currency: str = "EUR") -> Sequence[Moved]:
    """What was added up of the days from `first` to `last`, as the last sweep left it."""
    rows = await fetch(
        "select day, kind, why, amount, entries from money.account_days"
        " where currency = $3 and day between $1 and $2 order by day",
        *(first, last, currency),
    )
    return [Moved(**row) for row in rows]
