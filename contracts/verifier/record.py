"""Whether a record is whole, in order, of its agreement, signed, published, and lawful in itself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from contracts.commitments import FACT
from contracts.copies import ClosedEvent, EventCopy, PartEvent, WholeEvent, check_copies, shows_less
from contracts.documents import Document, RecordDocument
from contracts.heads import Anchor, HeadForked
from contracts.history import History, history
from contracts.keyset import KeySet
from contracts.record import RecordForked, RecordTruncated
from contracts.record_agreeing import Agreed
from contracts.record_kinds import Ended, shown_to_brand
from contracts.told import Told, told
from contracts.verifier.agreement import agreed, apart, brand_keys
from contracts.verifier.heads import check_head
from contracts.verifier.report import Given, Report


class AnotherAgreement(ValueError):
    """A signature in the file is over the record of another agreement."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"signed for the record of {agreement_id}")
        self.agreement_id = agreement_id


class AnotherRecorder(ValueError):
    """A head in the file is of another recorder than the agreement names."""

    def __init__(self, recorder: str) -> None:
        super().__init__(f"a head of {recorder}")
        self.recorder = recorder


class RecordNotSigned(ValueError):
    """The platform has signed ``signed`` events of the ``length`` that are here."""

    def __init__(self, signed: int, length: int) -> None:
        super().__init__(f"{signed} of {length} events are signed")
        self.signed = signed
        self.length = length


class EventAfterSignature(ValueError):
    """The event ``seq`` is dated after the day on which it was signed or sealed."""

    def __init__(self, seq: int, day: date) -> None:
        super().__init__(f"event {seq} is dated after {day}")
        self.seq = seq
        self.day = day


class RecordUnsealed(ValueError):
    """The platform's seal over the whole of the file is missing: every copy is handed out with one, so that this was
    cut, and what is after its last event may be hidden.
    """

    def __init__(self, length: int) -> None:
        super().__init__(f"no seal of the recorder's over all {length} events")
        self.length = length


def verify_record(document: Document, given: Given, report: Report) -> None:
    """Findings on a record's file. Raises every refusal by name."""
    assert isinstance(document, RecordDocument)
    follow_record(document, given, report)


def follow_record(document: RecordDocument, given: Given, report: Report) -> History:
    """Findings on a record, and the life that it tells, up to the first event that is closed.

    Raises every refusal by name.
    """
    keys = agreed(document, document.agreement, given, report)
    _belongs(document)
    check_copies(document.agreement.agreement_id, document.events)
    report.prove("chain", n=len(document.events))
    _whole_or_not(document, report)
    events = [told(each.seq, each.values) for each in _before_closed(document, report)]
    for event in events:
        given.refuse_future(event.when.earliest, "event")
    _taken_out(document.events, events, report)
    life = history(document.agreement, events)
    signed = _seals(document, events, keys, given, report)
    sealed = _anchors(document, events, keys, given, report)
    length = len(document.events)
    if max(signed, sealed) < length:
        raise RecordNotSigned(max(signed, sealed), length)
    if signed < length:
        raise RecordUnsealed(length)
    if sealed < length:
        report.doubt("not_published", n=length - sealed)
    report.prove("lawful")
    agreed_on = next((event.facts for event in events if isinstance(event.facts, Agreed)), None)
    if agreed_on is not None and agreed_on.agreement_hash is None:
        report.limit("text_not_in_record")
    _order(events, report)
    report.limit("nothing_after", n=length)
    report.limit("clock")
    report.limit("reads")
    return life


def complete_until(document: RecordDocument, life: History) -> datetime:
    """Before this instant (UTC) nothing happened but what the record, which `follow_record` has found good, holds.

    A seal bears the day on which the platform made it: all of the days before are in. A head is made when its day is
    over. And nothing in a record happened before what it follows.
    """
    length = len(document.events)
    known = [life.steps[-1].when.earliest]
    for seal in document.seals:
        if seal.party == "recorder" and seal.length == length:
            known.append(datetime.combine(seal.day, time(), UTC))
    for anchor in document.anchors:
        if anchor.length == length:
            known.append(datetime.combine(anchor.head.day + timedelta(days=1), time(), UTC))
    return max(known)


def _belongs(document: RecordDocument) -> None:
    """Everything beside the events is of this agreement, in order, and about events that are here."""
    for seal in document.seals:
        if seal.agreement_id != document.agreement.agreement_id:
            raise AnotherAgreement(seal.agreement_id)
    for anchor in document.anchors:
        if anchor.head.recorder != document.agreement.recorder.id:
            raise AnotherRecorder(anchor.head.recorder)
    lengths = [*(seal.length for seal in document.seals), *(anchor.length for anchor in document.anchors)]
    longest = max(lengths, default=0)
    if longest > len(document.events):
        raise RecordTruncated(longest, len(document.events))


