"""Pure decisions of an export: which period it may have, and how a line of it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from market.operators.errors import LogPeriodNotOver, LogPeriodUnclear
from market.relations import scan
from market.relations.text import words

MOST_DAYS = 366
AUTHORITY_MOST = 120  # characters
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """A span of UTC days, both of them in it; as instants, half-open."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.last + DAY, time(), UTC)


def days(first: date, last: date, today: date) -> Days:
    """The period of an export: over, so that its file is the same whenever it is made, and a year at most.

    `today` is UTC's. Raises LogPeriodUnclear, LogPeriodNotOver.
    """
    if last < first:
        raise LogPeriodUnclear(field="last_day", most_days=MOST_DAYS)
    if last >= today:
        raise LogPeriodNotOver(field="last_day", until=(today - DAY).isoformat())
    if last - first >= timedelta(days=MOST_DAYS):
        raise LogPeriodUnclear(field="first_day", most_days=MOST_DAYS)
    return Days(first, last)


def authority(text: str) -> str:
    """Who asked, as it is kept. Raises TextNotAccepted, ContactNotAllowed: an office, no person's details."""
    kept = words("authority", text.replace("\n", " ").replace("\r", " "), AUTHORITY_MOST)
    scan.refuse_details("authority", kept)
    return kept


@dataclass(frozen=True)
class Line:
    """One line of the file: what was done on a UTC day, and how often where it is a read.

    `brand` is the company as it is registered, with its number; None for what was done to a listing. `persona` and
    `relation` are names of this export before this brand: another export, and another brand in this one, has others.
    """

    day: date
    act: str
    by: str
    brand: str | None
    brand_number: str | None
    persona: str
    relation: str | None
    count: int
    facts: Mapping[str, Any]
