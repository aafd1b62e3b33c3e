"""Pure decisions of what a brand does next: out of what runs, what closes and what is owed, one list in its order.

Days are the market's. Nothing here asks whether somebody listens: a persona that is silent counts as one that is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args
from uuid import UUID

from contracts.period import Interval
from market.base.clock import market_date
from market.relations.rules import allowed_a_month, rental_month

Kind = Literal[
    "erasure",
    "offer",
    "closes_today",
    "closes_tomorrow",
    "closing_note",
    "casting_closes",
    "looked_for",
    "lapsing",
    "drawn",
    "uninvited",
    "unasked",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""In the order in which they are told: what is owed, what closes, what could be done."""

SOON: Final = timedelta(days=3)
"""Invitations that lapse within so many days are told of."""

CLOSES_SOON: Final = timedelta(days=2)
"""Castings that have places left are told of so many days before their last."""

SHOWN: Final = 20
"""So many of one kind are named; the others are counted."""


@dataclass(frozen=True)
class Running:
    """A rental that runs: its span and the time (UTC), what its terms allow, by rental month how often it was invited,
    and which have no included question left. `drawn`: whether it is a place that somebody took in a casting."""

    span: Interval
    now: datetime
    per_month: int
    question: bool
    invited: dict[int, int]
    asked: frozenset[int]
    drawn: bool = False


@dataclass(frozen=True)
class Named:
    """Where something is to be done: in a rental (`persona`), about a round of questions, a casting or an intent;
    by which day."""

    by: date
    agreement: UUID | None = None
    persona: UUID | None = None
    round: UUID | None = None
    casting: UUID | None = None
    intent: UUID | None = None


@dataclass(frozen=True)
class Step:
    """What to do next: of so many, the first ones named. `by`: the earliest day; `late`: of how many it is over."""

    kind: Kind
    count: int
    by: date | None = None
    late: int = 0
    named: tuple[Named, ...] = ()


def steps(running: Sequence[Running], others: Iterable[Step]) -> list[Step]:
    """All that there is to do, in the order of KINDS."""
    found = {it.kind: it for it in (*others, *_of_running(running)) if it.count}
    return [found[kind] for kind in KINDS if kind in found]


def _of_running(running: Sequence[Running]) -> list[Step]:
    lapsing = [it for it in map(_lapses, running) if it is not None]
    new = [it for it in running if not it.invited and it.per_month > 0]
    return [
        Step("drawn", sum(it.drawn for it in new)),
        Step("uninvited", sum(not it.drawn for it in new)),
        Step("unasked", sum(it.question and _month(it)[0] not in it.asked for it in running)),
        Step("lapsing", sum(left for left, _ in lapsing), min((day for _, day in lapsing), default=None)),
    ]


def _month(it: Running) -> tuple[int, date]:
    """(the rental month that runs, the day on which it is over)."""
    month, following = rental_month(it.span, it.now)
    return month, min(following, market_date(it.span.ends_at))


def _lapses(it: Running) -> tuple[int, date] | None:
    """(how many invitations the month has left, the day on which it is over), where that is soon."""
    month, over = _month(it)
    left = allowed_a_month(it.per_month) - it.invited.get(month, 0)
    soon = over - market_date(it.now) <= SOON
    return (left, over) if left > 0 and soon else None
