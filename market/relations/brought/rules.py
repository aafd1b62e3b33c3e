"""Pure decisions of what rentals brought: a holder's own by rental month, and what may be told of similar ones.

The figures of similar rentals are made so that nobody's own can be read out of them:

- they are of at least eleven ended rentals of as many holders;
- they change with five rentals at once, or when a month of the twelve is over, and once a day at most;
- the median and the quartiles are rounded to half a euro, and nothing is said of the least and the most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.period import Interval, month_around, rental_days
from contracts.price import Money, proration
from market.money.brought import Brought
from market.relations.campaigns.rules import CROWD, STEP
from market.relations.rules import day_begins

ROUNDED: Final = 50
"""Minor units: figures of others are multiples of it."""


@dataclass(frozen=True)
class Month:
    """A rental month: from `starts_at` until before `ends_at` (UTC), its own end or the rental's; what it brought so
    far, in minor units."""

    starts_at: datetime
    ends_at: datetime
    rent: int
    rewards: int

    @property
    def total(self) -> int:
        """Both."""
        return self.rent + self.rewards


def months(span: Interval, until: datetime, brought: Brought, price: Money, holder_bps: int) -> list[Month]:
    """The rental months of a period that had begun by `until`, and what each brought, oldest first.

    Their rents add up to the rent, and their rewards to the rewards: what came after the end is the last one's.
    """
    windows = [month_around(span, span.starts_at)]
    while windows[-1].ends_at < min(until, span.ends_at):
        windows.append(month_around(span, windows[-1].ends_at))
    total, found, before = rental_days(span, until).total, [], 0
    for window in windows:
        last = window is windows[-1]
        # As at the window's last instant: at its end the first day of the next one has begun.
        days = len_of(span, window)
        reached = proration(price, total, days, holder_bps).holder.amount
        rent = brought.rent - before if last else min(reached, brought.rent) - before
        rewards = sum(
            amount
            for at, amount in brought.rewards
            if (last or at < window.ends_at) and (window is windows[0] or at >= window.starts_at)
        )
        found.append(Month(window.starts_at, min(window.ends_at, until), rent, rewards))
        before += rent
    return found


def len_of(span: Interval, window: Interval) -> int:
    """How many rental days of the period lie before the window's end."""
    if window.ends_at >= span.ends_at:
        return rental_days(span, span.ends_at).total
    return rental_days(span, window.ends_at).used - 1


@dataclass(frozen=True)
class Figures:
    """What similar rentals brought, minor units: a quarter brought `low` or less, half `middle`, a quarter `high` or
    more; of more than so many rentals."""

    more_than: int
    low: int
    middle: int
    high: int


def window(today: date) -> tuple[datetime, datetime]:
    """The rentals that count ended between these instants (UTC): in the last twelve months, whole but for this one."""
    first = today.replace(year=today.year - 1, day=1)
    return day_begins(first), day_begins(today)


def counted(ended: int) -> int:
    """How many of so many rentals are looked at, the first to end: eleven, then five more at once; else none."""
    return 1 + (ended - 1) // STEP * STEP if ended >= CROWD else 0


def figures(brought: Sequence[int], holders: int, of: int) -> Figures | None:
    """What may be told of the rentals of so many holders; None where that is no crowd. `of`: so many were counted."""
    if len(brought) < CROWD or holders < CROWD:
        return None
    ordered = sorted(brought)
    low, middle, high = (_rounded(ordered[-(-len(ordered) * part // 4) - 1]) for part in (1, 2, 3))
    return Figures(of - 1, low, middle, high)


def _rounded(amount: int) -> int:
    return (2 * amount + ROUNDED) // (2 * ROUNDED) * ROUNDED
