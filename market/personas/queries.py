"""Reads of the personas room."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from contracts.terms import Terms, edition
from market.base import vault
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.personas.rules import Draft

ROOM = "personas"
PADDING = 1024  # bytes: a sheet may hold 75 answers, and its length shall not tell how many it does


@dataclass(frozen=True)
class PersonaRow:
    """A persona as its holder sees it, still sealed. Prices in minor units a month."""

    id: uuid.UUID
    holder: bytes
    state: str
    draft: bytes
    version: uuid.UUID | None
    variant: str | None
    terms_version: int
    period: str | None
    price_step: int | None
    capacity: int
    created_at: datetime
    published_at: datetime | None
    shown_at: datetime | None
    renews_since: datetime | None

    @property
    def terms(self) -> Terms | None:
        """What it was published under, in the edition of that day; None for one that never was."""
        return edition(f"{self.variant}-{self.terms_version}") if self.variant else None


_COLUMNS = (
    "id, holder, state, draft, version, variant, terms_version, period, price_step, capacity, created_at,"
    " published_at, shown_at, renews_since"
)


def _row(record: Record) -> PersonaRow:
    return PersonaRow(**dict(record))


def draft_place(persona: uuid.UUID) -> vault.Place:
    """Where a draft is sealed."""
    return vault.Place("personas", "draft", persona)


def sealed_place(version: uuid.UUID) -> vault.Place:
    """Where a version's answers are sealed."""
    return vault.Place("persona_versions", "sealed", version)


def sheet_place(version: uuid.UUID) -> vault.Place:
    """Where a version's sheet is sealed."""
    return vault.Place("persona_versions", "sheet", version)


async def sealed_sheet(version: uuid.UUID) -> bytes:
    """A version's sheet, sealed; raises NotFound."""
    found: bytes | None = await fetch_value(
        "select sheet from personas.persona_versions where id = $1", version
    )
    if found is None:
        raise NotFound()
    return found


async def answers_of(version: uuid.UUID, key: vault.DataKey) -> Draft:
    """All that a version says, opened with its holder's key; raises NotFound."""
    found: bytes | None = await fetch_value(
        "select sealed from personas.persona_versions where id = $1", version
    )
    if found is None:
        raise NotFound()
    return Draft.from_json(key.unseal(sealed_place(version), found))


async def of_holder(person: uuid.UUID) -> list[PersonaRow]:
    """The holder's personas, newest first; erased ones are gone."""
    rows = await fetch(
        f"select {_COLUMNS} from personas.personas where holder = $1 and state <> 'erased' order by id desc",
        vault.tag(ROOM, person),
    )
    return [_row(row) for row in rows]


async def own(person: uuid.UUID, persona: uuid.UUID, *, lock: bool = False) -> PersonaRow:
    """One persona of this holder; raises NotFound for another's. `lock` keeps it until the commit."""
    row = await fetch_row(
        f"select {_COLUMNS} from personas.personas where id = $1 and holder = $2 and state <> 'erased'"
        + (" for update" if lock else ""),
        persona,
        vault.tag(ROOM, person),
    )
    if row is None:
        raise NotFound()
    return _row(row)


async def open_draft(person: uuid.UUID, row: PersonaRow) -> Draft:
    """The draft of a persona of this person; raises Erased."""
    key = await vault.data_key(person)
    return Draft.from_json(key.unseal(draft_place(row.id), row.draft))


async def listed() -> list[Record]:
    """Every listed persona with its sealed answers, for the day's classes: the worker alone opens them.

    (id, version, holder, listed_since, variant, terms_version, period, price_step, sealed)
    """
    return await fetch(
        "select p.id, p.version, p.holder, p.listed_since, p.variant, p.terms_version, p.period,"
        " p.price_step, v.sealed"
        " from personas.personas p join personas.persona_versions v on v.id = p.version"
        " where p.state = 'listed'"
    )
