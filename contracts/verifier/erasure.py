"""Whether a brand's attestation of erasure is signed, received, in time, and of the agreement given with it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from contracts.agreement import Agreement, body_hash
from contracts.documents import AgreementDocument, Document, ErasureDocument, RecordDocument
from contracts.erasure import check_erasure, check_received, erasure_hash
from contracts.period import ZONE
from contracts.record_kinds import ErasureAttested
from contracts.told import told
from contracts.verifier.agreement import apart, brand_keys, platform_keys
from contracts.verifier.erasure_words import COPIES, RECIPIENTS
from contracts.verifier.report import Given, Report, joined


class ErasureAstray(ValueError):
    """The attestation has another ``field`` than the agreement, record or attestation given with it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the attestation of erasure has another {field}")
        self.field = field


def verify_erasure(document: Document, given: Given, report: Report) -> None:
    """Findings on an attestation's file. Raises KeyUnknown, SignatureInvalid, OneKeyForTwo, FromTheFuture."""
    assert isinstance(document, ErasureDocument)
    said, signature, received = document.said, document.signature, document.received
    platform = platform_keys(document, given, report)
    by_itself = signature.by == "party"
    known = brand_keys(document, given, report) if by_itself else platform
    check_erasure(said, signature, known[signature.kid])
    check_received(said, signature, received, platform[received.kid])
    # Its day is one of the market's, which begins before UTC's.
    given.refuse_future(datetime.combine(said.on, time(), ZoneInfo(ZONE)), "erasure")
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
    """What an attestation contradicts in a file given with it; None where nothing does, or it is of something else."""
    said = erasure.said
    if isinstance(beside, ErasureDocument):
        same = said.agreement_id == beside.said.agreement_id
        other = (beside.said, beside.signature) != (said, erasure.signature)
        return ErasureAstray("attestation") if same and other else None
    if not isinstance(beside, AgreementDocument | RecordDocument):
        return None
    agreement = beside.agreement
    if agreement.agreement_id != said.agreement_id:
        return None
    field = _another(erasure, agreement)
    if field is None and isinstance(beside, RecordDocument):
        field = _against_record(erasure, beside)
    return ErasureAstray(field) if field else None


def _another(erasure: ErasureDocument, agreement: Agreement) -> str | None:
    said = erasure.said
    if said.agreement_hash != body_hash(agreement):
        return "text"
    if said.brand != agreement.second_party:
        return "brand"
    held = (said.delete_by - said.ended_on).days
    return None if held == agreement.terms.retention.days else "delete_by"


def _against_record(erasure: ErasureDocument, record: RecordDocument) -> str | None:
    """The record's event is of this attestation. A copy of before it has none, and says nothing of it."""
    for event in record.events:
        if event.values.get("kind") != "erasure_attested":
            continue
        try:
            facts = told(event.seq, event.values).facts
        except ValueError:  # refused by itself already
            return None
        if isinstance(facts, ErasureAttested) and facts.attestation is not None:
            if facts.attestation != erasure_hash(erasure.said, erasure.signature):
                return "attestation"
            return None if facts.late is erasure.said.late else "late"
    return None
