"""What follows the end of a rental, as both sides' pages show it: the copies, and what was done with it."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import vault
from market.base.clock import market_date
from market.base.i18n import Language
from market.base.names import for_everybody, name
from market.relations.closing.queries import Given, given
from market.relations.closing.rules import uses_of
from market.relations.errors import ClosingNoteNotGiven
from market.rentals.erasure.queries import attested, passed_on
from market.rentals.erasure.rules import Duty, duty_of
from market.rentals.queries import RentalRow
from market.web.closing_words import outcome_in, use_in


@dataclass(frozen=True)
class NoteShown:
    """A closing note in words; `text` is there for the holder alone."""

    used_for: list[str]
    outcome: str
    text: str | None
    on: date


@dataclass(frozen=True)
class Afterwards:
    """What is left of a rental that is over. `unnamed`: by its own word the brand had passed copies on, to nobody whom
    the contract names. `brand_page`: the address of the brand's public page.
    """

    duty: Duty
    file: bool
    unnamed: bool
    note: NoteShown | None
    note_open: bool
    brand_page: str


def page_of(brand: uuid.UUID) -> str:
    """Where a brand's public page is."""
    return f"/brands/{name('brand', brand, for_everybody())}"


async def for_brand(row: RentalRow, language: Language) -> Afterwards | None:
    """None while it runs, where it never began, and where another period follows."""
    return await _shown(row, language, None)


async def for_holder(row: RentalRow, language: Language) -> Afterwards | None:
    """The same, with the brand's own words in its note."""
    person = vault.person_of("rentals", row.holder)
    return await _shown(row, language, await vault.data_key(person))


async def _shown(row: RentalRow, language: Language, key: vault.DataKey | None) -> Afterwards | None:
    duty = duty_of(row)
    if duty.delete_by is None:
        return None
    note = await note_of(row, key)
    today = market_date(row.now)
    return Afterwards(
        duty,
        await attested(row.id),
        await passed_on(row.id) and not row.agreed().recipients,
        note_in(note, language) if note else None,
        note is None or (note.until is not None and today <= note.until),
        page_of(row.brand),
    )


async def note_of(row: RentalRow, key: vault.DataKey | None = None) -> Given | None:
    """The note of a rental, if its brand gave one."""
    try:
        return await given(row, key)
    except ClosingNoteNotGiven:
        return None


def note_in(it: Given, language: Language) -> NoteShown:
    """A note in words."""
    words = [use_in(code, language) for code in it.note.used_for]
    return NoteShown(words, outcome_in(it.note.outcome, language), it.note.text, it.changed_on)


def uses_in(purposes: list[str], language: Language) -> list[tuple[str, str]]:
    """What can be said of a rental for these purposes: (code, words)."""
    return [(code, use_in(code, language)) for code in uses_of(purposes)]
