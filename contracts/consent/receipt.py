"""The receipt of a consent: what ISO/IEC TS 27560:2023 calls its fields, readable as JSON-LD in DPV's terms.

It is made of a `Consent` and the events that a copy shows, and of nothing else: the verifier makes it again and
compares. Each purpose says all of its own processing; terms that are published fix most of it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import Field, JsonValue, ValidationError

from contracts.agreement import LAWFUL_BASIS, Party, UrnUuid4
from contracts.consent.context import CONTEXT, CONTEXT_OF_PARTIES, short
from contracts.consent.kinds import CounterOffered, Given, Instructed, Reached, Requested, Said
from contracts.consent.life import HOLDS, Life, Step, state_at
from contracts.period import spelled
from contracts.states import CONSENT
from contracts.terms import EDITIONS, PurposeNotAdmitted, UnknownVariant
from contracts.variant import Terms, Value
from contracts.vocabulary import ACTIONS, CLAIMS, PURPOSES

Form = Literal[1, 2, 3]

_FOLLOWED: Final = "ISO/IEC TS 27560:2023, DPV 2.3, https://moi.example/ns#profile-1"
SCHEMAS: Final[Mapping[Form, str]] = MappingProxyType(
    {1: _FOLLOWED, 2: f"{_FOLLOWED}, receipt 2", 3: f"{_FOLLOWED}, receipt 3"}
)
"""What a receipt follows, by its form. 1: claims alone; 2: the sentences chosen, too, as a rental discloses;
3: of each party what kind it is, its address and how it is reached, as section 6.3.6 wants them.
"""
_FORMS: Final = MappingProxyType({schema: form for form, schema in SCHEMAS.items()})

PHRASES: Final = "phrases"
"""The name under which a receipt tells of the sentences that the holder chose: which they are is not said."""

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

_BY_STATE = MappingProxyType({term: state for state, term in STATES.items()})

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

_PROCESSING: Final[Mapping[str, str]] = MappingProxyType(
    {"read": "dpv:Consult", "aggregate": "dpv:Aggregate"}
)
_RIGHTS: Final = [f"gdpr:A{number}" for number in ("7-3", "15", "16", "17", "18", "20", "77")]
_AUTHORITY: Final[Mapping[str, Party]] = MappingProxyType(
    {"FR": Party(id="https://www.cnil.fr/", name="Commission nationale de l’informatique et des libertés")}
)
_AUTHORITY_REACHED: Final[Mapping[str, Reached]] = MappingProxyType(
    {
        "FR": Reached(
            address="3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07",
            contact="https://www.cnil.fr/fr/plaintes",
        )
    }
)


class Consent(Value):
    """What a consent is about, beside its events. Names are those of its agreement."""

    record_id: UrnUuid4
    receipt_id: UrnUuid4
    agreement_id: UrnUuid4
    first_party: Party
    second_party: Party
    recorder: Party
    recorder_reached: Reached | None = None
    """Needed for a receipt of the third form."""
    recipients: tuple[Party, ...] = ()
    terms: Terms
    purposes: tuple[str, ...] = Field(min_length=1)
    period: str
    jurisdiction: Literal["FR"] = "FR"
    spatial: Literal["EU"] = "EU"
    form: Form | None = None
    """None: the newest for which its events say enough."""


def form_of(consent: Consent, life: Life) -> Form:
    """The form of a receipt of these events."""
    if consent.form is not None:
        return consent.form
    return 3 if life.request.reached and consent.recorder_reached else 2


def receipt(consent: Consent, life: Life, state: str, issued_on: date) -> dict[str, JsonValue]:
    """The receipt of a consent in a state, as these events tell it, issued on a UTC day.

    Raises EventForbidden where nothing was requested.
    """
    form = form_of(consent, life)
    consent = consent.model_copy(update={"form": form})
    found: dict[str, Any] = {
        "@context": CONTEXT_OF_PARTIES if form == 3 else CONTEXT,
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
        "purposes": [_purpose(consent, purpose) for purpose in consent.purposes],
        "party_identification": _parties(consent, life.request.reached if form == 3 else None),
        "events": [_event(consent, step) for step in life.steps],
    }
    return found


def _purpose(consent: Consent, purpose: str) -> dict[str, Any]:
    term, terms = PURPOSES[purpose], consent.terms
    return {
        "@type": "dpv:Process",
        "purpose": short(term.iri),
        "purpose_type": short(str(term.broader)),
        "purpose_words": {"fr": term.text.fr, "en": term.text.en},
        "lawful_basis": f"gdpr:{LAWFUL_BASIS}",
        "pii_information": [
            *(_disclosed(short(CLAIMS[claim].iri), claim) for claim in terms.disclosure.claims),
            *((_disclosed("pd:Preference", PHRASES),) if consent.form != 1 else ()),
        ],
        "pii_controllers": [consent.second_party.id],
        "collection_method": "dpv:DataSubjectDataSource",
        "processing_method": [_PROCESSING.get(it.term, short(ACTIONS[it.term].iri)) for it in terms.actions],
        "storage_locations": [f"pr:{consent.spatial}"],
        "retention_period": {"@type": "dpv:StorageDeletion", "after_end": f"P{terms.retention.days}D"},
        "geographic_restrictions": [f"pr:{consent.spatial}"],
        "jurisdiction": f"pr:{consent.jurisdiction}",
        "recipient_third_parties": [party.id for party in consent.recipients],
        "withdrawal_method": {"@type": "dpv:WithdrawConsent", "exercised_at": _withdrawal(consent)},
        "privacy_rights": _RIGHTS,
        "authority_party": _AUTHORITY[consent.jurisdiction].id,
    }


def _disclosed(kind: str, name: str) -> dict[str, Any]:
    return {
        "pii_type": kind,
        "pii_attribute_id": name,
        "pii_optional": True,
        "sensitive_pii_category": False,
        "special_pii_category": False,
    }


def _withdrawal(consent: Consent) -> list[str]:
    """Where the holder switches off: the button of the page, and the same act by API."""
    which = consent.agreement_id.removeprefix("urn:uuid:")
    return [f"POST /relations/{which}/switch-off", f"POST /v1/relations/{which}/withdrawal"]


def _parties(consent: Consent, brand: Reached | None) -> list[dict[str, str]]:
    """Everybody who has to do with it; of whom nobody is to know the address, it is whose care they are in."""
    authority, platform = _AUTHORITY[consent.jurisdiction], consent.recorder_reached
    listed = [
        _party(consent.first_party, "dpv:DataSubject"),
        _party(consent.second_party, "dpv:DataController"),
        _party(consent.recorder, "dga:DISPForDataSubject"),
        *(_party(party, "dpv:Recipient") for party in consent.recipients),
        _party(authority, "dpv:DataProtectionAuthority"),
    ]
    if brand is None or platform is None:
        return listed
    processors = [_reached("dpv:Organisation", brand, consent.second_party)] * len(consent.recipients)
    more = [
        _reached("dpv:NaturalPerson", platform, consent.recorder),
        _reached("dpv:Organisation", brand),
        _reached("dpv:Organisation", platform),
        *processors,
        _reached("dpv:PublicSectorBody", _AUTHORITY_REACHED[consent.jurisdiction]),
    ]
    return [{**party, **where} for party, where in zip(listed, more, strict=True)]


def _party(it: Party, role: str) -> dict[str, str]:
    return {"party_id": it.id, "party_name": it.name, "party_role": role}


def _reached(kind: str, at: Reached, care: Party | None = None) -> dict[str, str]:
    address = at.address if care is None else f"c/o {care.name}, {at.address}"
    return {"party_type": kind, "party_address": address, "party_contact": at.contact}


def _event(consent: Consent, step: Step) -> dict[str, Any]:
    """One event, its time as exactly as this copy has it: the instant, else the UTC day, else nothing."""
    by = {"person": consent.first_party, "brand": consent.second_party}.get(
        step.facts.actor, consent.recorder
    )
    if isinstance(step.facts, Given):
        by = consent.first_party  # whose word it is, though another's payment set it off
    changed = bool(step.facts.move) or isinstance(step.facts, Requested)
    found = {
        "event_type": _method(step),
        "event_state": STATES[str(step.state)] if changed else None,
        "event_time": None if step.at is None else spelled(step.at),
        "event_day": None if step.day is None or step.at is not None else step.day.isoformat(),
        "entity_id": by.id,
        **_more(consent, step.facts),
    }
    return {name: value for name, value in found.items() if value is not None}


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


def _more(consent: Consent, facts: Said) -> dict[str, Any]:
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
            return {
                "validity_duration": consent.period,
                "valid_from": spelled(facts.starts_at),
                "valid_until": spelled(facts.ends_at),
            }
    return {}


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


class ReceiptMalformed(ValueError):
    """The receipt has no ``field`` from which to say what it is of."""

    def __init__(self, field: str) -> None:
        super().__init__(f"no {field}")
        self.field = field


def consent_of(found: Mapping[str, JsonValue], period: str) -> Consent:
    """What a receipt says that it is of, to make it again from. Raises ReceiptMalformed, UnknownVariant."""
    parties = _listed(found, "party_identification")
    by_role: dict[str, list[Party]] = {}
    platform = next((it for it in parties if it.get("party_role") == "dga:DISPForDataSubject"), {})
    purposes = tuple(_BY_TERM.get(str(each.get("purpose")), "") for each in _listed(found, "purposes"))
    edition = str(found.get("privacy_notice")).removeprefix("https://moi.example/terms/")
    if edition not in EDITIONS:
        raise UnknownVariant(edition)
    form = _FORMS.get(str(found.get("schema_version")), 2)
    try:
        for each in parties:
            party = Party(id=str(each.get("party_id")), name=str(each.get("party_name")))
            by_role.setdefault(str(each.get("party_role")), []).append(party)
        return Consent(
            record_id=str(found.get("record_id")),
            receipt_id=str(found.get("receipt_id")),
            agreement_id=str(found.get("agreement_id")),
            first_party=by_role["dpv:DataSubject"][0],
            second_party=by_role["dpv:DataController"][0],
            recorder=by_role["dga:DISPForDataSubject"][0],
            recipients=tuple(by_role.get("dpv:Recipient", ())),
            terms=EDITIONS[edition],
            purposes=EDITIONS[edition].admit(purposes),
            period=period,
            form=form,
            recorder_reached=_reached_at(platform) if form == 3 else None,
        )
    except KeyError as error:
        raise ReceiptMalformed(str(error.args[0])) from None
    except PurposeNotAdmitted as error:
        raise ReceiptMalformed(f"purpose {error.purpose!r}") from None
    except ValidationError as error:
        raise ReceiptMalformed("/".join(map(str, error.errors()[0]["loc"]))) from None


def _reached_at(party: Mapping[str, JsonValue]) -> Reached:
    return Reached(address=str(party.get("party_address")), contact=str(party.get("party_contact")))


def issued_on(found: Mapping[str, JsonValue]) -> date:
    """The UTC day of a receipt. Raises ReceiptMalformed."""
    try:
        return date.fromisoformat(str(found.get("issued_on")))
    except ValueError:
        raise ReceiptMalformed("issued_on") from None


def _listed(found: Mapping[str, JsonValue], name: str) -> list[dict[str, JsonValue]]:
    listed = found.get(name)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise ReceiptMalformed(name)
    return [each for each in listed if isinstance(each, dict)]


_BY_TERM: Final = MappingProxyType({short(term.iri): term.id for term in PURPOSES.values()})
