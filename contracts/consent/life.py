"""The life of a consent as its record tells it: which event may follow which, and what stands at a time.

Errors: EventForbidden and ConsentAstray, both ValueErrors, beside those of `contracts.record_kinds`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from pydantic import JsonValue

from contracts.commitments import FACT
from contracts.consent.kinds import (
    CounterOffered,
    Expired,
    Given,
    Instructed,
    RenewalInstructed,
    Renewed,
    Requested,
    Said,
    said,
)
from contracts.lawful import EventForbidden
from contracts.period import Interval, spelled
from contracts.record_kinds import FactsUnknown
from contracts.states import CONSENT, TransitionRefused
from contracts.told import EventClosed

HOLDS = ("given", "renewed")
"""The states in which a brand may go by it."""


class ConsentAstray(ValueError):
    """The event ``seq`` has another ``field`` than the consent that it belongs to."""

    def __init__(self, seq: int, field: str) -> None:
        super().__init__(f"event {seq} has another {field} than its consent")
        self.seq = seq
        self.field = field


@dataclass(frozen=True, slots=True)
class Step:
    """One event as a copy tells it: ``day`` (UTC) and ``at`` as far as it shows them, and the state after it."""

    seq: int
    kind: str
    facts: Said
    day: date | None
    at: datetime | None
    state: str | None


@dataclass(frozen=True)
class Life:
    """A consent on its way: its steps, and the period in which it holds, once it was given."""

    steps: tuple[Step, ...]
    span: Interval | None

    @property
    def state(self) -> str | None:
        """The state by its record; None before anything was requested."""
        return self.steps[-1].state if self.steps else None

    @property
    def request(self) -> Requested:
        """The request; raises EventForbidden where there is none yet."""
        found = next((step.facts for step in self.steps if isinstance(step.facts, Requested)), None)
        if found is None:
            raise EventForbidden(len(self.steps), "requested", "first")
        return found

    @property
    def instruction(self) -> Instructed:
        """What the person had said beforehand: every record begins with it. Raises EventForbidden for an empty one."""
        first = self.steps[0].facts if self.steps else None
        if not isinstance(first, Instructed):
            raise EventForbidden(0, "instructed", "first")
        return first

    @property
    def terms(self) -> str:
        """The edition that was consented to: the published one, or what the person offered instead."""
        offered = next((step.facts for step in self.steps if isinstance(step.facts, CounterOffered)), None)
        return self.instruction.terms if offered is None else offered.terms


def state_at(state: str, span: Interval | None, at: datetime) -> str:
    """What a recorded state is at ``at`` (UTC): expiry is evaluated, whether anybody recorded it or not."""
    if state in HOLDS and span is not None and at >= span.ends_at:
        return CONSENT.target("expire")
    return state


def life(events: Sequence[Mapping[str, JsonValue]]) -> Life:
    """Follow the events, each as the fields that a copy shows.

    Raises EventClosed, KindUnknown, FactsUnknown, EventForbidden, ConsentAstray.
    """
    steps: list[Step] = []
    state, span = None, None
    for seq, values in enumerate(events):
        step = _told(seq, values)
        state = _after(step, state, steps)
        if isinstance(step.facts, Given):
            span = _span(step.seq, step.facts)
        steps.append(Step(step.seq, step.kind, step.facts, step.day, step.at, state))
    found = Life(tuple(steps), span)
    _of_one_piece(found)
    return found


def _told(seq: int, values: Mapping[str, JsonValue]) -> Step:
    kind = values.get("kind")
    if not isinstance(kind, str):
        raise EventClosed(seq)
    facts = said(seq, kind, _facts(kind, values))
    try:
        day, at = _day(values.get("day")), _instant(values.get("at"))
    except (ValueError, OverflowError):
        raise FactsUnknown(seq, kind, "at", "in another spelling") from None
    if day is None and at is None and "day" not in facts.hidden:
        raise EventClosed(seq)
    return Step(seq, kind, facts, day, at, None)


def _facts(kind: str, values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    shown = {name.removeprefix(FACT): value for name, value in values.items() if name.startswith(FACT)}
    if kind == "renewal_instructed" and not shown:
        return {"scope": "relation"}  # held back from a brand: either would do, and neither is told
    return shown


def _day(value: JsonValue) -> date | None:
    if value is None:
        return None
    day = date.fromisoformat(str(value))
    if day.isoformat() != value:
        raise ValueError(value)
    return day


def _instant(value: JsonValue) -> datetime | None:
    if value is None:
        return None
    at = datetime.fromisoformat(str(value))
    if spelled(at) != value:
        raise ValueError(value)
    return at.astimezone(UTC)


def _after(step: Step, state: str | None, before: Sequence[Step]) -> str | None:
    """The state after the event. Raises EventForbidden."""
    kinds = [each.kind for each in before]
    reason = None
    match step.facts:
        case Instructed():
            reason = "first" if kinds else None
        case CounterOffered():
            answers = [each.facts.answer for each in before if isinstance(each.facts, Instructed)]
            reason = None if kinds == ["instructed"] and answers == ["approval"] else "first"
        case RenewalInstructed():
            reason = None if kinds == ["instructed"] else "first"
        case Requested():
            state, reason = _requested(step.facts, state, kinds)
        case _ if state is None:
            reason = "unrequested"
        case _:
            state, reason = _moved(step, state, before)
    if reason is not None:
        raise EventForbidden(step.seq, step.kind, reason)
    return state


def _requested(facts: Requested, state: str | None, kinds: Sequence[str]) -> tuple[str | None, str | None]:
    if state is not None or "instructed" not in kinds:
        return state, "first"
    if (facts.renews is not None) != ("renewal_instructed" in kinds):
        return state, "uninstructed"
    return CONSENT.initial, None


def _moved(step: Step, state: str, before: Sequence[Step]) -> tuple[str | None, str | None]:
    renews = any(isinstance(each.facts, RenewalInstructed) for each in before)
    if isinstance(step.facts, Given) and isinstance(step.facts, Renewed) != renews:
        return state, "uninstructed"
    if isinstance(step.facts, Given) and bool(step.facts.approved) != _awaits_answer(before, renews):
        return state, "unapproved"
    try:
        return CONSENT.next_state(state, str(step.facts.move)), None
    except TransitionRefused:
        return state, state


def _awaits_answer(before: Sequence[Step], renews: bool) -> bool:
    """Whether the person has to answer this very request: a renewal rests on their wish for it."""
    return not renews and any(
        isinstance(each.facts, Instructed) and each.facts.answer == "approval" for each in before
    )


def _span(seq: int, facts: Given) -> Interval:
    try:
        return Interval(facts.starts_at, facts.ends_at)
    except ValueError:
        raise ConsentAstray(seq, "period") from None


def _of_one_piece(found: Life) -> None:
    """What was given is what was asked for, what was asked for is what had been said, and all within its period."""
    asked = None
    for step in found.steps:
        match step.facts:
            case Requested():
                asked = step.facts.purposes
                admitted = found.instruction.purposes
                if asked != tuple(each for each in admitted if each in set(asked)):
                    raise ConsentAstray(step.seq, "purposes")
            case Given() if step.facts.purposes != asked:
                raise ConsentAstray(step.seq, "purposes")
            case Expired() if found.span is not None and not _ends_then(step, found.span):
                raise EventForbidden(step.seq, step.kind, "time")
            case Said() if found.span is not None and step.facts.move and _begins_after(step, found.span):
                raise EventForbidden(step.seq, step.kind, "time")


def backwards(found: Life) -> list[int]:
    """The events that bear a time before that of the one they follow: a clock that went back, no forgery by itself."""
    return [
        other.seq
        for one, other in pairwise(found.steps)
        # A word about renewals stands after the instruction, whichever of the two was said first.
        if not isinstance(other.facts, Expired | RenewalInstructed) and _before(other, one)
    ]


def _ends_then(step: Step, span: Interval) -> bool:
    return step.at == span.ends_at if step.at is not None else step.day == span.ends_at.date()


def _begins_after(step: Step, span: Interval) -> bool:
    """Whether it surely happened when the period was over: what is over by the clock is moved by nobody else."""
    if isinstance(step.facts, Expired):
        return False
    if step.at is not None:
        return step.at >= span.ends_at
    return step.day is not None and step.day > span.ends_at.date()


def _before(one: Step, other: Step) -> bool:
    """Whether the first surely happened before the second."""
    if one.at is not None and other.at is not None:
        return one.at < other.at
    if one.day is None or other.day is None:
        return False
    return one.day < other.day