def _whole_or_not(document: RecordDocument, report: Report) -> None:
    held_back = sum(not isinstance(each, WholeEvent) for each in document.events)
    if held_back:
        report.limit("held_back", n=held_back)
    else:
        report.prove("whole")


def _taken_out(copies: Sequence[EventCopy], events: Sequence[Told], report: Report) -> None:
    """A fact that no copy holds back may say something else than its absence: nothing is read from that."""
    for copy, event in zip(copies, events, strict=False):
        if isinstance(copy, PartEvent):
            facts = {name.removeprefix(FACT): it for name, it in copy.values.items() if name.startswith(FACT)}
            shown = shown_to_brand(event.kind, facts)
            if shown is not None and shows_less(copy, shown, event.facts.written):
                report.doubt("shows_less", seq=event.seq)


def _before_closed(document: RecordDocument, report: Report) -> Sequence[WholeEvent | PartEvent]:
    shown: list[WholeEvent | PartEvent] = []
    for event in document.events:
        if isinstance(event, ClosedEvent) or not {"kind", "day"} <= event.values.keys():
            report.doubt("closed", seq=event.seq)
            break
        shown.append(event)
    return shown


def _seals(
    document: RecordDocument, events: Sequence[Told], keys: KeySet, given: Given, report: Report
) -> int:
    """How many events the platform has signed."""
    signed = {"recorder": 0, "second_party": 0}
    for seal in document.seals:
        known = keys if seal.party == "recorder" else brand_keys(document, given, report)
        seal.check_signature(known.at(seal.kid, datetime.combine(seal.day, time(), UTC)))
        if seal.party == "second_party":
            apart(seal.kid, seal.party, {"recorder": keys.keys})
            report.limit("brand_key", kid=seal.kid)
        if document.events[seal.length - 1].event_hash != seal.event_hash:
            raise RecordForked(seal.length)
        _signed_on(seal.day, events[: seal.length], given, "seal")
        signed[seal.party] = max(signed[seal.party], seal.length)
    if signed["recorder"]:
        day = max(seal.day for seal in document.seals if seal.party == "recorder")
        report.prove("sealed", n=signed["recorder"], day=day)
    if signed["second_party"]:
        report.prove("countersigned", n=signed["second_party"], brand=document.agreement.second_party.name)
    else:
        report.limit("not_countersigned")
    return signed["recorder"]


def _anchors(
    document: RecordDocument, events: Sequence[Told], keys: KeySet, given: Given, report: Report
) -> int:
    """How many events stand in a published head."""
    _in_growing_order(document.anchors)
    for anchor in document.anchors:
        check_head(anchor.head, keys, given)
        anchor.check(document.agreement.agreement_id, document.events[anchor.length - 1].event_hash)
        _signed_on(anchor.head.day, events[: anchor.length], given, "head")
    if not document.anchors:
        return 0
    last = document.anchors[-1]
    report.prove("anchored", n=last.length, day=last.head.day, size=last.head.size, root=last.head.root)
    _kept_elsewhere(document.anchors, given, report)
    return last.length


def _in_growing_order(anchors: Sequence[Anchor]) -> None:
    for one, next_one in pairwise(anchors):
        if one.length >= next_one.length or one.head.day >= next_one.head.day:
            raise RecordForked(next_one.length)


def _signed_on(day: date, events: Sequence[Told], given: Given, what: str) -> None:
    given.refuse_future(datetime.combine(day, time(), UTC), what)
    for event in events:
        if event.when.earliest >= datetime.combine(day + timedelta(days=1), time(), UTC):
            raise EventAfterSignature(event.seq, day)


def _kept_elsewhere(anchors: Sequence[Anchor], given: Given, report: Report) -> None:
    """The heads in the file are those that the reader has kept."""
    if not given.heads:
        report.limit("heads_not_given", root=anchors[-1].head.root)
        return
    recorder = anchors[0].head.recorder
    kept = {head.day: head for head in given.heads if head.recorder == recorder}
    missing = [anchor.head.day for anchor in anchors if anchor.head.day not in kept]
    for anchor in anchors:
        if anchor.head.day in kept and kept[anchor.head.day] != anchor.head:
            raise HeadForked(anchor.head.day)
    if missing:
        report.doubt("heads_not_reaching", days=", ".join(map(str, missing)))
    else:
        report.prove("heads_kept")


def _order(events: Sequence[Told], report: Report) -> None:
    """A clock that went back a little is no forgery, and no proof either."""
    for before, event in pairwise(events):
        by_clock = isinstance(event.facts, Ended) and event.facts.by == "clock"
        if event.when.latest < before.when.earliest and not by_clock:
            report.doubt("clock_back", seq=event.seq)
