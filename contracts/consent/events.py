"""The events of a consent as its receipt tells them (ISO/IEC TS 27560:2023, 6.3.7).

Each has a time, a type, a state, a duration and an entity; what a copy holds back of times is said as less exact a
time, never as another and never as none: the UTC day, or, where even the day is held back, all that lies before the
request (ISO 8601-2: an interval with an open start).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from contracts.agreement import LAWFUL_BASIS, Party
from contracts.consent.about import Consent, says_all
from contracts.consent.context import A_DAY, NO_TYPE, short
from contracts.consent.kinds import CounterOffered, Given, Instructed, Requested, Said
from contracts.consent.life import Life, Step
from contracts.period import spelled
from contracts.vocabulary import PURPOSES

STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requested": "dpv:ConsentRequested",
        "given": "dpv:ConsentGiven",
        "renewed": "dpv:RenewedConsentGiven",
        "refused": "dpv:ConsentRefused",
        "expired": "dpv:ConsentExpired",
        "withdrawn": "dpv:ConsentWithdrawn",
        "revoked": "dpv:ConsentRevoked",
        "invalidated": "dpv:ConsentInvalidated",
    }
)
"""The states of `contracts.states.CONSENT` in DPV's words."""

UNASKED: Final = "dpv:ConsentStatusInvalidForProcessing"
"""Before anybody asked, whatever the person had said beforehand: DPV has no nearer word that is true."""

NOTHING: Final = "P0D"
"""For so long a brand may go by what gives no consent: by a request, or by an end."""

_METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "instructed": "pr:standingInstruction",
        "renewal_instructed": "pr:renewalInstruction",
        "requested": "dpv:ObtainConsent",
        "given": "pr:standingInstruction",
        "renewed": "pr:renewalInstruction",
        "refused": "dpv:RefuseConsent",
        "withdrawn": "dpv:WithdrawConsent",
    }
)
"""How it was said, where somebody said anything."""


def event(consent: Consent, life: Life, step: Step) -> dict[str, Any]:
    """One event, its time as exactly as this copy has it."""
    found = _whole(consent, life, step) if says_all(consent.form) else _early(consent, step)
    return {name: value for name, value in {**found, **_more(step.facts)}.items() if value is not None}


def _whole(consent: Consent, life: Life, step: Step) -> dict[str, Any]:
    """With every member that the specification wants of each event."""
    return {
        **_time(step, life),
        "event_type": f"gdpr:{LAWFUL_BASIS}",
        "event_state": UNASKED if step.state is None else STATES[step.state],
        "validity_duration": consent.period if isinstance(step.facts, Given) else NOTHING,
        "entity_id": _by(consent, step).id,
        "expression_method": _method(step),
    }


def _time(step: Step, life: Life) -> dict[str, Any]:
    """The instant; else the UTC day; else that it was before the request. A context of its own says what it is."""
    if step.at is not None:
        return {"event_time": spelled(step.at)}
    if step.day is not None:
        return {"@context": A_DAY, "event_time": step.day.isoformat()}
    (asked,) = (each for each in life.steps if isinstance(each.facts, Requested))
    return {"@context": NO_TYPE, "event_time": f"../{_time(asked, life)['event_time']}"}


def _early(consent: Consent, step: Step) -> dict[str, Any]:
    """As receipts of the first two forms have it: what was held back was left out."""
    changed = bool(step.facts.move) or isinstance(step.facts, Requested)
    return {
        "event_type": _method(step),
        "event_state": STATES[str(step.state)] if changed else None,
        "event_time": None if step.at is None else spelled(step.at),
        "event_day": None if step.day is None or step.at is not None else step.day.isoformat(),
        "entity_id": _by(consent, step).id,
        "validity_duration": consent.period if isinstance(step.facts, Given) else None,
    }


def _by(consent: Consent, step: Step) -> Party:
    if isinstance(step.facts, Given):
        return consent.first_party  # whose word it is, though another's payment set it off
    parties = {"person": consent.first_party, "brand": consent.second_party}
    return parties.get(step.facts.actor, consent.recorder)


def _method(step: Step) -> str | None:
    """How it was said. Terms that await an answer are the notice; the answer is the person's own act."""
    match step.facts:
        case Instructed(answer="approval"):
            return "dpv:ConsentNotice"
        case CounterOffered():
            return "dpv:ConsentNotice"
        case Given(approved=True):
            return "dpv:ProvideConsent"
    return _METHODS.get(step.kind)


def _more(facts: Said) -> dict[str, Any]:
    match facts:
        case Instructed():
            return {
                "terms": f"https://moi.example/terms/{facts.terms}",
                "admitted_purposes": [short(PURPOSES[it].iri) for it in facts.purposes if it in PURPOSES],
                "admitted_recipients": [f"pr:{kind}Brand" for kind in facts.brands],
            }
        case CounterOffered():
            return {"terms": f"https://moi.example/terms/{facts.terms}"}
        case Given():
            return {"valid_from": spelled(facts.starts_at), "valid_until": spelled(facts.ends_at)}
    return {}
