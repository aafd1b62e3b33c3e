"""Files given together: what two of them say of one agreement must be the same, fact by fact.

A difference refuses both, under the name of the more special of the two (CredentialAstray, ErasureAstray,
ReceiptAstray) with the fact that differs. Times may be known to the day only, and an end may be younger than a copy:
what can be true of both is no difference.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contracts.agreement import body_hash
from contracts.credential import Reading
from contracts.documents import (
    AgreementDocument,
    ConsentReceiptDocument,
    Document,
    ErasureDocument,
    HeadsDocument,
    RecordDocument,
)
from contracts.heads import DayHead, HeadForked
from contracts.period import PERIODS, step_on
from contracts.record import RecordForked, RecordTruncated
from contracts.status_list import LIFE
from contracts.told import When
from contracts.verifier.consent import ReceiptAstray, record_id
from contracts.verifier.erasure import ErasureAstray, contradicts
from contracts.verifier.receipts import of_one_consent
from contracts.verifier.report import Report
from contracts.verifier.tells import FIRST, LAG, Tells, overlap
from contracts.verifier.tokens import CredentialAstray
from contracts.vocabulary import CLAIMS

_AGREED: Final = (AgreementDocument, RecordDocument)

LookedAt = tuple[Document | Reading, Tells | None]
"""A file that was found good, and what it says of an agreement."""

_EQUAL: Final = (
    ("text", "text"),
    ("brand", "brand"),
    ("persona", "persona"),
    ("recorder", "recorder"),
    ("recipients", "recipients"),
    ("terms", "terms"),
    ("purposes", "purposes"),
    ("renews", "renews"),
    ("consent", "consent"),
    ("period", "period"),
    ("began", "start"),
    ("ends", "end"),
    ("retention", "delete_by"),
)
"""What is the same wherever it is said, and the word for it in a refusal."""

_MONTH_ENDS: Final = timedelta(days=3)
"""By so much more than its month a renewal may last: from 28 February it leads back to 31 March."""
_SUMMER_TIME: Final = timedelta(hours=1)
_INSTANT: Final = timedelta(microseconds=1)


class AgreementForked(ValueError):
    """Two of the files hold different agreements under one id."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"two agreements are called {agreement_id}")
        self.agreement_id = agreement_id


def together(one: LookedAt, its: Report, other: LookedAt, others: Report) -> None:
    """Hold two files against each other: what they contradict refuses them both."""
    refusal = contradiction(one, other)
    if refusal is not None:
        _refuse(refusal, its, others)
        return
    _unnamed(one, other[1], its)
    _unnamed(other, one[1], others)
    match one[0], other[0]:
        case RecordDocument() as record, RecordDocument() as again:
            if record.agreement.agreement_id == again.agreement.agreement_id:
                _one_chain(record, its, again, others)
        case ConsentReceiptDocument() as receipt, ConsentReceiptDocument() as again:
            if record_id(receipt) == record_id(again):
                _one_chain(receipt, its, again, others)
                of_one_consent((receipt, its), (again, others))


def _unnamed(file: LookedAt, told: Tells | None, report: Report) -> None:
    """Whoever erased what was entrusted to others, of whom its contract names none, has broken it, and says so."""
    signed, word = file
    if not isinstance(signed, ErasureDocument) or word is None or told is None:
        return
    if signed.said.recipients == "reached" and told.agreement == word.agreement and told.recipients == ():
        report.doubt("erasure_unnamed")


def contradiction(one: LookedAt, other: LookedAt) -> ValueError | None:
    """What the two files cannot both say, whichever comes first; None where there is nothing."""
    (file, word), (beside, others_word) = one, other
    if isinstance(file, _AGREED) and isinstance(beside, _AGREED):
        same = file.agreement.agreement_id == beside.agreement.agreement_id
        forked = same and body_hash(file.agreement) != body_hash(beside.agreement)
        if forked:
            return AgreementForked(file.agreement.agreement_id)
        return _two_heads(_heads_of(file), _heads_of(beside))
    if word is not None and others_word is not None:
        refusal = differs(word, others_word)
        if refusal is not None:
            return refusal
    for erasure, against in ((file, beside), (beside, file)):
        if isinstance(erasure, ErasureDocument) and isinstance(against, Document):
            refusal = contradicts(erasure, against)
            if refusal is not None:
                return refusal
    return _two_heads(_heads_of(file), _heads_of(beside))


