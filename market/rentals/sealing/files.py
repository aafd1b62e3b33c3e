"""The files that both sides download: the agreement as it was signed, and their own copy of its record.

A record's file is sealed by the platform when it is downloaded, has the proofs of every head that holds it, and the
platform's public keys. Where the brand signs records with a key of its own, its seal joins the platform's in `_seals`.
"""

import uuid
from typing import Literal

import structlog

from contracts.agreement import Agreement
from contracts.documents import agreement_file, record_file, written
from contracts.heads import NotInHead
from contracts.keys import PublicKey
from contracts.record import Event, RecordBroken, head, verify_chain
from contracts.seals import Seal, seal
from market.base import signing
from market.base.clock import now
from market.base.database import transaction
from market.rentals import queries, record
from market.rentals.errors import RecordNotWhole
from market.rentals.queries import RentalRow
from market.rentals.sealing import tree
from market.rentals.sealing.countersign import seals_of

log = structlog.get_logger()

Side = Literal["holder", "brand"]


async def agreement(row: RentalRow) -> bytes:
    """`moi.agreement` 1: the same for both sides."""
    return written(agreement_file(row.agreed(), await _keys()))


async def record_of_brand(brand: uuid.UUID, which: uuid.UUID) -> bytes:
    """`moi.record` 1 of one rental of this brand, as the brand may see it. Raises RentalNotFound, RecordNotWhole."""
    async with transaction("repeatable_read", readonly=True):
        return await _record("brand", await queries.of_brand(brand, which))


async def record_of_holder(person: uuid.UUID, which: uuid.UUID) -> bytes:
    """`moi.record` 1 of one relation of this holder, whole. Raises RentalNotFound, RecordNotWhole."""
    async with transaction("repeatable_read", readonly=True):
        return await _record("holder", await queries.of_holder(person, which))


async def _record(side: Side, row: RentalRow) -> bytes:
    """Of one snapshot: no proof is longer than the record. What does not verify is not signed."""
    identity, events = record.urn(row.agreement), await record.read(row.id)
    sealed, (countersigned, party_keys) = await tree.last_entries([row.id]), await seals_of(row)
    try:
        verify_chain(identity, events, sealed.get(row.id))
        file = record_file(
            side,
            row.agreed(),
            events,
            seals=[await _seal(row.agreed(), events), *countersigned],
            anchors=await tree.anchors(row.id, identity),
            keys=await _keys(),
            party_keys=party_keys,
        )
    except (RecordBroken, NotInHead) as error:
        log.error("record.not_whole", reason=type(error).__name__, agreement=str(row.agreement))
        raise RecordNotWhole() from error
    return written(file)


async def _seal(agreed: Agreement, events: list[Event]) -> Seal:
    """The platform's signature over the record as it stands today (UTC)."""
    identity, today = agreed.agreement_id, (await now()).date()
    key = await signing.signing_key("record")
    return seal(identity, head(events, identity), today, "recorder", key)


async def _keys() -> list[PublicKey]:
    return [each.key for each in await signing.published() if each.purpose == "record"]
