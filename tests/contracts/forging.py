"""A forger for tests: after any change of a document they sign all of it anew, with a key that they put beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts import jws
from contracts.agreement import Agreement, sign
from contracts.canonical import NotCanonical, canonical
from contracts.consent.signed import sign_receipt
from contracts.copies import ClosedEvent, PartEvent, WholeEvent
from contracts.erasure import Erasure, receive, sign_erasure
from contracts.proof.statement import TYPE
from contracts.record import Head, genesis, link
from contracts.seals import seal
from tests.contracts.builders import SIGNED
from tests.contracts.records import NOW, STRANGER

Path = tuple[str | int, ...]
UNFIT = (ValidationError, NotCanonical, KeyError, TypeError, AttributeError, ValueError)
"""What cannot be read cannot be signed anew either: it stays as it was put there."""

_EVENT: TypeAdapter[WholeEvent | PartEvent | ClosedEvent] = TypeAdapter(WholeEvent | PartEvent | ClosedEvent)


def payload_of(statement: str) -> dict[str, Any]:
    """What a proof's statement says, to be changed; `forged` signs it again."""
    return dict(jws.read(statement).payload)


def forged(found: dict[str, Any]) -> bytes:
    """The file of a document after a change, with each hash and signature in it made anew."""
    kind = found.get("type")
    found = dict(found)
    with suppress(*UNFIT):
        found["platform_keys"] = [STRANGER.public.jwk()]
    if kind in ("moi.agreement", "moi.record"):
        _agreement(found)
    if kind == "moi.record":
        with suppress(*UNFIT):
            _seal(found, _chain(found, found["agreement"]["agreement_id"]))
    if kind == "moi.consent-receipt":
        _receipt(found)
    if kind == "moi.erasure":
        _erasure(found)
    if kind == "moi.proof" and isinstance(found.get("statement"), dict):
        found["statement"] = jws.sign({"kid": STRANGER.kid, "typ": TYPE}, found["statement"], STRANGER)
    return canonical(found) + b"\n"


def _agreement(found: dict[str, Any]) -> None:
    with suppress(*UNFIT):
        agreement = Agreement.model_validate_json(json.dumps({**found["agreement"], "signatures": []}))
        for party in ("first_party", "second_party"):
            agreement = sign(agreement, party, "platform", STRANGER, SIGNED)
        signatures = agreement.model_dump(mode="json")["signatures"]
        found["agreement"] = {**found["agreement"], "signatures": signatures}


def _chain(found: dict[str, Any], of: str) -> Head:
    """Each event linked to the one before, as far as it can be read."""
    before, events = genesis(of), found["events"]
    for event in events if isinstance(events, list) else ():
        with suppress(*UNFIT):
            before = link(before, _EVENT.validate_json(json.dumps(event)).leaf)
            event["event_hash"] = before.hex()
    return Head(max(1, len(events) if isinstance(events, list) else 1), before)


def _seal(found: dict[str, Any], head: Head) -> None:
    with suppress(*UNFIT):
        made = seal(found["agreement"]["agreement_id"], head, NOW.date(), "recorder", STRANGER)
        found["seals"] = [made.model_dump(mode="json")]


def _receipt(found: dict[str, Any]) -> None:
    with suppress(*UNFIT):
        head = _chain(found, str(found["receipt"].get("record_id")))
        found["signature"] = sign_receipt(found["receipt"], head, STRANGER).model_dump(mode="json")


def _erasure(found: dict[str, Any]) -> None:
    with suppress(*UNFIT):
        said = Erasure.model_validate_json(json.dumps(found["said"]))
        signature = sign_erasure(said, "platform", STRANGER)
        found["signature"] = signature.model_dump(mode="json")
        found["received"] = receive(said, signature, STRANGER).model_dump(mode="json")


def members(value: Any, path: Path = (), most: int | None = None) -> Iterator[Path]:
    """The path of every value in a JSON document; of the members of a list, the first `most`."""
    if path:
        yield path
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(within)[: most if isinstance(value, list) else None]:
        yield from members(inner, (*path, name), most)


def put(found: Any, path: Path, value: Any) -> Any:
    """A copy with another value at the path."""
    if not path:
        return value
    copy = dict(found) if isinstance(found, dict) else list(found)
    copy[path[0]] = put(found[path[0]], path[1:], value)
    return copy
