"""How a receipt's members are read as JSON-LD: the names of ISO/IEC TS 27560 on the terms of DPV 2.3.

The context is written out: no network is needed to understand a receipt. What has no entry here (languages, the
flags of a claim, words for people) is no statement in RDF and remains in the JSON.
"""

from typing import Any, Final

from contracts.vocabulary import DPV, ODRL, PD, PR

GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"
DGA: Final = "https://w3id.org/dpv/legal/eu/dga#"

PREFIXES: Final = {"dpv": DPV, "dga": DGA, "gdpr": GDPR, "odrl": ODRL, "pd": PD, "pr": PR}


def _iri(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id"}


def _typed(term: str, kind: str) -> dict[str, str]:
    return {"@id": term, "@type": f"xsd:{kind}"}


CONTEXT: Final[dict[str, Any]] = {
    **PREFIXES,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # The receipt and its record.
    "schema_version": "pr:schemaVersion",
    "record_id": "dpv:hasIdentifier",
    "pii_principal_id": _iri("dpv:hasDataSubject"),
    "agreement_id": _iri("pr:agreement"),
    "privacy_notice": _iri("dpv:hasNotice"),
    "consent_state": _iri("dpv:hasConsentStatus"),
    "issued_on": _typed("pr:issuedOn", "date"),
    # For each purpose.
    "purposes": "dpv:hasProcess",
    "purpose": _iri("dpv:hasPurpose"),
    "purpose_type": _iri("dpv:hasPurpose"),
    "lawful_basis": _iri("dpv:hasLegalBasis"),
    "pii_information": "dpv:hasPersonalData",
    "pii_type": "@type",
    "pii_attribute_id": "pr:claim",
    "pii_controllers": _iri("dpv:hasDataController"),
    "collection_method": _iri("dpv:hasDataSource"),
    "processing_method": _iri("dpv:hasProcessing"),
    "storage_locations": _iri("dpv:hasLocation"),
    "retention_period": "dpv:hasStorageCondition",
    "after_end": _typed("dpv:hasDuration", "duration"),
    "geographic_restrictions": _iri("dpv:hasGeographicCoverage"),
    "jurisdiction": _iri("dpv:hasJurisdiction"),
    "recipient_third_parties": _iri("dpv:hasRecipientThirdParty"),
    "withdrawal_method": "dpv:hasConsentControl",
    "exercised_at": "dpv:isExercisedAt",
    "privacy_rights": _iri("dpv:hasRight"),
    "authority_party": _iri("dpv:hasAuthority"),
    # Who.
    "party_identification": "dpv:hasEntity",
    "party_id": "@id",
    "party_role": "@type",
    "party_name": "dpv:hasName",
    # What happened.
    "events": "pr:consentEvent",
    "event_state": _iri("dpv:hasConsentStatus"),
    "event_type": _iri("dpv:hasIndicationMethod"),
    "event_time": _typed("dpv:isIndicatedAtTime", "dateTime"),
    "event_day": _typed("dpv:isIndicatedAtTime", "date"),
    "entity_id": _iri("dpv:isIndicatedBy"),
    "validity_duration": _typed("dpv:hasDuration", "duration"),
    "valid_from": _typed("pr:validFrom", "dateTime"),
    "valid_until": _typed("pr:validUntil", "dateTime"),
    "terms": _iri("dpv:hasNotice"),
    "admitted_purposes": _iri("dpv:hasPurpose"),
    "admitted_recipients": _iri("dpv:hasRecipient"),
}

_AT: Final = "dpv:isIndicatedAtTime"

CONTEXT_OF_PARTIES: Final[dict[str, Any]] = {
    **{name: term for name, term in CONTEXT.items() if name != "event_day"},
    "record_id": _iri("dpv:hasRecordOfActivity"),
    "receipt_id": "dpv:hasIdentifier",
    "exercised_at": _iri("dpv:isExercisedAt"),
    "party_type": "@type",
    "party_address": "dpv:hasAddress",
    "party_contact": "dpv:hasContact",
    "party_url": "dpv:hasContact",
    "event_type": _iri("dpv:hasLegalBasis"),
    "expression_method": _iri("dpv:hasIndicationMethod"),
}
"""Of a receipt of the third form; what was signed before it carries the other.

It reads what the guide of DPV for this specification reads: the receipt's own id, its record beside it, and of an
event the kind of consent apart from how it was said.
"""

CONTEXT_OF_4: Final[dict[str, Any]] = {
    **{
        name: term
        for name, term in CONTEXT_OF_PARTIES.items()
        if name not in ("purpose_type", "recipient_third_parties")
    },
    "pii_necessity": _iri("dpv:hasNecessity"),
    "pii_processors": _iri("dpv:hasDataProcessor"),
    "party_identifier": "dpv:hasIdentifier",
}
"""Of a receipt of the fourth form. Several purposes of one process all hold, so that the nearest broader one, which the
profile gives as such, is none here; and nobody is a third party.
"""

A_DAY: Final = {"event_time": _typed(_AT, "date")}
"""Beside the time of an event that is known to the day."""
NO_TYPE: Final = {"event_time": _AT}
"""Beside one that is known to lie before another."""


def short(iri: str) -> str:
    """A term of these vocabularies by its prefix; the longest namespace wins, as pd's lies under dpv's."""
    name, space = max(
        ((name, space) for name, space in PREFIXES.items() if iri.startswith(space)),
        key=lambda each: len(each[1]),
    )
    return f"{name}:{iri.removeprefix(space)}"
