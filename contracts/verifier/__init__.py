"""The offline verifier: what a file proves, in plain words, and what it does not. No network, no database.

Nothing is "verified" by default: a file is refused by name, doubted, or proven, and only what leaves no doubt
counts. A document of a new type joins by a model in `contracts.documents.MODELS` and a line in CHECKS.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Final

from contracts.agreement import body_hash
from contracts.credential import Reading
from contracts.documents import (
    AgreementDocument,
    ConsentReceiptDocument,
    Document,
    ErasureDocument,
    ProofDocument,
    RecordDocument,
    read,
)
from contracts.record import RecordForked, RecordTruncated
from contracts.verifier.agreement import verify_agreement
from contracts.verifier.consent import agrees_with, record_id, verify_receipt
from contracts.verifier.erasure import contradicts, verify_erasure
from contracts.verifier.heads import verify_heads
from contracts.verifier.proof import verify_proof
from contracts.verifier.record import verify_record
from contracts.verifier.report import Given, Report
from contracts.verifier.tokens import Lists, astray, is_token, lists_among, verify_token

Check = Callable[[Document, Given, Report], None]

CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "moi.agreement": verify_agreement,
        "moi.record": verify_record,
        "moi.heads": verify_heads,
        "moi.consent-receipt": verify_receipt,
        "moi.proof": verify_proof,
        "moi.erasure": verify_erasure,
    }
)


class AgreementForked(ValueError):
    """Two of the files hold different agreements under one id."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"two agreements are called {agreement_id}")
        self.agreement_id = agreement_id


class NotVerifiable(ValueError):
    """The verifier fell over the file (``error``), which is a fault of its own; so nothing in the file is believed."""

    def __init__(self, error: str) -> None:
        super().__init__(f"the verifier fell: {error}")
        self.error = error


def verify(data: bytes, given: Given) -> Report:
    """Findings on one file; a refusal is in the report, never raised."""
    return verify_all([data], given)[0]


def verify_all(files: Sequence[bytes], given: Given) -> list[Report]:
    """Findings on each file, and on what they say together: copies of one record prove one chain."""
    reports, documents = list[Report](), list[Document | Reading | None]()
    lists = lists_among(files, given)
    for data in files:
        report, found = Report(), None
        try:
            found = _looked_at(data, given, lists, report)
        except ValueError as error:
            report.refusal = error
        except Exception as error:  # whatever a stranger's file provokes takes no other file's answer away
            report.refusal = NotVerifiable(type(error).__name__)
        reports.append(report)
        documents.append(found)
    for (one, its), (other, others) in combinations(zip(documents, reports, strict=True), 2):
        if one is not None and other is not None:
            _together(one, its, other, others)
    return reports


def _looked_at(data: bytes, given: Given, lists: Lists, report: Report) -> Document | Reading | None:
    """What the file says, with the findings in the report. Raises every refusal by name."""
    if is_token(data):
        return verify_token(data, given, lists, report)
    document = read(data)
    CHECKS[document.type](document, given, report)
    _keys_beside(document, given, report)
    return document


def _keys_beside(document: Document, given: Given, report: Report) -> None:
    """What a document calls somebody's keys is nothing that its reader knows to be so."""
    platform = given.proof_keys if isinstance(document, ProofDocument) else given.keys
    for carried, known in ((document.platform_keys, platform), (document.party_keys, given.party_keys)):
        if known is not None and any(each.kid not in known.keys for each in carried):
            report.doubt("keys_foreign")


def _together(one: Document | Reading, its: Report, other: Document | Reading, others: Report) -> None:
    """Two files about one agreement must not contradict each other."""
    if isinstance(one, Reading) or isinstance(other, Reading):
        _with_credential(one, its, other, others)
        return
    if isinstance(one, ConsentReceiptDocument) or isinstance(other, ConsentReceiptDocument):
        _with_consent(one, its, other, others)
        return
    if isinstance(one, ErasureDocument) or isinstance(other, ErasureDocument):
        _with_erasure(one, its, other, others)
        return
    holding = (AgreementDocument, RecordDocument)
    if not isinstance(one, holding) or not isinstance(other, holding):
        return
    identity = one.agreement.agreement_id
    if identity != other.agreement.agreement_id:
        return
    if body_hash(one.agreement) != body_hash(other.agreement):
        _refuse(AgreementForked(identity), its, others)
    elif isinstance(one, RecordDocument) and isinstance(other, RecordDocument):
        _one_chain(one, its, other, others)


def _with_credential(one: Document | Reading, its: Report, other: Document | Reading, others: Report) -> None:
    """A credential is of the contract that it names."""
    for reading, contract in ((one, other), (other, one)):
        if isinstance(reading, Reading) and isinstance(contract, AgreementDocument | RecordDocument):
            refusal = astray(reading, contract.agreement)
            if refusal is not None:
                _refuse(refusal, its, others)


def _with_consent(one: Document, its: Report, other: Document, others: Report) -> None:
    """A receipt names the one text of its contract, and two of one record tell one history."""
    if isinstance(one, ConsentReceiptDocument) and isinstance(other, ConsentReceiptDocument):
        if record_id(one) == record_id(other):
            _one_chain(one, its, other, others)
        return
    for receipt, contract in ((one, other), (other, one)):
        if isinstance(receipt, ConsentReceiptDocument) and isinstance(
            contract, AgreementDocument | RecordDocument
        ):
            refusal = agrees_with(receipt, contract.agreement)
            if refusal is not None:
                _refuse(refusal, its, others)


def _with_erasure(one: Document, its: Report, other: Document, others: Report) -> None:
    """An attestation is of one contract, and the one that its record tells of."""
    for erasure, beside in ((one, other), (other, one)):
        if isinstance(erasure, ErasureDocument):
            refusal = contradicts(erasure, beside)
            if refusal is not None:
                _refuse(refusal, its, others)


_Chained = RecordDocument | ConsentReceiptDocument


def _one_chain(one: _Chained, its: Report, other: _Chained, others: Report) -> None:
    lengths = len(one.events), len(other.events)
    shorter = min(lengths)
    if one.events[shorter - 1].event_hash != other.events[shorter - 1].event_hash:
        _refuse(RecordForked(shorter), its, others)
    elif lengths[0] != lengths[1]:
        _refuse(RecordTruncated(max(lengths), shorter), its if lengths[0] == shorter else others)
    else:
        its.prove("one_chain", n=shorter)
        others.prove("one_chain", n=shorter)


def _refuse(error: ValueError, *reports: Report) -> None:
    for report in reports:
        report.refusal = report.refusal or error
