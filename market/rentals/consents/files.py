"""The consent receipts that both sides download: each its own copy of one record (`moi.consent-receipt` 1)."""

import uuid

import structlog

from contracts.documents import receipt_file, written
from contracts.record import verify_chain
from market.base import signing
from market.base.database import transaction
from market.base.settings import settings
from market.rentals import queries
from market.rentals.consents.queries import events_of, of_rental
from market.rentals.consents.reached import platform
from market.rentals.errors import ConsentNotKept, RecordNotWhole
from market.rentals.queries import RentalRow
from market.rentals.sealing.files import Side

log = structlog.get_logger()


async def of_brand(brand: uuid.UUID, which: uuid.UUID) -> bytes:
    """The receipt of one rental of this brand, as the brand may see it.

    Raises RentalNotFound, ConsentNotKept, RecordNotWhole.
    """
    async with transaction("repeatable_read", readonly=True):
        return await _receipt("brand", await queries.of_brand(brand, which))


async def of_holder(person: uuid.UUID, which: uuid.UUID) -> bytes:
    """The receipt of one relation of this holder, whole. Raises RentalNotFound, ConsentNotKept, RecordNotWhole."""
    async with transaction("repeatable_read", readonly=True):
        return await _receipt("holder", await queries.of_holder(person, which))


async def _receipt(side: Side, row: RentalRow) -> bytes:
    """Signed today, in the state that the clock has it in. What does not verify is not signed."""
    consent = await of_rental(row.id)
    if consent is None:
        raise ConsentNotKept()
    events = await events_of(consent.id)
    key, known = await signing.signing_key("record"), await signing.published()
    try:
        verify_chain(consent.record_id, events)
        file = receipt_file(
            side,
            consent.of(row, platform(settings())),
            events,
            key,
            row.now,
            over=consent.lapsed(row),
            keys=[each.key for each in known if each.purpose == "record"],
        )
    except ValueError as error:
        log.error("consent.not_whole", reason=type(error).__name__, agreement=str(row.agreement))
        raise RecordNotWhole() from error
    return written(file)
