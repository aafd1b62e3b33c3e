"""Reads of closing notes. The brand's own words are opened for the holder alone."""

import json
import uuid
from dataclasses import dataclass
from datetime import date

from market.base import vault
from market.base.clock import market_date
from market.base.database import Record, fetch_row
from market.relations.closing.rules import Note
from market.relations.errors import ClosingNoteNotGiven
from market.rentals import queries as rentals
from market.rentals.erasure.rules import duty_of
from market.rentals.queries import RentalRow


@dataclass(frozen=True)
class Given:
    """A note as it stands. `until` is the last day on which its brand can say it otherwise; days are the market's."""

    note: Note
    number: int
    given_on: date
    changed_on: date
    until: date | None


def note_place(rental: uuid.UUID) -> vault.Place:
    """Where the words of a note are sealed."""
    return vault.Place("closing_notes", "sealed", rental)


async def of_brand(brand: uuid.UUID, agreement: uuid.UUID) -> Given:
    """What the brand said, without its own words. Raises RentalNotFound, ClosingNoteNotGiven."""
    return await given(await rentals.of_brand(brand, agreement))


async def of_holder(person: uuid.UUID, agreement: uuid.UUID) -> Given:
    """What the brand said, all of it. Raises RentalNotFound, ClosingNoteNotGiven, Erased."""
    row = await rentals.of_holder(person, agreement)
    return await given(row, await vault.data_key(person))


async def given(row: RentalRow, key: vault.DataKey | None = None) -> Given:
    """The note of a rental; its words too, where the holder's `key` opens them. Raises ClosingNoteNotGiven."""
    found = await fetch_row(
        "select number, used_for, outcome, sealed, given_at, changed_at from relations.closing_notes"
        " where rental = $1",
        row.id,
    )
    if found is None:
        raise ClosingNoteNotGiven()
    return Given(
        Note(tuple(json.loads(found["used_for"])), found["outcome"], _text(found, row, key)),
        found["number"],
        market_date(found["given_at"]),
        market_date(found["changed_at"]),
        duty_of(row).delete_by,
    )


def _text(found: Record, row: RentalRow, key: vault.DataKey | None) -> str | None:
    if key is None or found["sealed"] is None:
        return None
    text: str | None = key.unseal(note_place(row.id), found["sealed"])["text"]
    return text