def differs(one: Tells, other: Tells) -> ValueError | None:
    """The first fact of one agreement that the two tell otherwise; None where there is none, or they are of two."""
    field = _field(one, other)
    if field is None:
        return None
    kinds = {one.kind, other.kind}
    if "credential" in kinds:
        return CredentialAstray(field)
    return ErasureAstray(field) if "erasure" in kinds else ReceiptAstray(field)


def _field(one: Tells, other: Tells) -> str | None:
    if one.agreement != other.agreement:
        same = one.text is not None and one.text == other.text
        return "agreement" if same else None
    for name, word in _EQUAL:
        said, otherwise = getattr(one, name), getattr(other, name)
        if said is not None and otherwise is not None and said != otherwise:
            return word
    if one.starts is not None and other.starts is not None and not overlap(one.starts, other.starts):
        return "start"
    if not _as_long_as_agreed(one, other):
        return "period"
    if not (_one_end(one, other) and _one_end(other, one)):
        return "end"
    return None if _disclosed(one, other) and _disclosed(other, one) else "claims"


def _as_long_as_agreed(one: Tells, other: Tells) -> bool:
    """Whether a period that one of them knows is as long as agreed on; a renewal's is counted from the first of all."""
    period, first = one.period or other.period, FIRST in (one.renews, other.renews)
    if period is None or period not in PERIODS:
        return True
    zone = next((it.zone for it in (one, other) if it.kind == "contract"), one.zone)
    return all(
        _lasts(period, it.starts, it.ends, zone, first)
        for it in (one, other)
        if it.starts is not None and it.ends is not None
    )


def _lasts(period: str, starts: When, ends: datetime, zone: str, first: bool) -> bool:
    step = PERIODS[period]
    early = timedelta() if first else _SUMMER_TIME
    late = timedelta() if first else _SUMMER_TIME + (_MONTH_ENDS if step.months else timedelta())
    return any(
        step_on(since, step, 1, zone) - early <= ends <= step_on(until, step, 1, zone) + late
        for since, until in _days(starts, zone)
    )


def _days(starts: When, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a span that lie in one day of the zone, by their first and last instant (UTC).

    Within one a period that begins later ends later; from one to the next it need not, for a month may not have so many
    days, and then several end on its last.
    """
    since = starts.earliest
    while since < starts.latest:
        day = since.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        turn = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
        yield since, min(turn, starts.latest) - _INSTANT
        since = turn
    if starts.exact:
        yield starts.earliest, starts.latest


def _one_end(one: Tells, other: Tells) -> bool:
    """Whether the end that one tells of can be the other's, or have escaped it."""
    over = one.over
    if over is None:
        return True
    if other.ends is not None and over.earliest > other.ends:
        return False
    if one.kind == "erasure" and other.starts is not None and over.latest <= other.starts.earliest:
        return False  # what ended before it began was not read: there is nothing to erase
    if other.issued is not None and over.latest <= other.issued:
        return False
    if other.valid_at is not None and over.latest + LIFE <= other.valid_at:
        return False
    if other.over is not None:
        return overlap(over, other.over) and (None in (one.by, other.by) or one.by == other.by)
    known, complete = one.recorded_by, other.complete
    return known is None or complete is None or known + LAG > complete


def _disclosed(one: Tells, other: Tells) -> bool:
    """Whether the traits that one discloses are among those that the other lets be, and said as the other says them.

    A word of a newer vocabulary may be a phrase, which no terms name: it is doubted where it stands.
    """
    said = one.said or {}
    if other.shows is not None and not {it for it in said if it in CLAIMS} <= other.shows:
        return False
    return all((other.said or {}).get(claim, it) == it for claim, it in said.items())


def _heads_of(file: Document | Reading) -> dict[tuple[str, date], DayHead]:
    match file:
        case HeadsDocument(heads=heads):
            found = heads
        case RecordDocument(anchors=anchors):
            found = tuple(anchor.head for anchor in anchors)
        case _:
            found = ()
    return {(head.recorder, head.day): head for head in found}


def _two_heads(
    ones: dict[tuple[str, date], DayHead], others: dict[tuple[str, date], DayHead]
) -> HeadForked | None:
    """A day has one head, for whomever it is shown to."""
    forked = sorted(each for each in ones.keys() & others.keys() if ones[each] != others[each])
    return HeadForked(forked[0][1]) if forked else None


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
