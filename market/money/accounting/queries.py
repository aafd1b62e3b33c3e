"""Reads of the accounting file."""

import hmac
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime

from market.base import names
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_at_length, fetch_row, fetch_value
from market.base.errors import NotFound
from market.base.keyring import keyring
from market.money.accounting import rules
from market.money.accounting.plan import IN_A_BANK, OPENING, PLAN, RESULTS, journal_of, words_of
from market.money.accounting.statements import ENTRIES, MONTHS, OPENINGS
from market.money.settlement.rules import Month

PAGE = 2000  # entries read at a time: a month's file is never in memory as a whole
CURRENCY = "EUR"


class ForeignCurrency(RuntimeError):
    """The file is in euro, and so are the books; a posting in another currency is a mistake of ours."""


@dataclass(frozen=True)
class ClosedMonth:
    """A month whose books are closed. `amount`: what was debited, which is what was credited, minor units."""

    id: uuid.UUID
    period: str
    first_number: int
    last_number: int
    amount: int
    closed_at: datetime
    form: int


async def closed_months(limit: int = 36) -> list[ClosedMonth]:
    """The latest first."""
    return [ClosedMonth(**row) for row in await fetch(f"{MONTHS} order by period desc limit $1", limit)]


async def begins_on() -> date | None:
    """The day of the market's zone on which the books begin: that of what was posted first. None before that."""
    first = await fetch_value("select effective_at from money.ledger_transactions order by id limit 1")
    return market_date(first) if first is not None else None


async def closed_month(period: str) -> ClosedMonth:
    """Raises NotFound while the month's books are open."""
    row = await fetch_row(f"{MONTHS} where period = $1", period)
    if row is None:
        raise NotFound()
    return ClosedMonth(**row)


async def accounting_file(month: ClosedMonth) -> AsyncIterator[str]:
    """The file, piece by piece: its heading, what the year begins with, the month's postings by their numbers."""
    yield rules.heading()
    named, last = Month.named(month.period), 0
    while rows := await fetch_at_length(OPENINGS, month.id, last, PAGE):
        yield "".join(rules.written(_opening(row, month, named)) for row in rows)
        last = rows[-1]["line"]
    banks = list(IN_A_BANK)
    for first in range(month.first_number, month.last_number + 1, PAGE):
        last = min(first + PAGE - 1, month.last_number)
        rows = await fetch_at_length(ENTRIES, named.year, first, last, banks)
        yield "".join(rules.written(_line(row, month)) for row in rows)


def _opening(it: Record, month: ClosedMonth, named: Month) -> rules.Line:
    account = RESULTS.get(it["account"]) or PLAN[it["account"]]
    first_day = date(named.year, named.month, 1)
    return rules.Line(
        journal=OPENING,
        number=month.first_number,
        booked_on=first_day,
        account=(account.number, account.name),
        auxiliary=_auxiliary(account.auxiliary, it["subject"]),
        piece=f"{OPENING[0]}{named.year}",
        piece_on=first_day,
        words=OPENING[1],
        amount=_euro(it),
        valid_on=market_date(month.closed_at),
    )


def _line(it: Record, month: ClosedMonth) -> rules.Line:
    account = PLAN[it["account"]]
    return rules.Line(
        journal=journal_of(it["kind"], it["banked"], month.form),
        number=it["number"],
        booked_on=it["booked_on"],
        account=(account.number, account.name),
        auxiliary=_auxiliary(account.auxiliary, it["subject"]),
        piece=names.name("transaction", it["id"], names.for_operators()),
        piece_on=it["piece_on"],
        words=words_of(it["kind"], it["reversal"]),
        amount=_euro(it),
        valid_on=market_date(month.closed_at),
    )


def _euro(it: Record) -> int:
    """Raises ForeignCurrency."""
    if it["currency"] != CURRENCY:
        raise ForeignCurrency(it["currency"])
    amount: int = it["amount"]
    return amount


def _auxiliary(prefix: str, subject: bytes) -> tuple[str, str]:
    """A holder's or brand's own account: a number that says who it is to nobody without the keyring."""
    if not prefix:
        return "", ""
    mark = hmac.digest(keyring().derive("accounting"), prefix.encode() + subject, "sha256").hex()[:16].upper()
    who = "holder" if prefix == "T" else "brand"
    label = names.handle(names.sealed(who, subject, names.for_operators()))
    return f"{prefix}{mark}", f"{'Titulaire' if prefix == 'T' else 'Marque'} {label}"
