"""A credential is handed out as the sheet is: it says the same.

So the same statement decides, counts and writes it down where the holder sees it (`rentals.reading`): for a purpose,
while the rental runs, within the day's reads.
"""

import uuid
from typing import Literal

from market.base import vault
from market.rentals.credentials.issue import current, sealed_place
from market.rentals.errors import CredentialNotIssued, RentalAlreadyEnded, RentalNotActive
from market.rentals.queries import OVER, ROOM, RentalRow, of_brand
from market.rentals.reading import Asked, read


async def hand_out(
    brand: uuid.UUID, agreement: uuid.UUID, purpose: str, channel: Literal["api", "page"]
) -> str:
    """The credential with all its disclosures (`application/dc+sd-jwt`).

    Raises RentalNotFound, CredentialNotIssued, and what `reading.read` raises: RentalAlreadyEnded, RentalSuspended,
    RentalNotActive, PurposeNotAgreed, TooManyReads, BrandNotApproved, Erased.
    """
    row = await of_brand(brand, agreement)
    await _there(row)  # nobody's sheet is said to be read for what is not there
    await read(Asked(agreement, purpose, channel, brand=brand))
    found = await current(row.id)
    if found is None:  # it ended this moment
        raise RentalAlreadyEnded()
    key = await vault.data_key(vault.person_of(ROOM, row.holder))
    text: str = key.unseal(sealed_place(found["id"]), found["sealed"])["credential"]
    return text


async def _there(row: RentalRow) -> None:
    if row.phase in OVER:
        raise RentalAlreadyEnded()
    if row.starts_at is None:
        raise RentalNotActive()
    if await current(row.id) is None:
        raise CredentialNotIssued()
