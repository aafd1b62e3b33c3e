"""Whether a brand's attestation of erasure is signed, received, in time, and of the agreement given with it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from contracts.documents import Document, ErasureDocument, RecordDocument
from contracts.erasure import check_erasure, check_received, erasure_hash
from contracts.history import history
from contracts.period import ZONE
from contracts.record_kinds import ErasureAttested, ErasureBreached
from contracts.told import When
from contracts.verifier.agreement import apart, brand_keys, platform_keys
from contracts.verifier.erasure_words import COPIES, RECIPIENTS
from contracts.verifier.record import complete_until
from contracts.verifier.report import Given, Report, joined
from contracts.verifier.tells import LAG, day_in, overlap, shown


class ErasureAstray(ValueError):
    """The attestation has another ``field`` than the agreement, record or attestation given with it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the attestation of erasure has another {field}")
        self.field = field


def verify_erasure(document: Document, given: Given, report: Report) -> None:
    """Findings on an attestation's file. Raises KeyUnknown, KeyRetired, SignatureInvalid, OneKeyForTwo,
    FromTheFuture.
    """
    assert isinstance(document, ErasureDocument)
    said, signature, received = document.said, document.signature, document.received
    platform = platform_keys(document, given, report)
    by_itself = signature.by == "party"
    known = brand_keys(document, given, report) if by_itself else platform
    # Its day is one of the market's, which begins before UTC's.
    began = datetime.combine(said.on, time(), ZoneInfo(ZONE))
    check_erasure(said, signature, known.at(signature.kid, began))
    check_received(said, signature, received, platform.at(received.kid, began))
    given.refuse_future(began, "erasure")
    if by_itself:
        apart(signature.kid, "second_party", {"recorder": platform.keys})
        report.prove("second_party_signed", kid=signature.kid)
    else:
        report.prove("second_party_signed_for", kid=signature.kid)
    report.prove("erasure_received", day=said.on, kid=received.kid)
    report.prove(
        "erasure_said",
        brand=said.brand.name,
        agreement=said.agreement_id,
        ended=said.ended_on,
        erased=joined([COPIES[it] for it in said.erased]),
        recipients=RECIPIENTS[said.recipients],
    )
    if said.covers:
        report.prove("erasure_covers", agreements=", ".join(said.covers))
    report.prove("erasure_late" if said.late else "erasure_in_time", delete_by=said.delete_by)
    if not by_itself:
        report.limit("second_party_not_itself")
    report.limit("erasure_done")
    report.limit("erasure_end")


def contradicts(erasure: ErasureDocument, beside: Document) -> ErasureAstray | None:
    """What an attestation contradicts in another, or in the record of its agreement; None where nothing does.

    What both say of the agreement itself is compared for files of every kind (`contracts.verifier.beside`).
    """
    said = erasure.said
    if isinstance(beside, ErasureDocument):
        same = said.agreement_id == beside.said.agreement_id
        other = (beside.said, beside.signature) != (said, erasure.signature)
        return ErasureAstray("attestation") if same and other else None
    if not isinstance(beside, RecordDocument) or beside.agreement.agreement_id != said.agreement_id:
        return None
    field = _against_record(erasure, beside)
    return ErasureAstray(field) if field else None


def _against_record(erasure: ErasureDocument, record: RecordDocument) -> str | None:
    """The record's event is of this attestation. A copy of before it has none, and says nothing of it."""
    events = shown(record)
    for event in events:
        match event.facts:
            case ErasureBreached(delete_by=due) if due != erasure.said.delete_by:
                return "delete_by"
            case ErasureBreached() if not erasure.said.late:
                return "late"
            case ErasureAttested() as facts:
                return _against_event(erasure, facts, event.when)
    complete = len(events) == len(record.events)
    past = history(record.agreement, events)
    after = day_in(ZONE, erasure.said.on).latest + LAG
    return "attestation" if complete and events and after <= complete_until(record, past) else None


def _against_event(erasure: ErasureDocument, facts: ErasureAttested, when: When) -> str | None:
    if facts.attestation not in (None, erasure_hash(erasure.said, erasure.signature)):
        return "attestation"  # older events have no hash
    if facts.late is not erasure.said.late:
        return "late"
    return None if overlap(when, day_in(ZONE, erasure.said.on)) else "day"
