"""Whether a consent's receipt is what its record says, under terms that were published, and signed as a whole."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from pydantic import JsonValue

from contracts.canonical import canonical
from contracts.commitments import FACT
from contracts.consent.about import says_all
from contracts.consent.kinds import Given, opened_to_brand
from contracts.consent.life import HOLDS, ConsentAstray, Life, backwards, life
from contracts.consent.readback import ReceiptMalformed, consent_of, issued_on, platform_of
from contracts.consent.receipt import may_be, receipt, state_named
from contracts.copies import PartEvent, check_copies, shows_less
from contracts.documents import ConsentReceiptDocument, Document
from contracts.formats import moment
from contracts.period import ZONE
from contracts.record import RecordTruncated
from contracts.terms import UnknownVariant
from contracts.verifier.agreement import platform_keys
from contracts.verifier.consent_words import CONSENT_STATES
from contracts.verifier.record import RecordNotSigned
from contracts.verifier.report import Given as Brought
from contracts.verifier.report import Report, joined
from contracts.vocabulary import PURPOSES, Text


def verify_receipt(document: Document, given: Brought, report: Report) -> None:
    """Findings on a receipt's file. Raises every refusal by name."""
    assert isinstance(document, ConsentReceiptDocument)
    keys = platform_keys(document, given, report)
    day = issued_on(document.receipt)
    document.signature.check(
        document.receipt, keys.at(document.signature.kid, datetime.combine(day, time(), UTC))
    )
    report.prove("receipt_signed", kid=document.signature.kid, day=day)
    _chained(document, given)
    told = life([each.values for each in document.events])
    _times(document, told, given)
    try:
        _the_same(document, told, report)
    except UnknownVariant as error:
        report.doubt("edition_unknown", edition=error.variant)
    report.prove("consent_lawful", n=len(told.steps))
    _said(document, told, given, report)
    for seq in backwards(told):
        report.doubt("clock_back", seq=seq)


def record_id(document: ConsentReceiptDocument) -> str:
    """The record that the receipt is of."""
    return str(document.receipt.get("record_id"))


def _chained(document: ConsentReceiptDocument, given: Brought) -> None:
    """The events are one chain of this record's, up to the one that was signed."""
    check_copies(record_id(document), document.events)
    signed, length = document.signature.length, len(document.events)
    if signed > length:
        raise RecordTruncated(signed, length)
    if signed < length or document.events[-1].event_hash != document.signature.event_hash:
        raise RecordNotSigned(min(signed, length - 1), length)


def _times(document: ConsentReceiptDocument, told: Life, given: Brought) -> None:
    """Nothing is from the future, nor later than the receipt itself."""
    day = issued_on(document.receipt)
    given.refuse_future(datetime.combine(day, time(), UTC), "receipt")
    for step in told.steps:
        on = step.at.date() if step.at is not None else step.day
        if step.at is not None:
            given.refuse_future(step.at, "event")
        if on is not None and on > day:
            raise EventAfterReceipt(step.seq, str(day))


