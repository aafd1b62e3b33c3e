"""What a receipt says of each purpose: whose data, which, how, where, how long, and how to withdraw."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from contracts.agreement import LAWFUL_BASIS
from contracts.consent.about import Consent
from contracts.consent.context import short
from contracts.consent.parties import AUTHORITY
from contracts.variant import Terms
from contracts.vocabulary import ACTIONS, CLAIMS, PR, PURPOSES

PHRASES: Final = "phrases"
"""The name under which a receipt tells of the sentences that the holder chose: which they are is not said."""

SPOKEN: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "contact": ("reactions", "pd:Interest"),
        "ask": ("answers", short(f"{PR}answerToQuestion")),
        "message": ("messages", "pd:Communication"),
    }
)
"""What the person says to the brand during a rental, by the action of the terms that it replies to: the name under
which a receipt tells of it, and what kind of data it is. None of it is owed."""

_PROCESSING: Final[Mapping[str, str]] = MappingProxyType(
    {"read": "dpv:Consult", "aggregate": "dpv:Aggregate"}
)
_RIGHTS: Final = [f"gdpr:A{number}" for number in ("7-3", "15", "16", "17", "18", "20", "77")]
_WITHDRAWAL_WORDS: Final = {
    "fr": "La personne coupe sur la page de la première adresse, ou par API (POST) à la seconde\xa0; sans motif ni frais.",
    "en": "The person switches off on the page at the first address, or by API (POST) at the second; free, and without a reason.",
}


def process(consent: Consent, purpose: str) -> dict[str, Any]:
    """All of the processing for one purpose."""
    term, terms = PURPOSES[purpose], consent.terms
    return {
        "@type": "dpv:Process",
        "purpose": short(term.iri),
        "purpose_type": short(str(term.broader)),
        "purpose_words": {"fr": term.text.fr, "en": term.text.en},
        "lawful_basis": f"gdpr:{LAWFUL_BASIS}",
        "pii_information": list(_data(consent)),
        "pii_controllers": [consent.second_party.id],
        "collection_method": "dpv:DataSubjectDataSource",
        "processing_method": [_PROCESSING.get(it.term, short(ACTIONS[it.term].iri)) for it in terms.actions],
        "storage_locations": [f"pr:{consent.spatial}"],
        "retention_period": {"@type": "dpv:StorageDeletion", "after_end": f"P{terms.retention.days}D"},
        "geographic_restrictions": [f"pr:{consent.spatial}"],
        "jurisdiction": f"pr:{consent.jurisdiction}",
        "recipient_third_parties": [party.id for party in consent.recipients],
        "withdrawal_method": _withdrawal(consent),
        "privacy_rights": _RIGHTS,
        "authority_party": AUTHORITY[consent.jurisdiction].id,
    }


def spoken(terms: Terms) -> Iterator[tuple[str, str]]:
    """What the person may say to the brand under these terms, with its kind; what they do not allow is not there."""
    allowed = {rule.term for rule in terms.actions}
    return (said for action, said in SPOKEN.items() if action in allowed)


def _data(consent: Consent) -> Iterator[dict[str, Any]]:
    for claim in consent.terms.disclosure.claims:
        yield _datum(short(CLAIMS[claim].iri), claim)
    if consent.form != 1:
        yield _datum("pd:Preference", PHRASES)
    if consent.form == 3:
        for name, kind in spoken(consent.terms):
            yield _datum(kind, name)


def _datum(kind: str, name: str) -> dict[str, Any]:
    return {
        "pii_type": kind,
        "pii_attribute_id": name,
        "pii_optional": True,
        "sensitive_pii_category": False,
        "special_pii_category": False,
    }


def _withdrawal(consent: Consent) -> dict[str, Any]:
    """Where the holder switches off: the page, and the same act by API. Early forms had no host, but the verb."""
    which, platform = consent.agreement_id.removeprefix("urn:uuid:"), consent.recorder_reached
    page, act = f"/relations/{which}/switch-off", f"/v1/relations/{which}/withdrawal"
    if consent.form != 3 or platform is None:
        return {"@type": "dpv:WithdrawConsent", "exercised_at": [f"POST {page}", f"POST {act}"]}
    return {
        "@type": "dpv:WithdrawConsent",
        "exercised_at": [f"{platform.site}{page}", f"{platform.site}{act}"],
        "withdrawal_words": _WITHDRAWAL_WORDS,
    }
