"""Whether daily heads are signed and follow one another."""

from datetime import UTC, datetime, time

from contracts.documents import Document, HeadsDocument
from contracts.heads import DayHead, check_heads, first_prev
from contracts.keyset import KeySet
from contracts.verifier.agreement import platform_keys
from contracts.verifier.report import SKEW, FromTheFuture, Given, Report


def verify_heads(document: Document, given: Given, report: Report) -> None:
    """Findings on a file of heads. Raises HeadOutOfPlace, SignatureInvalid, KeyUnknown, KeyRetired,
    FromTheFuture.
    """
    assert isinstance(document, HeadsDocument)
    keys = platform_keys(document, given, report)
    for head in document.heads:
        check_head(head, keys, given)
    check_heads(document.heads)
    first, last = document.heads[0], document.heads[-1]
    report.prove("heads", n=len(document.heads), first=first.day, last=last.day, recorder=first.recorder)
    if first.prev == first_prev(first.recorder):
        report.prove("heads_from_first")
    else:
        report.limit("heads_before", day=first.day)
    report.limit("heads_published", root=last.root, day=last.day)


def check_head(head: DayHead, keys: KeySet, given: Given) -> None:
    """Raises KeyUnknown, KeyRetired, SignatureInvalid, FromTheFuture."""
    # Its day is over before it is signed.
    head.check_signature(keys.at(head.kid, datetime.combine(head.day, time.max, UTC)))
    if head.day >= (given.now + SKEW).date():  # its day is over, or it could not have been sealed
        raise FromTheFuture("head", head.day.isoformat())
