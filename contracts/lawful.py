"""Which event may follow which in a record, and that the record tells of the agreement that it belongs to.

Errors::

    ValueError
    ├── EventForbidden     the event may not stand here
    └── AgreementAstray    the record tells of other terms or another period than the agreement
"""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from contracts.agreement import AGREEMENT, Agreement, body_hash, delete_by, is_open
from contracts.lawful_messages import Messages
from contracts.lawful_questions import Questions
from contracts.period import Interval, interval
from contracts.record_agreeing import Agreed, Bargained, CounterOffered, Requested
from contracts.record_facts import Facts
from contracts.record_kinds import (
    Activated,
    Answered,
    AnswerTakenBack,
    Asked,
    ClosingNoted,
    Ended,
    ErasureAttested,
    ErasureBreached,
    Invited,
    Messaged,
    Reacted,
    RenewalCalledOff,
    RenewalNoticed,
    Renewed,
)
from contracts.states import TransitionRefused
from contracts.told import Told, When, exactly, on_day

_RUNNING = ("Active", "TemporarilySuspended")


class EventForbidden(ValueError):
    """The event ``seq`` may not stand where it stands; ``reason`` is a state or a word of this file."""

    def __init__(self, seq: int, kind: str, reason: str) -> None:
        super().__init__(f"event {seq} ({kind}) is forbidden here: {reason}")
        self.seq = seq
        self.kind = kind
        self.reason = reason


class AgreementAstray(ValueError):
    """The event ``seq`` has another ``field`` (terms, period, price, purposes, text, delete_by) than its agreement."""

    def __init__(self, seq: int, field: str) -> None:
        super().__init__(f"event {seq} has another {field} than the agreement")
        self.seq = seq
        self.field = field


@dataclass
class Life:
    """An agreement on its way through the events of its record."""

    agreement: Agreement
    state: str = AGREEMENT.initial
    span: Interval | None = None
    asked: Bargained | None = None
    """What the brand asked for, or what it was offered instead: the last word before the agreement, if one stands."""
    agreed: bool = False
    renews: bool = False
    noticed: bool = False
    over: When | None = None
    """When it ended, if it had begun to be counted."""
    attested: bool = False
    breached: bool = False
    notes: int = 0
    invitations: set[str] = field(default_factory=set)
    sent: dict[int, int] = field(default_factory=dict)
    """How many invitations each rental month had."""
    questions: Questions = field(default_factory=Questions)
    messages: Messages = field(default_factory=Messages)


def follow(life: Life, event: Told) -> None:
    """Let one more event happen. Raises EventForbidden, AgreementAstray."""
    reason = _against(life, event)
    if reason is not None:
        raise EventForbidden(event.seq, event.kind, reason)
    moved = _moved(life.state, event)
    match event.facts:
        case Bargained() as facts:
            life.asked = facts
            _check_purposes(life.agreement, event.seq, facts)
        case Agreed() as facts:
            _check_agreed(life.agreement, event.seq, facts)
            _check_bargain(life, event.seq)
            life.agreed, life.renews = True, facts.renews is not None
        case Activated() as facts:
            life.span = _period(life, event, facts)
        case Invited() as facts:
            life.invitations.add(facts.invitation)
            life.sent[facts.month] = facts.number
        case Asked() | Answered() | AnswerTakenBack() as facts:
            life.questions.follow(facts)
        case Messaged() as facts:
            life.messages.follow(facts)
        case RenewalNoticed():
            life.noticed = True
        case Ended() as facts:
            by_clock = facts.by == "clock" and life.span is not None
            life.over = exactly(life.span.ends_at) if by_clock and life.span else event.when
        case ErasureAttested():
            life.attested = True
        case ErasureBreached() as facts:
            _check_due(life, event.seq, facts)
            life.breached = True
        case ClosingNoted() as facts:
            life.notes = facts.number
    life.state = moved


def _moved(state: str, event: Told) -> str:
    if event.facts.move is None:
        return state
    try:
        return AGREEMENT.next_state(state, event.facts.move)
    except TransitionRefused:
        raise EventForbidden(event.seq, event.kind, state) from None


def _against(life: Life, event: Told) -> str | None:
    """What forbids the event: the state, or what came before it; None when nothing does."""
    facts, state = event.facts, life.state
    if isinstance(facts, Bargained | Agreed) == life.agreed:
        return "first"
    match facts:
        case Requested() | CounterOffered() | Agreed():
            return _against_agreeing(life, facts)
        case Invited():
            return _against_contact(life, event.when) or _against_invitation(life, facts)
        case Reacted():
            unknown = facts.invitation not in life.invitations
            return _against_contact(life, event.when) or ("uninvited" if unknown else None)
        case Asked() | Answered() | AnswerTakenBack():
            forbidden = _against_contact(life, event.when)
            return forbidden or life.questions.against(life.agreement, event.when, facts)
        case Messaged():
            forbidden = _against_contact(life, event.when)
            return forbidden or life.messages.against(life.agreement.terms.contact, facts)
        case RenewalNoticed() | Renewed() if state not in _RUNNING:
            return state
        case RenewalNoticed():
            return "twice" if life.noticed else None
        case Renewed() | RenewalCalledOff():
            return None if life.noticed else "unnoticed"
        case Ended() if life.span is None:
            return state
        case ErasureAttested() | ErasureBreached() | ClosingNoted() if (
            state not in AGREEMENT.final or life.span is None
        ):
            return state
        case ErasureAttested():
            return "twice" if life.attested else "breached" if life.breached and not facts.late else None
        case ErasureBreached() | ClosingNoted() if _never_began(life):
            return "unbegun"
        case ErasureBreached():
            return _against_breach(life, event, facts)
        case ClosingNoted():
            return None if facts.number == life.notes + 1 else "number"
    return None if _in_time(life.span, event.when, facts) else "time"


