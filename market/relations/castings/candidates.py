"""Who could take a place: listed under a card and free, opened in memory to see whom a casting fits, and forgotten."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from market.accounts.queries import member_tags
from market.base import vault
from market.base.database import Record, current_connection, fetch
from market.catalogue.listing import CHUNK, voters
from market.personas.queries import ROOM, sealed_place
from market.personas.rules import Draft, Stance
from market.personas.slots import PLACES

log = structlog.get_logger()

# A persona is rented as it stands under a card of the day, while it has a place.
_FREE = f"""
select p.id, p.holder, p.version, p.variant || '-' || p.terms_version as edition, v.sealed
  from catalogue.current k join catalogue.cards d on d.snapshot = k.snapshot
  join personas.personas p on p.id = d.persona and p.version = d.version and p.state = 'listed'
  join personas.persona_versions v on v.id = p.version
  where p.capacity > (
    select {PLACES} from personas.slots s where s.persona = p.id and s.released_at is null
      and coalesce(s.ends_at, s.held_until) > base.now())
"""
# Those whose holders want nothing of the brand now, and those that it rents.
_BARRED = """
select persona from relations.choices where brand = $1 and kind in ('pause', 'closed')
union select persona from personas.slots where brand = $1 and released_at is null
  and coalesce(ends_at, held_until) > base.now()
"""


@dataclass(frozen=True)
class Candidate:
    """A persona, its person, the edition of its terms, and what its holder says of themselves: claim, own code."""

    persona: uuid.UUID
    person: uuid.UUID
    tag: bytes
    edition: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Barred:
    """Whom a brand cannot reach: personas, and holders by their tag among the personas."""

    personas: frozenset[uuid.UUID]
    holders: frozenset[bytes]

    def bars(self, it: Candidate) -> bool:
        """Whether this is one of them."""
        return it.persona in self.personas or it.tag in self.holders


async def barred(brand: uuid.UUID) -> Barred:
    """Those who paused or closed the brand, whom it rents already, and its own members."""
    rows = await fetch(_BARRED, brand)
    return Barred(frozenset(row["persona"] for row in rows), await member_tags(brand, ROOM))


async def everybody() -> AsyncIterator[tuple[list[Candidate], set[uuid.UUID]]]:
    """All candidates in chunks, inside the open transaction, and of their people those who count in a crowd."""
    cursor = await current_connection().cursor(_FREE)
    while rows := await cursor.fetch(CHUNK):
        found = await _opened(rows)
        yield found, await voters({it.person for it in found})


async def of_person(person: uuid.UUID) -> list[Candidate]:
    """One person's own."""
    return await _opened(await fetch(f"{_FREE} and p.holder = $1 order by p.id", vault.tag(ROOM, person)))


async def _opened(rows: Sequence[Record]) -> list[Candidate]:
    people = {row["id"]: vault.person_of(ROOM, row["holder"]) for row in rows}
    keys = await vault.data_keys(set(people.values()))
    readable = [(row, keys[people[row["id"]]]) for row in rows if people[row["id"]] in keys]
    values = await asyncio.to_thread(_read, readable)
    return [
        Candidate(row["id"], people[row["id"]], row["holder"], row["edition"], values[row["id"]])
        for row, _ in readable
        if row["id"] in values
    ]


def _read(rows: Sequence[tuple[Record, vault.DataKey]]) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """What each says of itself; a broken seal leaves one out."""
    found: dict[uuid.UUID, Mapping[str, str]] = {}
    for row, key in rows:
        try:
            draft = Draft.from_json(key.unseal(sealed_place(row["version"]), row["sealed"]))
        except vault.SealBroken:
            log.error("castings.seal_broken")
            continue
        found[row["id"]] = {
            claim: trait.value
            for claim, trait in draft.traits.items()
            if trait.stance is Stance.ME and trait.value is not None
        }
    return found
