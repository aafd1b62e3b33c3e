"""Who could see what, under which clause, at a time: from a record alone.

The record says what was open, never who looked. A copy that gives some events by their day answers "not to be
told from this copy" for the hours that depend on it; the holder's copy answers all. And no copy answers for
what came after it, but for what nothing can change any more: an end, and a period that is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.agreement import delete_by
from contracts.history import History, Step

Open = bool | None
"""Open, closed, or not to be told from this copy."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A time [start, end) in UTC, or one instant where both are the same."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` to ``end`` (UTC) the answer is the same; ``states`` are those that it may have been in."""

    start: datetime
    end: datetime
    open: Open
    states: tuple[str, ...]
    later: bool = False
    """It hangs on what happened after all that this copy holds; ``states`` are those at its end."""


@dataclass(frozen=True)
class Replayed:
    """The answer. ``ended``, ``breached`` and ``attested`` only as far as they had happened, or may have, by then."""

    asked: Asked
    stretches: tuple[Stretch, ...]
    ended: Step | None
    breached: Step | None
    attested: Step | None
    delete_by: tuple[datetime, datetime] | None
    """Between these (UTC) lies the end of the brand's time to erase its copies; equal where the end is exact."""
    until: datetime
    """Before this instant (UTC) nothing happened but what the copy holds."""
    passed_on: str | None = None
    """The agreement that holds the copies instead, and has the duty to erase them: the period that follows."""
    end_open: bool = False
    """It may have ended before its period did, or have been renewed, after all that this copy holds."""
    attested_open: bool = False
    """The brand may have signed that it erased its copies, after all that this copy holds."""

    @property
    def hidden(self) -> bool:
        """Whether the answer hangs on the time of an event of which this copy gives the day."""
        return any(it.open is None and not it.later for it in self.stretches)

    @property
    def certain(self) -> bool:
        """Whether nothing that came after this copy could change the answer."""
        return not (self.end_open or self.attested_open or any(it.later for it in self.stretches))


def day(asked: date, zone: str) -> Asked:
    """A local day in the agreement's zone."""
    local = ZoneInfo(zone)
    start = datetime.combine(asked, time(), local)
    return Asked(
        start.astimezone(UTC), datetime.combine(asked + timedelta(days=1), time(), local).astimezone(UTC)
    )


def replay(life: History, asked: Asked, until: datetime) -> Replayed:
    """What the record tells of the time asked; it is known to hold all that happened before ``until`` (UTC)."""
    bounds = sorted({asked.start, *_within(asked, [*_changes(life), until])})
    ends = [*bounds[1:], asked.end]
    stretches = [_stretch(life, start, end, until) for start, end in zip(bounds, ends, strict=True)]
    last = asked.end if asked.start == asked.end else asked.end - timedelta(microseconds=1)
    over = _end(life, last)
    end_open = over is not None and life.ended is None and until < over[1]
    follows = life.renewed_by if over is not None and life.span and over[0] >= life.span.ends_at else None
    follows = None if end_open else follows
    due = None if over is None or follows else _due(life, over)
    attested = _by(life.attested, last)
    return Replayed(
        asked,
        tuple(_joined(stretches)),
        ended=_by(life.ended, last),
        breached=life.breached if life.breached and life.breached.when.surely_by(last) else None,
        attested=attested,
        delete_by=due,
        until=until,
        passed_on=follows,
        end_open=end_open,
        attested_open=due is not None and attested is None and last >= until,
    )


def _by(step: Step | None, last: datetime) -> Step | None:
    return step if step is not None and step.when.possibly_by(last) else None


def _stretch(life: History, start: datetime, end: datetime, until: datetime) -> Stretch:
    later = start >= until and not _settled(life, start)
    states = tuple(sorted(life.states_at(start)))
    return Stretch(start, end, None if later else life.open_at(start), states, later)


def _settled(life: History, at: datetime) -> bool:
    """Whether nothing that happens later opens or closes this time: what ended stays so, and a period is fixed."""
    return life.ended is not None or (life.span is not None and at not in life.span)


def _changes(life: History) -> Iterable[datetime]:
    for step in life.steps:
        yield from (step.when.earliest, step.when.latest)
    if life.span is not None:
        yield from (life.span.starts_at, life.span.ends_at)


def _within(asked: Asked, times: Iterable[datetime]) -> Iterable[datetime]:
    return (at for at in times if asked.start < at < asked.end)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for each in stretches:
        if found and replace(each, start=found[-1].start, end=found[-1].end) == found[-1]:
            each = replace(each, start=found.pop().start)
        found.append(each)
    return found


def _end(life: History, by: datetime) -> tuple[datetime, datetime] | None:
    """Between which times the rental was over, if it may have been ``by`` then; also when nobody recorded it."""
    if life.span is None:
        return None
    if life.ended is not None and life.ended.when.possibly_by(by):
        latest = min(life.ended.when.latest, life.span.ends_at)
        return min(life.ended.when.earliest, latest), latest
    return (life.span.ends_at, life.span.ends_at) if life.span.ends_at <= by else None


def _due(life: History, over: tuple[datetime, datetime]) -> tuple[datetime, datetime] | None:
    """None where the period was over before it began: there are no copies of what was never open."""
    if life.span is not None and over[1] < life.span.starts_at:
        return None
    return delete_by(life.agreement, over[0]), delete_by(life.agreement, over[1])
