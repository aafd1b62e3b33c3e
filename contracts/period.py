"""Rental periods on the market's local calendar, and the rental days in them.

An instant is a UTC datetime. A calendar step (a day, a week, a month) keeps the wall-clock time of
its anchor in the market's zone, never the holder's. Where that wall-clock time does not exist or
exists twice (a change of summer time), the offset in force *before* the change is used (PEP 495,
``fold=0``): 02:30 in the gap becomes 03:30, and 02:30 in the fold is the first of the two. A start
is never moved, whichever fold it lies in.

Errors::

    ValueError
    ├── UnknownPeriod   not one of PERIODS
    └── NotUtc          an instant without a zone, or in another zone than UTC
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Step:
    """The calendar length of a period: whole months or whole days."""

    months: int = 0
    days: int = 0


PERIODS: Final[Mapping[str, Step]] = MappingProxyType(
    {"P1W": Step(days=7), "P1M": Step(months=1), "P3M": Step(months=3)}
)
"""Periods by their xsd:duration name: a week, a month, a quarter. One month is ``P1M``."""

_DAY = Step(days=1)
_MONTH = Step(months=1)


class UnknownPeriod(ValueError):
    """No period has this name."""

    def __init__(self, period: str) -> None:
        super().__init__(f"unknown period {period!r}")
        self.period = period


class NotUtc(ValueError):
    """An instant must be a timezone-aware datetime in UTC."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(f"{instant!r} is not in UTC")
        self.instant = instant


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open span of time, [starts_at, ends_at), both in UTC."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if require_utc(self.starts_at) >= require_utc(self.ends_at):
            raise ValueError(f"{self.starts_at} is not before {self.ends_at}")

    def __contains__(self, at: datetime) -> bool:
        return self.starts_at <= require_utc(at) < self.ends_at


@dataclass(frozen=True, slots=True)
class RentalDays:
    """The rental days of an interval: ``used`` have begun, ``unused`` have not."""

    total: int
    used: int

    @property
    def unused(self) -> int:
        return self.total - self.used


def require_utc(instant: datetime) -> datetime:
    """Give the instant back, or raise NotUtc."""
    if instant.tzinfo is None or instant.utcoffset() != timedelta(0):
        raise NotUtc(instant)
    return instant.astimezone(UTC)


def spelled(instant: datetime) -> str:
    """An instant as hashes and documents spell it: UTC, always six decimals. Raises NotUtc."""
    return require_utc(instant).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def known_period(period: str) -> Step:
    """The calendar length of a period; raises UnknownPeriod."""
    try:
        return PERIODS[period]
    except KeyError:
        raise UnknownPeriod(period) from None


def interval(
    period: str,
    starts_at: datetime,
    zone: str = ZONE,
    *,
    anchor: datetime | None = None,
    n: int = 1,
) -> Interval:
    """The interval of a rental that starts at ``starts_at``.

    The first period is ``n == 1``. A renewal gives the start of the first one as ``anchor`` and
    counts on: it starts where its parent ended and ends at anchor + n periods, so that month ends
    do not creep (31 January → 28 February → 31 March). Raises UnknownPeriod and NotUtc, and
    ValueError when the period would end before it starts.
    """
    if n < 1:
        raise ValueError(f"the first period is number 1, not {n}")
    first = starts_at if anchor is None else anchor
    return Interval(require_utc(starts_at), step_on(first, known_period(period), n, zone))


def rental_days(span: Interval, at: datetime, zone: str = ZONE) -> RentalDays:
    """The rental days of ``span`` as they stand at ``at``.

    Day k is [start + k local days, start + (k + 1) local days); the last one is cut at the end.
    Before the start none is used; from the start on at least one; never more than all.
    """
    total = _steps_begun(span.starts_at, span.ends_at, zone, including=False)
    begun = _steps_begun(span.starts_at, require_utc(at), zone, including=True)
    return RentalDays(total=total, used=min(begun, total))


def day_around(span: Interval, at: datetime, zone: str = ZONE) -> Interval:
    """The rental day of ``span`` that holds ``at``: the window of a daily quota.

    Raises ValueError when ``at`` is not in ``span``.
    """
    return _window(span, at, _DAY, zone)


def month_around(span: Interval, at: datetime, zone: str = ZONE) -> Interval:
    """The rental month of ``span`` that holds ``at``, cut at its end: the window of a monthly quota.

    A rental of a week is one such window. Raises ValueError when ``at`` is not in ``span``.
    """
    return _window(span, at, _MONTH, zone)


def days_after(instant: datetime, days: int, zone: str = ZONE) -> datetime:
    """The same wall-clock time ``days`` local days later, in UTC."""
    return step_on(instant, _DAY, days, zone)


def step_on(anchor: datetime, step: Step, times: int, zone: str = ZONE) -> datetime:
    """``anchor`` plus ``times`` calendar steps in ``zone``, in UTC; zero steps give ``anchor`` itself.

    A day of the month that does not exist becomes the month's last.
    """
    if times == 0:
        return require_utc(anchor)
    local = require_utc(anchor).astimezone(ZoneInfo(zone))
    month = local.month - 1 + step.months * times
    year, month = local.year + month // 12, month % 12 + 1
    day = min(local.day, calendar.monthrange(year, month)[1])
    wall = local.replace(year=year, month=month, day=day, tzinfo=None, fold=0)
    wall += timedelta(days=step.days * times)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _steps_begun(start: datetime, until: datetime, zone: str, *, including: bool) -> int:
    """How many k ≥ 0 have start + k local days before ``until`` (or at it, when ``including``)."""
    local = ZoneInfo(zone)
    # One more than the calendar says: summer time can move a boundary by an hour, never by a day.
    count = max(0, (until.astimezone(local).date() - start.astimezone(local).date()).days + 1)
    while count > 0:
        boundary = step_on(start, _DAY, count - 1, zone)
        if boundary < until or (including and boundary == until):
            break
        count -= 1
    return count


def _window(span: Interval, at: datetime, step: Step, zone: str) -> Interval:
    if at not in span:
        raise ValueError(f"{at} is outside {span}")
    k = 0
    while (end := step_on(span.starts_at, step, k + 1, zone)) <= at:
        k += 1
    return Interval(step_on(span.starts_at, step, k, zone), min(end, span.ends_at))