class ReceiptAstray(ValueError):
    """The receipt has another ``field`` than its record, the published terms or a file given with it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the receipt has another {field}")
        self.field = field


class EventAfterReceipt(ValueError):
    """The event ``seq`` is dated after the day on which the receipt was issued."""

    def __init__(self, seq: int, day: str) -> None:
        super().__init__(f"event {seq} is dated after {day}")
        self.seq = seq
        self.day = day


def _the_same(document: ConsentReceiptDocument, told: Life, report: Report) -> None:
    """The receipt says what its record and the published terms say, no more, no less, no other."""
    found = document.receipt
    state = state_named(found.get("consent_state"))
    day = issued_on(found)
    if state is None or not may_be(told, state, day):
        raise ReceiptAstray("state")
    request = told.request
    if request.agreement != found.get("agreement_id"):
        raise ReceiptAstray("agreement")
    consent = consent_of(found, period_of(found))
    if told.terms != consent.terms.edition:
        raise ConsentAstray(0, "terms")
    if told.instruction.purposes != consent.terms.purposes.admitted:
        raise ConsentAstray(0, "purposes")
    if (told.instruction.answer == "instant") != consent.terms.instant:
        raise ConsentAstray(0, "answer")
    if request.purposes != consent.purposes:
        raise ReceiptAstray("purposes")
    if says_all(consent.form) != (request.reached is not None):
        raise ReceiptAstray("schema_version")
    made = receipt(consent, told, state, day)
    if canonical(made) != canonical(found):
        raise ReceiptAstray(_first_difference(made, found))
    report.prove("receipt_edition", edition=consent.terms.edition)


def period_of(found: Mapping[str, JsonValue]) -> str:
    """The length of the period, as the event that gave the consent says it; nothing before that.

    Raises ReceiptMalformed.
    """
    events = found.get("events")
    if not isinstance(events, list):
        raise ReceiptMalformed("events")
    for seq, event in enumerate(events):
        if not isinstance(event, dict):
            raise ReceiptMalformed(f"events/{seq}")
        if "valid_from" in event:
            return str(event.get("validity_duration"))
    return ""


def _first_difference(made: Any, found: Any) -> str:
    return next((name for name in sorted({*made, *found}) if made.get(name) != found.get(name)), "form")


def _said(document: ConsentReceiptDocument, told: Life, given: Brought, report: Report) -> None:
    """In plain words: who consented to what, how, since when, and what has become of it."""
    found = document.receipt
    names = {str(it["party_role"]): str(it["party_name"]) for it in found["party_identification"]}  # type: ignore[union-attr, index, call-overload]
    brand, persona = names.get("dpv:DataController", "–"), names.get("dpv:DataSubject", "–")
    report.prove(
        "consent_of",
        persona=persona,
        brand=brand,
        purposes=joined([PURPOSES[it].text for it in told.request.purposes]),
        state=CONSENT_STATES[str(state_named(found.get("consent_state")))],
        day=issued_on(found),
    )
    approved = told.instruction.answer == "approval"
    if told.span is not None:
        how = "consent_answered" if approved else "consent_span"
        report.prove(how, start=_at(told.span.starts_at), end=_at(told.span.ends_at))
        if str(told.state) in HOLDS and told.span.ends_at <= given.now:
            report.prove("consent_over", end=_at(told.span.ends_at))
    said_at = told.steps[0].at
    if said_at is None:
        report.limit("published_time" if approved else "instruction_time")
    else:
        report.prove("published_at" if approved else "instruction_at", at=_at(said_at))
    if told.terms != told.instruction.terms:
        report.prove("consent_counter_offered", published=told.instruction.terms, offered=told.terms)
    _contacts(found, told, brand, report)
    for step, each in zip(told.steps, document.events, strict=True):
        if isinstance(each, PartEvent):
            facts = [name.removeprefix(FACT) for name in each.values if name.startswith(FACT)]
            if shows_less(each, opened_to_brand(step.facts, facts), step.facts.written):
                report.doubt("shows_less", seq=step.seq)
    held_back = sum(isinstance(each, PartEvent) for each in document.events)
    if held_back:
        report.limit("held_back", n=held_back)
    if any(isinstance(step.facts, Given) for step in told.steps):
        report.limit("receipt_person")
    report.limit("receipt_later", day=issued_on(found))
    report.limit("receipt_alone")
    report.limit("clock")


def _contacts(found: Mapping[str, JsonValue], told: Life, brand: str, report: Report) -> None:
    """Where everybody is reached: what is proven of it, and what is not."""
    reached, platform = told.request.reached, platform_of(found)
    if reached is None or platform is None:
        report.limit("contact_unsaid")
        return
    report.prove("contact_brand", brand=brand, address=reached.address, contact=reached.contact)
    report.prove("contact_platform", day=issued_on(found), **dict(platform))
    report.limit("contact_now")
    report.limit("contact_care")


def _at(at: datetime) -> Text:
    return Text(fr=moment(at, "fr", ZONE), en=moment(at, "en", ZONE))
