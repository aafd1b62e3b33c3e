"""A brand says what it did with a rental, once it is over; and says it otherwise while it may."""

import json
import os
import uuid

from contracts.canonical import digest
from contracts.record import SALT_BYTES
from market.base import audit, jobs, vault
from market.base.access import NotYours, Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.relations.closing.queries import note_place
from market.relations.closing.rules import Note, check_note, check_still_open
from market.relations.errors import ClosingNotePassedOn
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.erasure.moves import keep_up, note_given
from market.rentals.erasure.queries import held_by
from market.rentals.erasure.rules import duty_of
from market.rentals.errors import RentalNotOver
from market.rentals.queries import RentalRow


async def give_note(
    who: Principal, agreement: uuid.UUID, used_for: list[str], outcome: str, text: str | None
) -> Note:
    """Say it, or say it otherwise: all of it anew. The same note again is another word in the record.

    Raises RentalNotFound, RentalNotOver, ClosingNotePassedOn, ClosingNoteFinal, and what `check_note` raises.
    """
    if who.seat is None:
        raise NotYours()
    async with transaction():
        row = await rentals.locked((await rentals.of_brand(who.seat.brand, agreement)).id)
        await _check_over(row)
        note = check_note(row.purposes, used_for, outcome, text)
        row = await keep_up(row)
        number = await _number(row)
        await _write(row, note, number)
        await audit.record(who.actor, "rental.closing_note", "rental", row.id, number=number)
        if number == 1:
            await note_given(row.id)
            await jobs.enqueue("relations.closing_note", rental=row.id)
    return note


async def _check_over(row: RentalRow) -> None:
    standing = duty_of(row).standing
    if standing in ("none", "running"):
        raise RentalNotOver()
    if standing == "passed_on":
        raise ClosingNotePassedOn(agreement=str(await held_by(row.id)))


async def _number(row: RentalRow) -> int:
    """The how-many-th word this is. Raises ClosingNoteFinal."""
    said: int | None = await fetch_value(
        "select number from relations.closing_notes where rental = $1", row.id
    )
    check_still_open(said or 0, market_date(row.now), duty_of(row).delete_by)
    return (said or 0) + 1


async def _write(row: RentalRow, note: Note, number: int) -> None:
    # As with an invitation, the record commits to all that is said with a salt that is sealed beside the words.
    salt = os.urandom(SALT_BYTES).hex()
    sealed = await _sealed(row, {"text": note.text, "salt": salt})
    await fetch(
        "insert into relations.closing_notes"
        " (rental, brand, number, used_for, outcome, sealed, given_at, changed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (rental) do update set number = excluded.number,"
        " used_for = excluded.used_for, outcome = excluded.outcome, sealed = excluded.sealed,"
        " changed_at = excluded.changed_at",
        *(row.id, row.brand, number, json.dumps(note.used_for), note.outcome, sealed, row.now),
    )
    said = {"used_for": list(note.used_for), "outcome": note.outcome}
    content = digest({"salt": salt, "note": said | {"text": note.text}}).hex()
    facts = {"number": number, **said, "content": content}
    await record.write(row.id, row.agreement, "closing_note", row.now, facts)


async def _sealed(row: RentalRow, words: dict[str, str | None]) -> bytes | None:
    """For the holder; of one who has left nothing is kept, and no brand learns of it."""
    try:
        key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    except NotFound:
        return None
    return key.seal(note_place(row.id), words)
