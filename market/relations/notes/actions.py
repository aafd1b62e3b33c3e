"""A holder notes something of a relation, for themselves: kept over renewals and after the end, told to nobody."""

import uuid

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.relations.errors import NoteChanged
from market.relations.notes import queries
from market.relations.notes.queries import Noted
from market.relations.text import words
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow

SUBJECT = "relation"


async def keep(who: Principal, agreement: uuid.UUID, text: str, seen: int) -> Noted:
    """The note from now on; empty, nothing of what stood is left. `seen`: the version that its writer saw, 0 for none.

    Raises TextNotAccepted, RentalNotFound; NoteChanged where another version stands meanwhile.
    """
    if who.person is None:
        raise Unauthenticated()
    text = words("text", text, queries.MOST) if text.strip() else ""
    async with transaction():
        row = await rentals.of_holder(who.person, agreement)
        found = await queries.row_of(row.persona, row.brand)
        key = await vault.data_key(who.person)
        stands = queries.opened(found, key) if found else Noted()
        if stands.version != seen:
            raise NoteChanged(version=stands.version)
        if stands.text == text:
            return stands
        note = found["id"] if found else new_id()
        sealed = key.seal(queries.place(note), {"note": text}, queries.PADDING)
        if not await _write(row, note, sealed, seen):
            raise NoteChanged()
        await audit.record(who.actor, "relation.note", SUBJECT, row.id)
    return Noted(text, seen + 1, row.now)


async def _write(row: RentalRow, note: uuid.UUID, sealed: bytes, seen: int) -> bool:
    """Whether it stands now: of two who saw the same version one writes."""
    written = await fetch(
        "insert into relations.notes as n (id, persona, brand, version, sealed, changed_at)"
        " values ($1, $2, $3, $6 + 1, $4, $5) on conflict (persona, brand) do update"
        " set version = excluded.version, sealed = excluded.sealed, changed_at = excluded.changed_at"
        " where n.id = excluded.id and n.version = $6 returning n.id",
        *(note, row.persona, row.brand, sealed, row.now, seen),
    )
    return bool(written)
