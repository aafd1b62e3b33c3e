"""Copies of a record's events, as each side downloads them: one chain, of which each shows what it may.

A *whole* event carries its own salt, and every digest follows from it. A *part* opens some fields and holds
the others back, as digests. A *closed* one is a leaf alone: an event of the first scheme that may not be shown
as a whole. All three lead to the same hash, so the copies of both sides prove the same chain.

Errors, beside those of `contracts.record`::

    ValueError
    ├── NotCommitted    this field is not among what the copy holds back
    └── DayAstray       an opened day is not the day of the opened instant
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, field_serializer, model_validator

from contracts import commitments
from contracts.agreement import Instant
from contracts.commitments import FACT, Opened, day_of
from contracts.period import spelled
from contracts.record import (
    Event,
    RecordReordered,
    RecordTampered,
    Scheme,
    first_leaf,
    genesis,
    leaf,
    link,
    scheme_of,
)
from contracts.record_facts import Hex32, Hex64
from contracts.record_kinds import shown_to_brand
from contracts.variant import Value


class NotCommitted(ValueError):
    """The event ``seq`` does not commit to this field, or shows it already."""

    def __init__(self, seq: int, name: str) -> None:
        super().__init__(f"event {seq} holds back no such {name}")
        self.seq = seq
        self.name = name


class DayAstray(ValueError):
    """The event ``seq`` opens a day that is not the day of its instant."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"event {seq} has an instant of another day")
        self.seq = seq


class OpenField(Value):
    """A field of an event with the salt that opens it."""

    name: str
    value: JsonValue
    salt: Hex32

    @property
    def digest(self) -> str:
        return Opened(self.name, self.value, bytes.fromhex(self.salt)).digest.hex()


class _Copy(Value):
    seq: int = Field(ge=0)
    event_hash: Hex64


class WholeEvent(_Copy):
    """An event with nothing held back."""

    form: Literal["whole"] = "whole"
    scheme: Scheme
    kind: str
    at: Instant
    facts: dict[str, JsonValue]
    salt: Hex32

    @property
    def leaf(self) -> bytes:
        """Raises NotCanonical."""
        make = leaf if self.scheme == 2 else first_leaf
        return make(self.seq, self.kind, self.at, self.facts, bytes.fromhex(self.salt))

    @property
    def values(self) -> dict[str, JsonValue]:
        """What the copy shows, by the names of fields."""
        shown = {FACT + name: value for name, value in self.facts.items()}
        return {"kind": self.kind, "day": day_of(self.at), "at": spelled(self.at)} | shown

    def field(self, name: str) -> OpenField:
        """What opens one field in the other side's copy; raises KeyError for one that is not there."""
        found = commitments.opened(self.kind, self.at, self.facts, bytes.fromhex(self.salt))[name]
        return OpenField(name=name, value=self.values[name], salt=found.salt.hex())

    @field_serializer("at", when_used="json")
    def _spell(self, at: datetime) -> str:
        return spelled(at)


class PartEvent(_Copy):
    """An event some of whose fields are shown; both lists in their one order, none twice."""

    form: Literal["part"] = "part"
    opened: tuple[OpenField, ...]
    held_back: tuple[Hex64, ...]

    @property
    def leaf(self) -> bytes:
        digests = [*(field.digest for field in self.opened), *self.held_back]
        return commitments.leaf(self.seq, map(bytes.fromhex, digests))

    @property
    def values(self) -> dict[str, JsonValue]:
        return {field.name: field.value for field in self.opened}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        names = [field.name for field in self.opened]
        if names != sorted(set(names)) or list(self.held_back) != sorted(set(self.held_back)):
            raise ValueError("fields and digests stand in order, each once")
        return self


class ClosedEvent(_Copy):
    """An event of which the copy shows that it is there, no more."""

    form: Literal["closed"] = "closed"
    leaf_hash: Hex64

    @property
    def leaf(self) -> bytes:
        return bytes.fromhex(self.leaf_hash)

    @property
    def values(self) -> dict[str, JsonValue]:
        return {}


EventCopy = Annotated[WholeEvent | PartEvent | ClosedEvent, Field(discriminator="form")]


def whole(event: Event) -> WholeEvent:
    """The event as its holder downloads it. Raises RecordTampered."""
    return WholeEvent(
        seq=event.seq,
        event_hash=event.event_hash.hex(),
        scheme=scheme_of(event),
        kind=event.kind,
        at=event.at,
        facts=dict(event.facts),  # type: ignore[arg-type]  # canonical JSON
        salt=event.salt.hex(),
    )


def for_brand(event: Event) -> WholeEvent | PartEvent | ClosedEvent:
    """The event as the brand downloads it. Raises RecordTampered, FactsUnknown."""
    copy, shown = whole(event), shown_to_brand(event.kind, event.facts)
    if shown is not None and shown == set(copy.values):
        return copy
    if copy.scheme == 1:
        return ClosedEvent(seq=copy.seq, event_hash=copy.event_hash, leaf_hash=copy.leaf.hex())
    return part(copy, shown or frozenset())


def part(event: WholeEvent, shown: Iterable[str]) -> PartEvent:
    """A copy of an event of the second scheme that shows these fields only; raises KeyError."""
    fields = {name: event.field(name) for name in event.values}
    names = sorted(set(shown))
    decoys = commitments.decoys(len(fields), bytes.fromhex(event.salt))
    held_back = [field.digest for name, field in fields.items() if name not in names]
    return PartEvent(
        seq=event.seq,
        event_hash=event.event_hash,
        opened=tuple(fields[name] for name in names),
        held_back=tuple(sorted([*held_back, *(decoy.hex() for decoy in decoys)])),
    )


def shows_less(event: PartEvent, shown: frozenset[str], written: frozenset[str]) -> bool:
    """Whether the copy holds back what a brand's copy opens: fields that are ``shown`` to it, or facts that are always
    ``written``. What is shown with its exact time is handed out as a whole, never in part."""
    needed = shown | {FACT + name for name in written}
    return "at" in shown or not needed <= event.values.keys()


def reveal(event: PartEvent, field: OpenField) -> PartEvent:
    """The copy with one more field shown, which the other side opened; raises NotCommitted."""
    if field.digest not in event.held_back:
        raise NotCommitted(event.seq, field.name)
    rest = tuple(each for each in event.held_back if each != field.digest)
    fields = tuple(sorted((*event.opened, field), key=lambda each: each.name))
    return PartEvent(seq=event.seq, event_hash=event.event_hash, opened=fields, held_back=rest)


def check_copies(agreement_id: str, events: Sequence[WholeEvent | PartEvent | ClosedEvent]) -> None:
    """Check that the copies are one chain, whole, in order and this agreement's.

    Raises RecordReordered, RecordTampered, DayAstray.
    """
    prev_hash = genesis(agreement_id)
    for position, event in enumerate(events):
        if event.seq != position:
            raise RecordReordered(position, event.seq)
        try:
            reached = link(prev_hash, event.leaf)
        except ValueError:
            raise RecordTampered(event.seq) from None
        if reached.hex() != event.event_hash:
            raise RecordTampered(event.seq)
        _check_day(event.seq, event.values)
        prev_hash = reached


def _check_day(seq: int, values: Mapping[str, JsonValue]) -> None:
    at, day = values.get("at"), values.get("day")
    if at is not None and day is not None and str(at)[: len(date.min.isoformat())] != day:
        raise DayAstray(seq)
