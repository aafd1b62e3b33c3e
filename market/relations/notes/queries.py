"""Reads of a holder's own notes."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base import vault
from market.base.database import Record, fetch
from market.rentals import queries as rentals

PADDING = 4096  # bytes: how much somebody notes is nobody's business
MOST = 2000  # characters


@dataclass(frozen=True)
class Noted:
    """A note as it stands; `version` 0 where there never was one."""

    text: str = ""
    version: int = 0
    changed_at: datetime | None = None


def place(note: uuid.UUID) -> vault.Place:
    """Where the words of a note are sealed."""
    return vault.Place("notes", "sealed", note)


async def of_holder(person: uuid.UUID, agreement: uuid.UUID) -> Noted:
    """What the holder has noted of this relation, before or after its end. Raises RentalNotFound, Erased."""
    row = await rentals.of_holder(person, agreement)
    found = await row_of(row.persona, row.brand)
    return opened(found, await vault.data_key(person)) if found else Noted()


async def row_of(persona: uuid.UUID, brand: uuid.UUID) -> Record | None:
    """The note's row, sealed."""
    rows = await fetch(
        "select id, version, sealed, changed_at from relations.notes where persona = $1 and brand = $2",
        *(persona, brand),
    )
    return rows[0] if rows else None


def opened(row: Record, key: vault.DataKey) -> Noted:
    """The note of a row."""
    return Noted(key.unseal(place(row["id"]), row["sealed"])["note"], row["version"], row["changed_at"])
