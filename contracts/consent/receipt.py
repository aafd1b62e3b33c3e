"""The receipt of a consent: what ISO/IEC TS 27560:2023 calls its fields, readable as JSON-LD in DPV's terms.

It is made of a `Consent` and the events that a copy shows, and of nothing else: the verifier makes it again and
compares. Each purpose says all of its own processing; terms that are published fix most of it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from pydantic import JsonValue

from contracts.consent.about import SCHEMAS, Consent, Form, form_of, says_all
from contracts.consent.context import CONTEXT, CONTEXT_OF_4, CONTEXT_OF_PARTIES
from contracts.consent.events import STATES, event
from contracts.consent.life import HOLDS, Life, state_at
from contracts.consent.parties import parties_of
from contracts.consent.processing import processes
from contracts.states import CONSENT

_CONTEXTS: Final[Mapping[Form, dict[str, Any]]] = MappingProxyType(
    {1: CONTEXT, 2: CONTEXT, 3: CONTEXT_OF_PARTIES, 4: CONTEXT_OF_4}
)
_BY_STATE = MappingProxyType({term: state for state, term in STATES.items()})


def receipt(consent: Consent, life: Life, state: str, issued_on: date) -> dict[str, JsonValue]:
    """The receipt of a consent in a state, as these events tell it, issued on a UTC day.

    Raises EventForbidden where nothing was requested.
    """
    form = form_of(consent, life)
    consent = consent.model_copy(update={"form": form})
    found: dict[str, Any] = {
        "@context": _CONTEXTS[form],
        "@id": consent.receipt_id,
        "@type": "dpv:ConsentReceipt",
        "schema_version": SCHEMAS[form],
        "record_id": consent.record_id,
        "receipt_id": consent.receipt_id,
        "agreement_id": consent.agreement_id,
        "issued_on": issued_on.isoformat(),
        "consent_state": STATES[state],
        "pii_principal_id": consent.first_party.id,
        "privacy_notice": consent.terms.iri,
        "language": ["fr", "en"],
        "purposes": [each for purpose in consent.purposes for each in processes(consent, purpose)],
        "party_identification": parties_of(consent, life.request.reached if says_all(form) else None),
        "events": [event(consent, life, step) for step in life.steps],
    }
    return found


def state_of(life: Life, at: datetime, *, over: bool = False) -> str:
    """The state for a receipt at an instant (UTC); `over`: the clock ended the request, and nobody recorded it yet.

    Raises EventForbidden where nothing was requested.
    """
    _ = life.request
    state = state_at(str(life.state), life.span, at)
    return CONSENT.target("expire") if over and state == CONSENT.initial else state


def may_be(life: Life, state: str, issued_on: date) -> bool:
    """Whether a receipt of this day may say this state, by its own events."""
    recorded = str(life.state)
    if state == recorded:
        return life.span is None or recorded not in HOLDS or issued_on <= life.span.ends_at.date()
    if state != CONSENT.target("expire"):
        return False
    if recorded == CONSENT.initial:
        return True
    return recorded in HOLDS and life.span is not None and life.span.ends_at.date() <= issued_on


def state_named(term: object) -> str | None:
    """The state by DPV's word for it."""
    return _BY_STATE.get(str(term))
