"""The files that people download: one JSON form for each, with a ``type`` and a ``version``.

A file is the canonical JSON of its document (RFC 8785, as `contracts.canonical` narrows it) and one line feed.
It has no other spelling: a letter more, a key twice or members in another order are refused before anything is
looked at, so that whatever differs from what was signed is found out.

Errors::

    ValueError
    ├── NotADocument       not JSON, or no object with a type and a version
    ├── TypeUnknown        a type, or a version of it, that is not read here
    ├── DocumentMalformed  a member is missing, unknown or not what it must be
    └── AnotherSpelling    the same document in other bytes
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, JsonValue, ValidationError, model_validator

from contracts.agreement import Agreement
from contracts.canonical import canonical
from contracts.consent.about import Consent
from contracts.consent.kinds import for_brand as consent_for_brand
from contracts.consent.life import life
from contracts.consent.receipt import receipt, state_of
from contracts.consent.signed import ReceiptSignature, sign_receipt
from contracts.copies import EventCopy, PartEvent, WholeEvent, for_brand, whole
from contracts.erasure import Erasure, ErasureReceived, ErasureSignature
from contracts.heads import Anchor, DayHead
from contracts.keys import PrivateKey, PublicKey
from contracts.keyset import Jwk
from contracts.malformed import wrong
from contracts.record import Event, head
from contracts.seals import Seal
from contracts.variant import Value


class NotADocument(ValueError):
    """The bytes are no document of ours at all."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TypeUnknown(ValueError):
    """Nothing here reads this type, or this version of it."""

    def __init__(self, type: str, version: str) -> None:
        super().__init__(f"unknown type {type!r}, version {version}")
        self.type = type
        self.version = version


class DocumentMalformed(ValueError):
    """The member at ``path`` is missing, unknown or not what it must be."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class AnotherSpelling(ValueError):
    """The bytes are not the one spelling of the document that they are of."""

    def __init__(self, at: int) -> None:
        super().__init__(f"another spelling from byte {at} on")
        self.at = at


def _as_signed(agreement: Agreement) -> Agreement:
    if agreement.interval is not None:
        raise ValueError("the period is not signed: it is the record's to say")
    if len(set(agreement.signatures)) < len(agreement.signatures):
        raise ValueError("a signature stands once")
    try:
        ZoneInfo(agreement.zone)
    except (KeyError, OSError):
        raise ValueError("an unknown zone") from None
    return agreement


Signed = Annotated[Agreement, AfterValidator(_as_signed)]
"""An agreement as it was signed, before its period began."""


class Document(Value):
    """What every document has: its type and version, and keys for whoever has none from elsewhere.

    ``platform_keys`` are the platform's, ``party_keys`` those with which a party signed itself.
    """

    type: str
    version: int
    platform_keys: tuple[Jwk, ...] = ()
    party_keys: tuple[Jwk, ...] = ()

    @model_validator(mode="after")
    def _keys_in_order(self) -> Self:
        for keys in (self.platform_keys, self.party_keys):
            _in_order("keys", [key.kid for key in keys])
        return self


class AgreementDocument(Document):
    """A signed agreement. Its period stands in the record."""

    type: Literal["moi.agreement"] = "moi.agreement"
    version: Literal[1] = 1
    agreement: Signed


class RecordDocument(Document):
    """An agreement with its record, as one side downloads it.

    ``seals`` are signatures over the record as it stood, ``anchors`` proofs that it stands in published heads;
    each in the order in which the record grew.
    """

    type: Literal["moi.record"] = "moi.record"
    version: Literal[1] = 1
    agreement: Signed
    events: tuple[EventCopy, ...] = Field(min_length=1)
    seals: tuple[Seal, ...] = ()
    anchors: tuple[Anchor, ...] = ()

    @model_validator(mode="after")
    def _signatures_in_order(self) -> Self:
        _in_order("seals", [seal.place for seal in self.seals])
        _in_order("anchors", [(anchor.head.day, anchor.length) for anchor in self.anchors])
        return self


class HeadsDocument(Document):
    """Daily heads that follow one another, as published."""

    type: Literal["moi.heads"] = "moi.heads"
    version: Literal[1] = 1
    heads: tuple[DayHead, ...] = Field(min_length=1)


class ConsentReceiptDocument(Document):
    """A consent's receipt (ISO/IEC TS 27560, JSON-LD), with the events of its record that it is made of."""

    type: Literal["moi.consent-receipt"] = "moi.consent-receipt"
    version: Literal[1] = 1
    receipt: dict[str, JsonValue]
    events: tuple[Annotated[WholeEvent | PartEvent, Field(discriminator="form")], ...] = Field(min_length=1)
    signature: ReceiptSignature


class ProofDocument(Document):
    """A nameless proof: the platform's signed statement (`contracts.proof`), and the public key it was made for."""

    type: Literal["moi.proof"] = "moi.proof"
    version: Literal[1] = 1
    statement: str = Field(min_length=1)
    asked_with: Jwk

    @model_validator(mode="after")
    def _of_the_platform_alone(self) -> Self:
        if self.party_keys:
            raise ValueError("no party signs a proof")
        return self


