"""Reads of castings: the brand's own, with the places that were taken, and those that reach a person."""

import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from contracts.terms import edition
from market.base import names, vault
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row
from market.base.errors import NotFound
from market.base.keyring import keyring
from market.relations.castings import candidates
from market.relations.castings.candidates import Barred, Candidate
from market.relations.castings.errors import CastingNotFound
from market.relations.castings.rules import Brief, Criterion, admits, fits
from market.relations.queries import ROOM

KIND, PERSONA = "casting", "persona"
NOBODY = uuid.UUID(int=0)

_ROWS = """
select c.*, base.now() as now, (select count(*) from rentals.casting_places p where p.casting = c.id
  and p.state = 'taken')::int as taken from relations.castings c
"""


@dataclass(frozen=True)
class CastingRow:
    """A casting as its table has it; times UTC. `taken`: places that somebody has."""

    id: uuid.UUID
    brand: uuid.UUID
    state: Literal["open", "closed"]
    brief: Brief
    opened_at: datetime
    reached_at: datetime | None
    drawn_on: date | None
    closed_at: datetime | None
    closed_because: str | None
    taken: int
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether somebody can say yes now."""
        return self.state == "open" and market_date(self.now) <= self.brief.until

    def fits(self, it: Candidate, bars: Barred) -> bool:
        """Whether it looks for this persona, and could rent it under its terms. Nothing of this leaves the house."""
        brief = self.brief
        return (
            not bars.bars(it)
            and admits(edition(it.edition), brief.purpose, brief.period)
            and fits(it.values, brief.criteria)
        )


def _row(row: Record) -> CastingRow:
    brief = Brief(
        **{
            name: row[name]
            for name in ("title", "text", "purpose", "period", "price_step", "until", "places")
        },
        criteria=tuple(Criterion(it["claim"], tuple(it["codes"])) for it in json.loads(row["criteria"])),
    )
    kept = ("id", "brand", "state", "opened_at", "reached_at", "drawn_on", "closed_at", "closed_because")
    return CastingRow(**{name: row[name] for name in kept}, brief=brief, taken=row["taken"], now=row["now"])


def name_for(brand: uuid.UUID, casting: uuid.UUID) -> str:
    """A casting's name before its brand."""
    return names.name(KIND, casting, names.for_brand(brand))


def name_before(person: uuid.UUID, casting: uuid.UUID) -> str:
    """A casting's name before one person."""
    return names.name(KIND, casting, names.for_person(person))


def persona_of(person: uuid.UUID, name: str) -> uuid.UUID:
    """The persona of this name before its holder; for a name that is none, one that nobody has."""
    try:
        return names.inner_id(PERSONA, name, names.for_person(person))
    except NotFound:
        return NOBODY


def persona_name(person: uuid.UUID, persona: uuid.UUID) -> str:
    """A persona's name before its holder."""
    return names.name(PERSONA, persona, names.for_person(person))


async def of_brand(brand: uuid.UUID) -> list[CastingRow]:
    """The brand's castings, the latest first."""
    return [_row(row) for row in await fetch(f"{_ROWS} where c.brand = $1 order by c.id desc", brand)]


async def one_of_brand(brand: uuid.UUID, name: str) -> CastingRow:
    """One of them. Raises CastingNotFound."""
    found = _inner(name, names.for_brand(brand))
    row = await fetch_row(f"{_ROWS} where c.id = $1 and c.brand = $2", found, brand)
    if row is None:
        raise CastingNotFound()
    return _row(row)


def _inner(name: str, audience: names.Audience) -> uuid.UUID:
    try:
        return names.inner_id(KIND, name, audience)
    except NotFound as error:
        raise CastingNotFound() from error


async def one(casting: uuid.UUID, *, lock: Literal["", "share", "update"] = "") -> CastingRow:
    """Any of them, kept until the commit with `lock`. Raises CastingNotFound."""
    if lock:
        await fetch(f"select 1 from relations.castings where id = $1 for {lock}", casting)
    row = await fetch_row(f"{_ROWS} where c.id = $1", casting)
    if row is None:
        raise CastingNotFound()
    return _row(row)


async def to_match(today: date) -> list[CastingRow]:
    """Open ones that were not yet looked for people today."""
    rows = await fetch(
        f"{_ROWS} where c.state = 'open' and c.until >= $1 and c.matched_on is distinct from $1 order by c.id",
        today,
    )
    return [_row(row) for row in rows]


async def to_draw(today: date) -> list[uuid.UUID]:
    """Open ones whose places were not yet given today."""
    rows = await fetch(
        "select id from relations.castings where state = 'open' and drawn_on is distinct from $1 order by id",
        today,
    )
    return [row["id"] for row in rows]


def mark_of(person: uuid.UUID, casting: uuid.UUID) -> bytes:
    """What says that this person was told of the casting, to whoever has the key."""
    return hmac.digest(keyring().derive("casting"), casting.bytes + person.bytes, "sha256")


@dataclass(frozen=True)
class Call:
    """A casting as a person it reaches sees it: with which of their personas they can say yes, or have."""

    casting: CastingRow
    personas: Sequence[uuid.UUID]
    accepted: uuid.UUID | None = None
    state: str | None = None


async def calls(person: uuid.UUID) -> list[Call]:
    """The castings that reach a person now, and those that they have accepted; the nearest end first."""
    rows = await fetch(
        f"{_ROWS} where c.state = 'open' and c.reached_at is not null and c.until >= $1 order by c.until, c.id",
        market_date(await now()),
    )
    said = await _said(person)
    own = await candidates.of_person(person) if rows else []
    aside = await _aside(person, [row["id"] for row in rows])
    found = [await _call(_row(row), own, said.get(row["id"])) for row in rows if row["id"] not in aside]
    return [it for it in found if it.personas or it.accepted]


async def call(person: uuid.UUID, name: str) -> Call:
    """One that reaches this person, or that they have accepted. Raises CastingNotFound."""
    casting = _inner(name, names.for_person(person))
    return await call_of(person, await one(casting))


async def call_of(person: uuid.UUID, casting: CastingRow) -> Call:
    """The same for a casting at hand. Raises CastingNotFound where it does not reach them."""
    said = (await _said(person)).get(casting.id)
    own = await candidates.of_person(person) if casting.is_open and casting.reached_at else []
    found = await _call(casting, own, said)
    if not found.personas and found.accepted is None:
        raise CastingNotFound()
    return found


def inner_before(person: uuid.UUID, name: str) -> uuid.UUID:
    """The casting of this name before a person. Raises CastingNotFound."""
    return _inner(name, names.for_person(person))


async def _call(casting: CastingRow, own: Sequence[Candidate], said: Record | None) -> Call:
    bars = await candidates.barred(casting.brand) if own else Barred(frozenset(), frozenset())
    fitting = [it.persona for it in own if casting.fits(it, bars)]
    return Call(casting, fitting, said["persona"] if said else None, said["state"] if said else None)


async def _said(person: uuid.UUID) -> dict[uuid.UUID, Record]:
    rows = await fetch(
        "select casting, persona, state from relations.casting_acceptances where holder = $1",
        vault.tag(ROOM, person),
    )
    return {row["casting"]: row for row in rows}


async def _aside(person: uuid.UUID, castings: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    marks = {mark_of(person, it): it for it in castings}
    rows = await fetch(
        "select mark from relations.casting_marks where mark = any($1) and kind = 'aside'", list(marks)
    )
    return {marks[row["mark"]] for row in rows}


def to_json(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Criteria as they are kept."""
    return [{"claim": it.claim, "codes": list(it.codes)} for it in criteria]
