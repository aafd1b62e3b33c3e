"""What of the market may be shown, and how days become bars. Pure.

Where holders are concerned, numbers follow the catalogue's rule (safety, G12 and V6): no count below fifty, above it
only the step that is reached; shares and medians only of at least fifty distinct holders, shares in fives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from market.catalogue.steps import STEPS, coarse_count

FEWEST = STEPS[0]  # holders
GRAIN = 5  # percentage points
SPANS = (30, 90, 365)  # days
GRAINS = ("day", "week", "month")
MOST_BARS = 62


@dataclass(frozen=True)
class Day:
    """What one day moved, minor units of EUR."""

    day: date
    charges: int = 0
    volume: int = 0
    commission: int = 0
    stripe_fees: int = 0
    refunds: int = 0


@dataclass(frozen=True)
class Bar:
    """Days added up: from `first` to `last`, both included."""

    first: date
    last: date
    charges: int
    volume: int
    commission: int
    stripe_fees: int
    refunds: int


def at_least(count: int) -> int | None:
    """The step that a count of people reaches; None below fifty."""
    return coarse_count(count) if count >= FEWEST else None


def share(part: int, whole: int, holders: int) -> int | None:
    """`part` of `whole` in percent, to the nearest five; None where fewer than fifty holders stand behind it."""
    if holders < FEWEST or whole <= 0:
        return None
    return GRAIN * ((200 * part + GRAIN * whole) // (2 * GRAIN * whole))


def median_days(value: int | None, holders: int) -> int | None:
    """A median in whole days, where at least fifty holders stand behind it."""
    return value if holders >= FEWEST else None


def percent(part: int, whole: int) -> int | None:
    """A share of companies, which are no secret; None of none."""
    return (200 * part + whole) // (2 * whole) if whole else None


def grain_for(span: int, asked: str) -> str:
    """The grain that was asked for, or the next coarser one that leaves few enough bars to read."""
    length = {"day": 1, "week": 7, "month": 30}
    wanted = asked if asked in GRAINS else {30: "day", 90: "week"}.get(span, "month")
    while span // length[wanted] > MOST_BARS:
        wanted = GRAINS[GRAINS.index(wanted) + 1]
    return wanted


def starts(day: date, grain: str) -> date:
    """The first day of the day, week (Monday) or month that holds `day`."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def bars(days: Iterable[Day], first: date, last: date, grain: str) -> Sequence[Bar]:
    """The days from `first` to `last`, added up by grain, oldest first; a time without money has its bar too."""
    edges: dict[date, list[date]] = {}
    day = first
    while day <= last:
        edges.setdefault(starts(day, grain), []).append(day)
        day += timedelta(days=1)
    held: Mapping[date, Day] = {it.day: it for it in days}
    none = Day(first)
    return [_bar([held.get(it, none) for it in inside], inside[0], inside[-1]) for inside in edges.values()]


def _bar(days: Sequence[Day], first: date, last: date) -> Bar:
    def total(field: str) -> int:
        return sum(getattr(it, field) for it in days)

    return Bar(
        first, last, *(total(it) for it in ("charges", "volume", "commission", "stripe_fees", "refunds"))
    )
