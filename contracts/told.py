"""What the copy of an event tells: its kind and facts as types, and its time as exactly as the copy knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pydantic import JsonValue

from contracts.commitments import FACT
from contracts.period import spelled
from contracts.record_facts import Facts
from contracts.record_kinds import FactsUnknown, facts_of


class EventClosed(ValueError):
    """The copy does not show what the event is."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"event {seq} is closed in this copy")
        self.seq = seq


@dataclass(frozen=True, slots=True)
class When:
    """Not before ``earliest`` and before ``latest``; both the same for an instant that is known. UTC."""

    earliest: datetime
    latest: datetime

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest

    def surely_by(self, at: datetime) -> bool:
        """Whether it has happened at ``at`` for certain."""
        return self.latest <= at

    def possibly_by(self, at: datetime) -> bool:
        """Whether it may have happened at ``at``."""
        return self.earliest <= at


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a copy tells it."""

    seq: int
    kind: str
    when: When
    facts: Facts


def told(seq: int, values: Mapping[str, JsonValue]) -> Told:
    """Reads the fields that a copy shows (`contracts.copies`).

    Raises EventClosed when kind or day are held back, KindUnknown, FactsUnknown.
    """
    kind, day, at = values.get("kind"), values.get("day"), values.get("at")
    if not isinstance(kind, str) or not isinstance(day, str):
        raise EventClosed(seq)
    facts = {name.removeprefix(FACT): value for name, value in values.items() if name.startswith(FACT)}
    try:
        when = on_day(day) if at is None else _instant(str(at))
    except (ValueError, OverflowError):
        raise FactsUnknown(seq, kind, "at", "in another spelling") from None
    return Told(seq, kind, when, facts_of(seq, kind, facts))


def exactly(at: datetime) -> When:
    """A known instant."""
    return When(at, at)


def on_day(text: str) -> When:
    """Some time of a UTC day, as 2026-10-20; raises ValueError."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    start = datetime.combine(day, time(), UTC)
    return When(start, start + timedelta(days=1))


def _instant(text: str) -> When:
    at = datetime.fromisoformat(text)
    if spelled(at) != text:
        raise ValueError(text)
    return exactly(at)
