"""The offline verifier: what a file proves, in plain words, and what it does not. No network, no database.

Nothing is "verified" by default: a file is refused by name, doubted, or proven, and only what leaves no doubt
counts. A document of a new type joins by a model in `contracts.documents.MODELS` and a line in CHECKS.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Final

from contracts.credential import Reading
from contracts.documents import (
    Document,
    ProofDocument,
    read,
)
from contracts.verifier.agreement import verify_agreement
from contracts.verifier.beside import LookedAt, together
from contracts.verifier.consent import verify_receipt
from contracts.verifier.erasure import verify_erasure
from contracts.verifier.heads import verify_heads
from contracts.verifier.proof import verify_proof
from contracts.verifier.record import verify_record
from contracts.verifier.report import Given, Report
from contracts.verifier.tells import tells
from contracts.verifier.tokens import Lists, is_token, lists_among, verify_token

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
    reports, looked_at = list[Report](), list[LookedAt | None]()
    lists = lists_among(files, given)
    for data in files:
        report, found = Report(), None
        try:
            file = _looked_at(data, given, lists, report)
            found = None if file is None else (file, tells(file))
        except ValueError as error:
            report.refusal = error
        except Exception as error:  # whatever a stranger's file provokes takes no other file's answer away
            report.refusal = NotVerifiable(type(error).__name__)
        reports.append(report)
        looked_at.append(found)
    for (one, its), (other, others) in combinations(zip(looked_at, reports, strict=True), 2):
        if one is not None and other is not None:
            together(one, its, other, others)
    return reports


def answers_a_question(data: bytes) -> bool:
    """Whether the file is of a kind that is made for one asker: a credential as it was shown, or a nameless proof.

    What cannot be read is: its own refusal says more.
    """
    if is_token(data):
        return b"~" in data
    try:
        return isinstance(read(data), ProofDocument)
    except Exception:  # whatever a stranger's file provokes: `verify_all` names it
        return True


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
