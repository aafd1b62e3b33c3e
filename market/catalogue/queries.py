"""Reads of the catalogue: only the snapshot's classes, so that nobody can ask about a value on no card.

Each statement reads the current snapshot by itself: whenever the day's switch happens, an answer is of one day.
"""

import json
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.price import Money, price
from contracts.terms import ROSTER, Terms
from contracts.vocabulary import Language, portrait
from market.base.database import Record, fetch, fetch_row
from market.catalogue import cursors
from market.catalogue.address import well_formed
from market.catalogue.codes import LADDER, Saying, read, spelled
from market.catalogue.cursors import Place
from market.catalogue.errors import CardUnknown, CursorStale
from market.catalogue.search import Wish
from market.catalogue.steps import coarse_count
from market.catalogue.vectors import finest

MAX_PAGE = 50
CACHED_SEARCHES = 256


@dataclass(frozen=True)
class CardRow:
    """A card. `price_step` in minor units a month; `at_least`: how many people share it, in steps."""

    address: str
    price_step: int
    variant: str
    period: str
    at_least: int
    sayings: tuple[Saying, ...]

    @property
    def finest(self) -> tuple[Saying, ...]:
        """What it says, without the coarser steps that a finer one repeats."""
        said = read(self.sayings)
        return () if said is None else spelled(finest(said, LADDER))

    @property
    def price(self) -> Money:
        """What a brand pays for the period."""
        return price(self.price_step, self.period)

    @property
    def terms(self) -> Terms:
        """What a rental discloses and allows."""
        return ROSTER[self.variant]

    def portrait(self, language: Language) -> str:
        """The card in a few sentences."""
        return portrait({it.claim: it.code for it in self.finest}, language)


@dataclass(frozen=True)
class Page:
    """Some cards; `next` continues the same search, for the same reader, on the same day."""

    cards: tuple[CardRow, ...]
    next: str | None


@dataclass(frozen=True)
class Reader:
    """For whom a page is: the route (a cursor serves no other) and who asks."""

    route: str
    audience: bytes


VISITOR = b"visitor"

_COLUMNS = "c.address, c.price_step, c.variant, c.period, c.coarse_count, c.vector::text as vector"
_CLASSES = "catalogue.current k join catalogue.classes c on c.snapshot = k.snapshot"
_DAY = "(select s.day from catalogue.snapshots s where s.id = k.snapshot) as day"


def _card(row: Record) -> CardRow:
    return CardRow(
        address=row["address"],
        price_step=row["price_step"],
        variant=row["variant"],
        period=row["period"],
        at_least=row["coarse_count"],
        sayings=tuple(Saying(*saying) for saying in json.loads(row["vector"])),
    )


async def search(wish: Wish, reader: Reader, cursor: str | None = None, limit: int = 24) -> Page:
    """The cards that fit, most shared first, then by address: an order that tells nothing.

    Raises CursorStale.
    """
    arguments: list[Any] = []
    where = wish.condition(arguments)
    if cursor is not None:
        where += _after(await _place(cursor, wish, reader), arguments)
    if wish.impossible:
        return Page((), None)
    limit = max(1, min(limit, MAX_PAGE))
    rows = await fetch(
        f"select {_COLUMNS}, {_DAY} from {_CLASSES} where {where}"
        f" order by c.coarse_count desc, c.address limit {limit + 1}",
        *arguments,
    )
    cards = tuple(_card(row) for row in rows[:limit])
    if len(rows) <= limit:
        return Page(cards, None)
    last = Place(cards[-1].at_least, cards[-1].address)
    return Page(cards, cursors.seal(last, _scope(reader, rows[0]["day"], wish)))


def _scope(reader: Reader, day: date, wish: Wish) -> cursors.Scope:
    return cursors.Scope(reader.route, reader.audience, day, wish.mark)


async def _place(cursor: str, wish: Wish, reader: Reader) -> Place:
    day = await day_of_snapshot()
    if day is None:
        raise CursorStale(field="cursor")
    return cursors.unseal(cursor, _scope(reader, day, wish))


def _after(place: Place, arguments: list[Any]) -> str:
    arguments += [place.at_least, place.address]
    count, address = f"${len(arguments) - 1}::int", f"${len(arguments)}::text"
    return f" and c.coarse_count <= {count} and (c.coarse_count < {count} or c.address > {address})"


async def day_of_snapshot() -> date | None:
    """The day (market's zone) that the catalogue shows; None before the first snapshot."""
    row = await fetch_row(
        "select s.day from catalogue.current k join catalogue.snapshots s on s.id = k.snapshot"
    )
    return row["day"] if row else None


async def card(address: str) -> CardRow:
    """The card of this address; raises CardUnknown."""
    row = (
        await fetch_row(f"select {_COLUMNS} from {_CLASSES} where c.address = $1", address)
        if well_formed(address)
        else None
    )
    if row is None:
        raise CardUnknown()
    return _card(row)


@dataclass(frozen=True)
class Counted:
    """A code that cards say: "at least so many personas", in steps, from the sizes that the cards show."""

    claim: str
    code: str
    at_least: int
    chosen: bool


_counted: OrderedDict[tuple[uuid.UUID, Wish], tuple[Counted, ...]] = OrderedDict()


async def facets(wish: Wish) -> tuple[Counted, ...]:
    """Each code said by the cards that fit; a claim's own choices do not narrow its own codes.

    A sum of what the cards show anyway: it tells nothing that they do not.
    """
    current = await fetch_row("select snapshot from catalogue.current where snapshot is not null")
    if current is None or wish.impossible:
        return ()
    key = (current["snapshot"], wish)
    if key not in _counted:
        _counted[key] = await _count(wish)
        if len(_counted) > CACHED_SEARCHES:
            _counted.popitem(last=False)
    return _counted[key]


async def _count(wish: Wish) -> tuple[Counted, ...]:
    chosen = dict(wish.codes)
    found = [it for it in await _sums(wish) if it[0] not in chosen]
    for claim in chosen:
        found += [it for it in await _sums(wish.without(claim)) if it[0] == claim]
    return tuple(
        Counted(claim, code, coarse_count(total), code in chosen.get(claim, ()))
        for claim, code, total in sorted(found)
    )


async def _sums(wish: Wish) -> Sequence[tuple[str, str, int]]:
    arguments: list[Any] = []
    where = wish.condition(arguments)
    rows = await fetch(
        "select split_part(f.facet, ':', 1) as claim, split_part(f.facet, ':', 2) as code,"
        f" sum(c.coarse_count) as total from {_CLASSES} cross join unnest(c.facets) f (facet)"
        f" where {where} group by f.facet",
        *arguments,
    )
    return [(row["claim"], row["code"], int(row["total"])) for row in rows]
