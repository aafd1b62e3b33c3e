"""What a file says of the one agreement that it names, so that it can be held against another file's word on it.

What a file does not say, or not for certain, is None: from silence nothing is concluded but what ``recorded_by`` and
``complete`` allow. Times are as exact as the file has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from contracts.agreement import Agreement, EndedBy, Party, body_hash
from contracts.consent.kinds import Expired, Revoked, Withdrawn
from contracts.consent.life import Life, Step, life
from contracts.consent.parties import PROCESSOR, PROCESSOR_SINCE_4
from contracts.consent.processing import OF_WORDS, PHRASES
from contracts.consent.readback import issued_on
from contracts.copies import ClosedEvent
from contracts.credential import Reading, Said
from contracts.documents import (
    AgreementDocument,
    ConsentReceiptDocument,
    Document,
    ErasureDocument,
    RecordDocument,
)
from contracts.history import history
from contracts.period import ZONE
from contracts.record_agreeing import Agreed
from contracts.record_kinds import Abandoned, Activated, Ended
from contracts.states import CONSENT
from contracts.told import Told, When, exactly, on_day, told
from contracts.verifier.consent import period_of, record_id
from contracts.verifier.record import complete_until

Kind = Literal["contract", "receipt", "erasure", "credential"]

FIRST: Final = ""
"""In the place of the agreement that is renewed: there is none, this is the first period."""

LAG: Final = timedelta(days=1)
"""By so much a copy may be behind before its silence counts: what happens about midnight may be committed after it."""

_SAYS_RENEWAL: Final = 3
"""Agreements of before this scheme do not say that they renew another."""

_EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """A file's word on its agreement; instants UTC.

    ``terms`` is the edition's address. ``began``: whether its period ever came about, which is [``starts``, ``ends``).
    ``over``: when it ended, ``by`` whom; ``recorded_by``: from when on every complete copy must know of that.
    ``complete``: before this instant nobody ended it without this file's saying so. ``valid_at``: when a status list
    said that it holds. ``shows``: the traits that may be disclosed; ``said``: those that are, and what is said.
    """

    kind: Kind
    agreement: str
    text: str | None = None
    brand: Party | None = None
    persona: Party | None = None
    recorder: Party | None = None
    recipients: tuple[Party, ...] | None = None
    terms: str | None = None
    purposes: tuple[str, ...] | None = None
    renews: str | None = None
    consent: str | None = None
    period: str | None = None
    zone: str = ZONE
    began: bool | None = None
    starts: When | None = None
    ends: datetime | None = None
    over: When | None = None
    by: EndedBy | None = None
    recorded_by: datetime | None = None
    complete: datetime | None = None
    issued: datetime | None = None
    valid_at: datetime | None = None
    retention: int | None = None
    shows: frozenset[str] | None = None
    said: Mapping[str, Said] | None = None


def tells(file: Document | Reading) -> Tells | None:
    """What a file that was found good says of an agreement; None for one that names none."""
    match file:
        case AgreementDocument():
            return _of_agreement(file.agreement)
        case RecordDocument():
            return _of_record(file)
        case ConsentReceiptDocument():
            return _of_receipt(file)
        case ErasureDocument():
            return _of_erasure(file)
        case Reading(agreement=str()):
            return _of_credential(file)
    return None


def shown(document: RecordDocument) -> list[Told]:
    """The events of a record, up to the first that its copy closes."""
    found = list[Told]()
    for event in document.events:
        if isinstance(event, ClosedEvent) or not {"kind", "day"} <= event.values.keys():
            break
        found.append(told(event.seq, event.values))
    return found


def day_in(zone: str, day: date) -> When:
    """All of a day of a zone."""
    start, end = (datetime.combine(it, time(), ZoneInfo(zone)).astimezone(UTC) for it in (day, day + _DAY))
    return When(start, end)


def overlap(one: When, other: When) -> bool:
    """Whether both can be of one instant."""
    if one.exact and other.exact:
        return one == other
    for point, around in ((one, other), (other, one)):
        if point.exact:
            return around.earliest <= point.earliest < around.latest
    return max(one.earliest, other.earliest) < min(one.latest, other.latest)


def _of_agreement(agreement: Agreement) -> Tells:
    return Tells(
        kind="contract",
        agreement=agreement.agreement_id,
        text=body_hash(agreement),
        brand=agreement.second_party,
        persona=agreement.first_party,
        recorder=agreement.recorder,
        recipients=agreement.recipients,
        terms=agreement.terms.iri,
        purposes=agreement.purposes,
        renews=agreement.renews or (FIRST if agreement.schema_version >= _SAYS_RENEWAL else None),
        period=agreement.period,
        zone=agreement.zone,
        # A period begins on a whole second, which may be that of the signature.
        starts=When(agreement.signed_at.replace(microsecond=0), _EVER),
        retention=agreement.terms.retention.days,
        shows=frozenset(agreement.terms.disclosure.claims),
    )


def _of_record(document: RecordDocument) -> Tells:
    events = shown(document)
    past, found = history(document.agreement, events), _of_agreement(document.agreement)
    for step in past.steps:
        match step.event.facts:
            case Agreed() as facts:
                found = replace(found, renews=facts.renews or FIRST)
            case Activated() as facts:
                found = replace(found, began=True, starts=exactly(facts.starts_at), ends=facts.ends_at)
            case Abandoned():
                found = replace(found, began=False)
            case Ended() as facts:
                found = _over(found, step.event.when, facts.by)
    if events and len(events) == len(document.events):
        found = replace(found, complete=complete_until(document, past))
    return found


def _of_receipt(document: ConsentReceiptDocument) -> Tells:
    found, past = document.receipt, life([each.values for each in document.events])
    asked, parties = past.request, _parties(found)
    processing, no_one = next(iter(_listed(found, "purposes")), {}), ()
    traits = {str(it.get("pii_attribute_id")) for it in _listed(processing, "pii_information")}
    said = Tells(
        kind="receipt",
        agreement=asked.agreement,
        text=asked.agreement_hash,
        brand=next(iter(parties.get("dpv:DataController", no_one)), None),
        persona=next(iter(parties.get("dpv:DataSubject", no_one)), None),
        recorder=next(iter(parties.get("dga:DISPForDataSubject", no_one)), None),
        recipients=tuple(it for role in (PROCESSOR, PROCESSOR_SINCE_4) for it in parties.get(role, no_one)),
        terms=str(found.get("privacy_notice")),
        purposes=asked.purposes,
        renews=asked.renews or FIRST,
        consent=record_id(document),
        period=period_of(found) or None,
        complete=datetime.combine(issued_on(found), time(), UTC),
        retention=_days(processing.get("retention_period")),
        shows=frozenset(traits - {PHRASES, *OF_WORDS}),
    )
    return _with_life(said, past)


def _with_life(said: Tells, past: Life) -> Tells:
    """A consent begins to hold, and ends, in the very acts that begin and end the rental."""
    if past.span is None:
        return replace(said, began=False) if past.state in CONSENT.final else said
    said = replace(said, began=True, starts=exactly(past.span.starts_at), ends=past.span.ends_at)
    for step in past.steps:
        match step.facts:
            case Withdrawn():
                said = _over(said, _when(step), "person")
            case Revoked() as facts:
                said = _over(said, _when(step), facts.by)
            case Expired():
                said = _over(said, exactly(past.span.ends_at), "clock")
    return said


def _of_erasure(document: ErasureDocument) -> Tells:
    said = document.said
    return Tells(
        kind="erasure",
        agreement=said.agreement_id,
        text=said.agreement_hash,
        brand=said.brand,
        renews=said.covers[0] if said.covers else FIRST,
        began=True,
        over=day_in(ZONE, said.ended_on),
        # An end is on record when somebody signs for what was left after it.
        recorded_by=day_in(ZONE, said.on).latest,
        retention=(said.delete_by - said.ended_on).days,
    )


def _of_credential(reading: Reading) -> Tells:
    begins = reading.valid_from
    return Tells(
        kind="credential",
        agreement=str(reading.agreement),
        terms=reading.terms,
        purposes=reading.purposes,
        began=True,
        starts=None if begins is None else When(begins, begins + _DAY),
        ends=reading.expires_at,
        issued=reading.issued_on,
        valid_at=reading.status_at,
        said=reading.said,
    )


def _over(found: Tells, when: When, by: EndedBy) -> Tells:
    """What the clock ends is written down whenever somebody comes by."""
    return replace(found, over=when, by=by, recorded_by=None if by == "clock" else when.latest)


def _when(step: Step) -> When:
    if step.at is not None:
        return exactly(step.at)
    return (
        on_day(step.day.isoformat())
        if step.day is not None
        else When(datetime.min.replace(tzinfo=UTC), _EVER)
    )


def _parties(found: Mapping[str, JsonValue]) -> dict[str, list[Party]]:
    by_role = dict[str, list[Party]]()
    for each in _listed(found, "party_identification"):
        party = Party(id=str(each.get("party_id")), name=str(each.get("party_name")))
        by_role.setdefault(str(each.get("party_role")), []).append(party)
    return by_role


def _listed(found: Mapping[str, JsonValue], name: str) -> list[dict[str, JsonValue]]:
    listed = found.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _days(period: JsonValue) -> int | None:
    """The days of a ``retention_period``."""
    text = str(period.get("after_end")) if isinstance(period, dict) else ""
    number = text.removeprefix("P").removesuffix("D")
    return int(number) if number.isascii() and number.isdigit() else None
