"""Months of the market and the day a month is over. Pure."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from typing import Final

from contracts.period import Interval, rental_days
from market.base.clock import MARKET_ZONE
from market.base.errors import Conflict, Invalid

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class PeriodUnknown(Invalid):
    """`period` is no month such as 2026-11."""


class PeriodNotOver(Conflict):
    """The month is still running: what is earned in it is not known yet. `ends_at` says when it is over."""


class EarlierMonthOpen(Conflict):
    """Months are closed in their order: `next` is the earliest one that has something and is open."""


class PeriodClosed(Conflict):
    """The month, or a later one, was closed: what it posted stands."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in the market's zone."""

    year: int
    month: int

    @classmethod
    def named(cls, period: str) -> "Month":
        """`2026-11`; raises PeriodUnknown, also before 2000, and in the calendar's last year, which none follows."""
        found = _MONTH.fullmatch(period)
        if found is None or not 2000 <= int(found[1]) < MAXYEAR:
            raise PeriodUnknown(period=period[:20], field="period")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """The month that holds `moment`."""
        local = moment.astimezone(MARKET_ZONE)
        return cls(local.year, local.month)

    @property
    def following(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def preceding(self) -> "Month":
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def starts_at(self) -> datetime:
        """Its first instant, UTC."""
        return datetime(self.year, self.month, 1, tzinfo=MARKET_ZONE).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it, UTC."""
        return self.following.starts_at

    @property
    def last_instant(self) -> datetime:
        """When what was earned in it moved, UTC: the smallest step before the next month."""
        return self.ends_at - timedelta(microseconds=1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.following.year, self.following.month, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def over_and_open(starts_at: datetime, now: datetime, closed: str | None) -> list[Month]:
    """The months from `starts_at` on that are over at `now` and that take postings still, the earliest first.

    `closed` is the latest month that was closed (`2026-11`), and closes all before it. Instants are UTC.
    """
    month, found = Month.of(starts_at), list[Month]()
    if closed is not None:
        month = max(month, Month.named(closed).following)
    while month.ends_at <= now:
        found.append(month)
        month = month.following
    return found


def days_begun(starts_at: datetime, month: Month) -> int:
    """How many days of a rental that began at `starts_at` (UTC) have begun when the month is over.

    A day that begins at the very instant at which the next month does is the next month's.
    """
    return rental_days(Interval(starts_at, month.ends_at), starts_at).total