def _against_agreeing(life: Life, facts: Requested | CounterOffered | Agreed) -> str | None:
    """One request, one counter-offer to it, then the agreement: of whoever had the last word to answer."""
    asked = life.asked
    match facts:
        case Requested():
            return "twice" if asked is not None else None
        case CounterOffered():
            return None if isinstance(asked, Requested) else "unasked" if asked is None else "twice"
    if asked is None:
        return None
    if facts.renews is not None:
        return "renews"
    return None if (facts.answered == "person") == isinstance(asked, Requested) else "answered"


def _against_contact(life: Life, when: When) -> str | None:
    """Contact needs an open agreement at a moment that the copy allows."""
    span = life.span
    if span is None or life.state != "Active":
        return life.state
    if when.exact:
        return None if is_open(life.state, span, when.earliest) else "time"
    return None if max(when.earliest, span.starts_at) < min(when.latest, span.ends_at) else "time"


def _against_invitation(life: Life, facts: Invited) -> str | None:
    if facts.invitation in life.invitations:
        return "twice"
    if facts.number > life.agreement.terms.contact.invitations_per_month:
        return "quota"
    return None if facts.number == life.sent.get(facts.month, 0) + 1 else "number"


def _never_began(life: Life) -> bool:
    """Whether its period was over for certain before it began: of that there are no copies."""
    return life.span is not None and life.over is not None and life.over.latest < life.span.starts_at


def _against_breach(life: Life, event: Told, facts: ErasureBreached) -> str | None:
    """A breach is the first moment of the day after, at the earliest, and of what was not signed by then."""
    if life.breached or life.attested:
        return "twice" if life.breached else "attested"
    latest = event.when.latest.astimezone(ZoneInfo(life.agreement.zone))
    return None if latest.date() > facts.delete_by else "time"


def _check_due(life: Life, seq: int, facts: ErasureBreached) -> None:
    """The day by which copies had to be gone follows from the end, as exactly as the copy tells that."""
    assert life.over is not None, "what has begun and is over has ended"
    zone = ZoneInfo(life.agreement.zone)
    last = life.over.latest if life.over.exact else life.over.latest - timedelta(microseconds=1)
    days = [delete_by(life.agreement, at).astimezone(zone).date() for at in (life.over.earliest, last)]
    if not days[0] <= facts.delete_by <= days[1]:
        raise AgreementAstray(seq, "delete_by")


def _in_time(span: Interval | None, when: When, facts: Facts) -> bool:
    """What moves a running agreement happens before its period is over; the clock ends it exactly then."""
    if span is None:
        return True
    if isinstance(facts, Ended) and facts.by == "clock":
        return when in (exactly(span.ends_at), on_day(span.ends_at.date().isoformat()))
    return when.earliest < span.ends_at


def _check_agreed(agreement: Agreement, seq: int, facts: Agreed) -> None:
    for name, said, agreed in (
        ("terms", facts.terms_hash, agreement.terms_hash),
        ("purposes", facts.purposes, agreement.purposes),
        ("renews", facts.renews, agreement.renews or facts.renews),
        ("text", facts.agreement_hash or body_hash(agreement), body_hash(agreement)),
    ):
        if said != agreed:
            raise AgreementAstray(seq, name)


def _check_purposes(agreement: Agreement, seq: int, facts: Bargained) -> None:
    if isinstance(facts, Requested) and facts.purposes != agreement.purposes:
        raise AgreementAstray(seq, "purposes")


def _check_bargain(life: Life, seq: int) -> None:
    """What was asked for or offered last is what was agreed on."""
    if life.asked is None:
        return
    agreement = life.agreement
    agreed = (agreement.terms.edition, agreement.period, agreement.price.amount, agreement.price.currency)
    said = (life.asked.terms, life.asked.period, life.asked.price, life.asked.currency)
    for name, one, other in zip(("terms", "period", "price", "price"), said, agreed, strict=True):
        if one != other:
            raise AgreementAstray(seq - 1, name)


def _period(life: Life, event: Told, facts: Activated) -> Interval:
    """The period that begins: a first one at its activation, and exactly as long as agreed.

    A renewal's is known to lie behind its parent's and is counted from the first of all (`period.interval`).
    """
    agreement, when = life.agreement, event.when
    try:
        span = Interval(facts.starts_at, facts.ends_at)
        first = interval(agreement.period, facts.starts_at, agreement.zone)
    except (ValueError, OverflowError):
        raise AgreementAstray(event.seq, "period") from None
    at_once = not when.exact or when.earliest.replace(microsecond=0) == span.starts_at
    if not life.renews and (span != first or not at_once):
        raise AgreementAstray(event.seq, "period")
    return span