class ErasureDocument(Document):
    """A brand's word that its copies are gone, signed for it, and received by the recorder."""

    type: Literal["moi.erasure"] = "moi.erasure"
    version: Literal[1] = 1
    said: Erasure
    signature: ErasureSignature
    received: ErasureReceived


MODELS: Final[Mapping[str, type[Document]]] = MappingProxyType(
    {
        "moi.agreement": AgreementDocument,
        "moi.record": RecordDocument,
        "moi.heads": HeadsDocument,
        "moi.consent-receipt": ConsentReceiptDocument,
        "moi.proof": ProofDocument,
        "moi.erasure": ErasureDocument,
    }
)
"""What is read here, by type. A document of another kind joins with a line here and one in the verifier."""


def read(data: bytes) -> Document:
    """The document of a file. Raises NotADocument, TypeUnknown, DocumentMalformed, AnotherSpelling."""
    model = MODELS[_type_of(data)]
    try:
        document = model.model_validate_json(data)
        spelling = written(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise DocumentMalformed("/".join(map(str, first["loc"])), wrong(first)) from None
    except ValueError as error:
        raise DocumentMalformed("", str(error)) from None
    if spelling != data:
        pairs = zip(spelling, data, strict=False)
        shorter = min(len(spelling), len(data))
        raise AnotherSpelling(next((i for i, (a, b) in enumerate(pairs) if a != b), shorter))
    return document


def written(document: Document) -> bytes:
    """The bytes of the document's file."""
    return canonical(document.model_dump(mode="json")) + b"\n"


def agreement_file(
    agreement: Agreement, keys: Iterable[PublicKey], party_keys: Iterable[PublicKey] = ()
) -> AgreementDocument:
    """The agreement as either side downloads it."""
    return AgreementDocument(
        agreement=_signed(agreement), platform_keys=jwks(keys), party_keys=jwks(party_keys)
    )


def record_file(
    side: Literal["holder", "brand"],
    agreement: Agreement,
    events: Sequence[Event],
    *,
    seals: Iterable[Seal] = (),
    anchors: Iterable[Anchor] = (),
    keys: Iterable[PublicKey] = (),
    party_keys: Iterable[PublicKey] = (),
) -> RecordDocument:
    """The record as this side downloads it: the holder's shows all, the brand's what it may see."""
    copy = whole if side == "holder" else for_brand
    return RecordDocument(
        agreement=_signed(agreement),
        events=tuple(copy(event) for event in events),
        seals=tuple(sorted(seals, key=lambda seal: seal.place)),
        anchors=tuple(sorted(anchors, key=lambda anchor: (anchor.head.day, anchor.length))),
        platform_keys=jwks(keys),
        party_keys=jwks(party_keys),
    )


def receipt_file(
    side: Literal["holder", "brand"],
    consent: Consent,
    events: Sequence[Event],
    key: PrivateKey,
    at: datetime,
    *,
    over: bool = False,
    keys: Iterable[PublicKey] = (),
) -> ConsentReceiptDocument:
    """The receipt as this side downloads it at ``at`` (UTC), signed with ``key``.

    ``over``: its request has run out, and nobody recorded it yet.
    """
    copy = whole if side == "holder" else consent_for_brand
    copies = tuple(copy(event) for event in events)
    told = life([each.values for each in copies])
    made = receipt(consent, told, state_of(told, at, over=over), at.date())
    return ConsentReceiptDocument(
        receipt=made,
        events=copies,
        signature=sign_receipt(made, head(events, consent.record_id), key),
        platform_keys=jwks(keys),
    )


def proof_file(statement: str, asked_with: PublicKey, keys: Iterable[PublicKey]) -> ProofDocument:
    """A proof as its asker takes it away; ``keys`` are the platform's for proofs."""
    return ProofDocument(statement=statement, asked_with=Jwk.of(asked_with), platform_keys=jwks(keys))


def _type_of(data: bytes) -> str:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise NotADocument("not JSON") from None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str) or "version" not in found:
        raise NotADocument("no object with a type and a version")
    kind, version = found["type"], found["version"]
    if kind not in MODELS or version != MODELS[kind].model_fields["version"].default:
        raise TypeUnknown(kind, str(version))
    return str(kind)


def _signed(agreement: Agreement) -> Agreement:
    return Agreement.model_validate({**dict(agreement), "starts_at": None, "ends_at": None})


def jwks(keys: Iterable[PublicKey]) -> tuple[Jwk, ...]:
    """Keys as a document carries them, in their order."""
    return tuple(Jwk.of(key) for key in sorted(keys, key=lambda key: key.kid))


def _in_order(what: str, places: Sequence[Any]) -> None:
    if any(one >= other for one, other in pairwise(places)):
        raise ValueError(f"{what} stand in their order, each once")
