"""What a receipt says that it is of, read from the receipt itself, to make it again from."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue, ValidationError

from contracts.agreement import Party
from contracts.consent.about import FORMS, Consent, RecorderReached, says_all
from contracts.consent.context import short
from contracts.consent.parties import PROCESSOR, PROCESSOR_SINCE_4
from contracts.terms import EDITIONS, PurposeNotAdmitted, UnknownVariant
from contracts.vocabulary import PURPOSES

_BY_TERM: Final = MappingProxyType({short(term.iri): term.id for term in PURPOSES.values()})


class ReceiptMalformed(ValueError):
    """The receipt has no ``field`` from which to say what it is of."""

    def __init__(self, field: str) -> None:
        super().__init__(f"no {field}")
        self.field = field


def consent_of(found: Mapping[str, JsonValue], period: str) -> Consent:
    """What a receipt says that it is of, to make it again from. Raises ReceiptMalformed, UnknownVariant."""
    parties = _listed(found, "party_identification")
    by_role: dict[str, list[Party]] = {}
    purposes = tuple(_BY_TERM.get(str(each.get("purpose")), "") for each in _listed(found, "purposes"))
    edition = str(found.get("privacy_notice")).removeprefix("https://moi.example/terms/")
    if edition not in EDITIONS:
        raise UnknownVariant(edition)
    form = FORMS.get(str(found.get("schema_version")), 2)
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
            recipients=tuple(by_role.get(PROCESSOR_SINCE_4 if form == 4 else PROCESSOR, ())),
            terms=EDITIONS[edition],
            purposes=EDITIONS[edition].admit(purposes),
            period=period,
            form=form,
            recorder_reached=platform_of(found),
        )
    except KeyError as error:
        raise ReceiptMalformed(str(error.args[0])) from None
    except PurposeNotAdmitted as error:
        raise ReceiptMalformed(f"purpose {error.purpose!r}") from None
    except ValidationError as error:
        raise ReceiptMalformed("/".join(map(str, error.errors()[0]["loc"]))) from None


def platform_of(found: Mapping[str, JsonValue]) -> RecorderReached | None:
    """Where the platform said that it is reached; None in a receipt of a form that does not say it.

    Raises ReceiptMalformed.
    """
    if not says_all(FORMS.get(str(found.get("schema_version")))):
        return None
    parties = _listed(found, "party_identification")
    platform = next((it for it in parties if it.get("party_role") == "dga:DISPForDataSubject"), {})
    said = {"address": "party_address", "contact": "party_contact", "site": "party_url"}
    try:
        return RecorderReached.model_validate({field: platform.get(name) for field, name in said.items()})
    except ValidationError as error:
        raise ReceiptMalformed(said[str(error.errors()[0]["loc"][0])]) from None


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
