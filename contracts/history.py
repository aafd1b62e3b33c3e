"""The life of one agreement as its record tells it: the state after each event, and when access was open.

The states are those of `contracts.states`, and access is what `contracts.agreement.is_open` says: expiry is
evaluated, so a period that is over is closed whether its end was recorded or not. `contracts.lawful` decides
which event may follow which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.agreement import AGREEMENT, Agreement, is_open
from contracts.lawful import Life, follow
from contracts.period import Interval
from contracts.record_agreeing import Agreed
from contracts.record_kinds import Ended, ErasureAttested, ErasureBreached, RenewalCalledOff, Renewed
from contracts.told import Told, When, exactly


@dataclass(frozen=True, slots=True)
class Step:
    """After an event: the agreement's state, and when that was."""

    event: Told
    state: str
    when: When


@dataclass(frozen=True)
class History:
    """The steps of a record, and the period once it has begun (for a renewal it may lie ahead)."""

    agreement: Agreement
    steps: tuple[Step, ...]
    span: Interval | None

    @property
    def state(self) -> str:
        return self.steps[-1].state if self.steps else AGREEMENT.initial

    @property
    def renews(self) -> bool:
        """Whether this agreement is the renewal of another."""
        return any(isinstance(step.event.facts, Agreed) and step.event.facts.renews for step in self.steps)

    @property
    def ended(self) -> Step | None:
        """The step that ended it, if its end was recorded."""
        return next((step for step in self.steps if step.state in AGREEMENT.final), None)

    @property
    def renewed_by(self) -> str | None:
        """The agreement of the period that is paid to follow, unless it was called off."""
        found: str | None = None
        for step in self.steps:
            match step.event.facts:
                case Renewed() as facts:
                    found = facts.by
                case RenewalCalledOff():
                    found = None
        return found

    @property
    def attested(self) -> Step | None:
        """The step in which the brand signed that it erased its copies."""
        return next((step for step in self.steps if isinstance(step.event.facts, ErasureAttested)), None)

    @property
    def breached(self) -> Step | None:
        """The step in which the platform noted that the time to erase was over and the brand had not signed."""
        return next((step for step in self.steps if isinstance(step.event.facts, ErasureBreached)), None)

    def states_at(self, at: datetime) -> frozenset[str]:
        """The states that it may have been in at ``at`` (UTC): one, where all times are exact."""
        states = {AGREEMENT.initial}
        for step in self.steps:
            if step.when.surely_by(at):
                states = {step.state}
            elif step.when.possibly_by(at):
                states.add(step.state)
        return frozenset(states)

    def open_at(self, at: datetime) -> bool | None:
        """Whether access was open at ``at`` (UTC); None where the copy knows the day only."""
        if self.span is None:
            return False
        found = {is_open(state, self.span, at) for state in self.states_at(at)}
        return found.pop() if len(found) == 1 else None


def history(agreement: Agreement, events: Sequence[Told]) -> History:
    """The life that these events make. Raises EventForbidden, AgreementAstray."""
    life, steps = Life(agreement), []
    for event in events:
        follow(life, event)
        steps.append(Step(event, life.state, _when(event, life.span, ZoneInfo(agreement.zone))))
    return History(agreement, _in_order(steps), life.span)


def _when(event: Told, span: Interval | None, zone: ZoneInfo) -> When:
    """What the clock does has its time from the facts, to which a copy that holds the time back leads as well: it ends
    a rental when its period ends, and notes a breach once the last day to erase is over.
    """
    match event.facts:
        case Ended(by="clock") if span is not None:
            return exactly(span.ends_at)
        case ErasureBreached(delete_by=last):
            over = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
            known = event.when.earliest <= over < event.when.latest  # else it was noted later, on another day
            return exactly(over) if known else event.when
    return event.when


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """A record has one order: nothing in it happened before what it follows, nor after what follows it."""
    earliest = [step.when.earliest for step in steps]
    for i in range(1, len(steps)):
        earliest[i] = max(earliest[i], earliest[i - 1])
    latest = [step.when.latest for step in steps]
    for i in range(len(steps) - 2, -1, -1):
        latest[i] = min(latest[i], latest[i + 1])
    return tuple(
        replace(step, when=When(start, max(start, end)))
        for step, start, end in zip(steps, earliest, latest, strict=True)
    )
