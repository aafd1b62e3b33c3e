"""What a receipt says of each purpose: whose data, which, how, where, how long, and how to withdraw."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from contracts.agreement import LAWFUL_BASIS
from contracts.consent.about import Consent, says_all
from contracts.consent.context import short
from contracts.consent.parties import AUTHORITY
from contracts.variant import Terms, Told
from contracts.vocabulary import ACTIONS, CLAIMS, PR, PURPOSES, SAID

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

TOLD: Final[Mapping[Told, tuple[str, str]]] = MappingProxyType(
    {
        "redemption": ("redemptions", short(SAID["redemption"].iri)),
        "receipt": ("readings", short(SAID["receipt"].iri)),
    }
)
"""What the person may let be known beside it, as far as terms list it."""

OF_WORDS: Final = frozenset(name for name, _ in (*SPOKEN.values(), *TOLD.values()))
"""All names under which a receipt tells of what the person says."""

_FREELY: Final = {
    "fr": "Non exclu\xa0: la personne écrit ce qu’elle veut d’elle-même, et rien ne dit d’avance que cela n’est pas d’une catégorie particulière (RGPD, articles 9 et 10).",
    "en": "Not excluded: the person says of themselves what they like, and nothing tells beforehand that it is of no special category (GDPR, articles 9 and 10).",
}
_FREE: Final[Mapping[str, dict[str, str]]] = MappingProxyType(
    {
        "answers": _FREELY,
        "messages": {
            "fr": f"{_FREELY['fr']} Il en va de même des images jointes.",
            "en": f"{_FREELY['en']} The same is true of images sent along.",
        },
    }
)
"""What the person may say in words of their own, or by an image."""

_UNBOUND: Final = {
    "@type": "dpv:StorageCondition",
    "retention_words": {
        "fr": "Ces conditions n’en disent rien\xa0: pas plus longtemps que la finalité ne le demande (RGPD, article 5(1)(e)).",
        "en": "These terms say nothing of it: no longer than the purpose needs (GDPR, article 5(1)(e)).",
    },
}
"""For how long what the person says is kept, where the terms bind the sheet alone."""

_PROCESSING: Final[Mapping[str, str]] = MappingProxyType(
    {"read": "dpv:Consult", "aggregate": "dpv:Aggregate"}
)
_RIGHTS: Final = [f"gdpr:A{number}" for number in ("7-3", "15", "16", "17", "18", "20", "77")]
_WITHDRAWAL_WORDS: Final = {
    "fr": "La personne coupe sur la page de la première adresse, ou par API (POST) à la seconde\xa0; sans motif ni frais.",
    "en": "The person switches off on the page at the first address, or by API (POST) at the second; free, and without a reason.",
}


def processes(consent: Consent, purpose: str) -> Iterator[dict[str, Any]]:
    """All of the processing for one purpose; apart from it that of what the person says, where no terms bind that."""
    if consent.form != 4 or consent.terms.contact.said is not None or not consent.terms.contact.kinds:
        yield _process(consent, purpose, [*_data(consent)])
        return
    yield _process(consent, purpose, [*_sheet(consent)])
    found = _process(consent, purpose, [*_said(consent)])
    acts = [it.term for it in consent.terms.actions if it.term in SPOKEN]
    found |= {"processing_method": [short(ACTIONS[it].iri) for it in acts], "retention_period": _UNBOUND}
    del found["geographic_restrictions"]
    yield found


def _process(consent: Consent, purpose: str, data: list[dict[str, Any]]) -> dict[str, Any]:
    term, terms = PURPOSES[purpose], consent.terms
    processors = [party.id for party in consent.recipients]
    return {
        "@type": "dpv:Process",
        "purpose": short(term.iri),
        "purpose_type": short(str(term.broader)),
        "purpose_words": {"fr": term.text.fr, "en": term.text.en},
        "lawful_basis": f"gdpr:{LAWFUL_BASIS}",
        "pii_information": data,
        "pii_controllers": [consent.second_party.id],
        "collection_method": "dpv:DataSubjectDataSource",
        "processing_method": [_PROCESSING.get(it.term, short(ACTIONS[it.term].iri)) for it in terms.actions],
        "storage_locations": [f"pr:{consent.spatial}"],
        "retention_period": {"@type": "dpv:StorageDeletion", "after_end": f"P{terms.retention.days}D"},
        "geographic_restrictions": [f"pr:{consent.spatial}"],
        "jurisdiction": f"pr:{consent.jurisdiction}",
        **(
            {"pii_processors": processors, "recipient_third_parties": []}
            if consent.form == 4
            else {"recipient_third_parties": processors}
        ),
        "withdrawal_method": _withdrawal(consent),
        "privacy_rights": _RIGHTS,
        "authority_party": AUTHORITY[consent.jurisdiction].id,
    }


def spoken(terms: Terms) -> Iterator[tuple[str, str]]:
    """What the person may say to the brand under these terms, with its kind; what they do not allow is not there."""
    allowed = {rule.term for rule in terms.actions}
    yield from (said for action, said in SPOKEN.items() if action in allowed)
    yield from (TOLD[it] for it in terms.contact.told)


def _data(consent: Consent) -> Iterator[dict[str, Any]]:
    yield from _sheet(consent)
    if says_all(consent.form):
        yield from _said(consent)


def _sheet(consent: Consent) -> Iterator[dict[str, Any]]:
    for claim in consent.terms.disclosure.claims:
        yield _datum(consent, short(CLAIMS[claim].iri), claim)
    if consent.form != 1:
        yield _datum(consent, "pd:Preference", PHRASES)


def _said(consent: Consent) -> Iterator[dict[str, Any]]:
    for name, kind in spoken(consent.terms):
        yield _datum(consent, kind, name)


def _datum(consent: Consent, kind: str, name: str) -> dict[str, Any]:
    """Of what is said freely nobody can say that it is of no special category: no flag is set, and words say so."""
    late = consent.form == 4
    none = {"sensitive_pii_category": False, "special_pii_category": False}
    return {
        "pii_type": kind,
        "pii_attribute_id": name,
        "pii_optional": True,
        **({"pii_necessity": "dpv:Optional"} if late else {}),
        **({"special_pii_words": _FREE[name]} if late and name in _FREE else none),
    }


def _withdrawal(consent: Consent) -> dict[str, Any]:
    """Where the holder switches off: the page, and the same act by API. Early forms had no host, but the verb."""
    which, platform = consent.agreement_id.removeprefix("urn:uuid:"), consent.recorder_reached
    page, act = f"/relations/{which}/switch-off", f"/v1/relations/{which}/withdrawal"
    if not says_all(consent.form) or platform is None:
        return {"@type": "dpv:WithdrawConsent", "exercised_at": [f"POST {page}", f"POST {act}"]}
    return {
        "@type": "dpv:WithdrawConsent",
        "exercised_at": [f"{platform.site}{page}", f"{platform.site}{act}"],
        "withdrawal_words": _WITHDRAWAL_WORDS,
    }
