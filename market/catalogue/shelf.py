"""The day's cards in this process's memory, read again when the snapshot changed: for search, and for the meter."""

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from market.base.database import Record, fetch, fetch_value
from market.catalogue.cards import CardRow
from market.catalogue.codes import CODES, Saying, facets, read
from market.catalogue.index import Entry, Index
from market.catalogue.meter import Cards
from market.catalogue.sought import words
from market.catalogue.vectors import Root, ShownClass, Vector

KEPT = 8192  # cards, about 1 KB each

T = TypeVar("T")

# Left joins: the first row tells the snapshot even where it has no classes, or there is none yet.
_ROWS = """
select k.snapshot, s.day, c.id, c.address, c.price_step, c.variant, c.period, c.coarse_count,
  c.vector::text as vector
from catalogue.current k
left join catalogue.snapshots s on s.id = k.snapshot
left join catalogue.classes c on c.snapshot = k.snapshot
order by c.coarse_count desc, c.address
"""


@dataclass(frozen=True)
class Held(Generic[T]):
    """What was made of one snapshot; `snapshot` and `day` (market's zone) are None before the first one."""

    snapshot: uuid.UUID | None
    day: date | None
    value: T


@dataclass(frozen=True, slots=True)
class Read:
    """A class with its content in numbers, as today's vocabulary has them."""

    id: uuid.UUID
    address: str
    at_least: int
    vector: Vector


class Shelf(Generic[T]):
    """Holds what `make` makes of the current snapshot. `make` runs in a thread and touches nothing shared."""

    def __init__(self, make: Callable[[Sequence[Read]], T]) -> None:
        self._make = make
        self._held: Held[T] | None = None

    async def kept(self) -> Held[T]:
        """What is here, of whichever snapshot: the caller compares it with the current one."""
        return self._held or await self._load()

    async def current(self) -> Held[T]:
        """What belongs to the snapshot that is current now."""
        held = self._held
        if held is None or held.snapshot != await fetch_value("select snapshot from catalogue.current"):
            held = await self._load()
        return held

    async def _load(self) -> Held[T]:
        rows = await fetch(_ROWS)
        value = await asyncio.to_thread(lambda: self._make(_read(rows)))
        self._held = Held(rows[0]["snapshot"], rows[0]["day"], value)
        return self._held


def _read(rows: Sequence[Record]) -> list[Read]:
    """What today's vocabulary can say; after a change of words the rest waits for the next snapshot."""
    found = []
    for row in rows:
        said = read(Saying(*it) for it in json.loads(row["vector"])) if row["vector"] else None
        if said is not None:
            vector = Vector(Root(row["price_step"], row["variant"], row["period"]), said)
            found.append(Read(row["id"], row["address"], row["coarse_count"], vector))
    return found


@dataclass(frozen=True)
class Searched:
    """The index, the classes' ids by its numbers, and the cards that were shown before, by id."""

    index: Index
    ids: list[uuid.UUID]
    cards: dict[uuid.UUID, CardRow] = field(default_factory=dict)

    def remember(self, fetched: Mapping[uuid.UUID, CardRow]) -> None:
        """Keep these cards; a class never changes. Beyond KEPT, the first ones go."""
        self.cards.update(fetched)
        while len(self.cards) > KEPT:
            del self.cards[next(iter(self.cards))]


def _searched(rows: Sequence[Read]) -> Searched:
    entries = [Entry(it.address, it.at_least, facets(it.vector), words(it.vector)) for it in rows]
    return Searched(Index(entries), [it.id for it in rows])


@dataclass(frozen=True)
class Metered:
    """The cards as the meter walks them, and their addresses."""

    cards: Cards
    addresses: dict[Vector, str]


def _metered(rows: Sequence[Read]) -> Metered:
    cards = Cards((ShownClass(*it.vector, it.at_least) for it in rows), len(CODES))
    return Metered(cards, {it.vector: it.address for it in rows})


SEARCHED: Shelf[Searched] = Shelf(_searched)
METERED: Shelf[Metered] = Shelf(_metered)
