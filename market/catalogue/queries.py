"""Reads of the catalogue: only the snapshot's classes, so that nobody can ask about a value on no card.

Each statement reads the current snapshot by itself: whenever the day's switch happens, an answer is of one day.
What a process keeps of a snapshot (shelf.py) is used only while that snapshot is the current one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.terms import edition, outward
from market.base.database import Record, fetch, fetch_row
from market.catalogue import cursors
from market.catalogue.address import well_formed
from market.catalogue.cards import CardRow as CardRow  # the pages know it from here
from market.catalogue.codes import Saying
from market.catalogue.comparison import Comparison, compare, distinct
from market.catalogue.cursors import Place
from market.catalogue.errors import CardUnknown
from market.catalogue.search import Wish
from market.catalogue.shelf import SEARCHED, Held, Searched
from market.catalogue.steps import coarse_count

MAX_PAGE = 50


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
_BY_ID = (
    f"select k.snapshot, c.id, {_COLUMNS} from catalogue.current k"
    " left join catalogue.classes c on c.snapshot = k.snapshot and c.id = any($1)"
)
_BY_ADDRESS = (
    f"select {_COLUMNS} from catalogue.current k join catalogue.classes c on c.snapshot = k.snapshot"
    " where c.address = $1"
)
_BY_ADDRESSES = (
    f"select {_COLUMNS} from catalogue.current k join catalogue.classes c on c.snapshot = k.snapshot"
    " where c.address = any($1)"
)


def _card(row: Record) -> CardRow:
    return CardRow(
        address=row["address"],
        price_step=row["price_step"],
        variant=outward(edition(row["variant"])),
        period=row["period"],
        at_least=row["coarse_count"],
        sayings=tuple(Saying(*saying) for saying in json.loads(row["vector"])),
    )


async def search(wish: Wish, reader: Reader, cursor: str | None = None, limit: int = 24) -> Page:
    """The cards that fit, most shared first, then by address: an order that tells nothing.

    `limit` at most 50. Raises CursorStale.
    """
    limit = max(1, min(limit, MAX_PAGE))
    shelf = await (SEARCHED.kept() if cursor is None else SEARCHED.current())
    while True:
        after = None if cursor is None else cursors.unseal(cursor, _scope(reader, shelf, wish))
        numbers = shelf.value.index.find(wish, after, limit + 1)
        ids = [shelf.value.ids[number] for number in numbers[:limit]]
        known = shelf.value.cards
        rows = await fetch(_BY_ID, [identity for identity in ids if identity not in known])
        if rows[0]["snapshot"] == shelf.snapshot:
            break
        shelf = await SEARCHED.current()  # the day was switched since this process last looked
    fetched = {row["id"]: _card(row) for row in rows if row["id"]}
    cards = tuple(known.get(identity) or fetched[identity] for identity in ids)
    shelf.value.remember(fetched)
    if len(numbers) <= limit:
        return Page(cards, None)
    last = Place(cards[-1].at_least, cards[-1].address)
    return Page(cards, cursors.seal(last, _scope(reader, shelf, wish)))


def _scope(reader: Reader, shelf: Held[Searched], wish: Wish) -> cursors.Scope:
    return cursors.Scope(reader.route, reader.audience, shelf.day or date.min, wish.mark)


async def several(addresses: Sequence[str]) -> dict[str, CardRow]:
    """Of these addresses the cards of the day, in the order asked; the others are left out."""
    possible = [it for it in addresses if well_formed(it)]
    rows = await fetch(_BY_ADDRESSES, possible) if possible else []
    found = {row["address"]: _card(row) for row in rows}
    return {it: found[it] for it in addresses if it in found and found[it].sayable}


async def compared(addresses: Sequence[str]) -> Comparison:
    """Two to four cards side by side. Raises ComparisonTooSmall, ComparisonTooLarge, CardUnknown."""
    asked = distinct(addresses)
    found = await several(asked)
    for address in asked:
        if address not in found:
            raise CardUnknown(field="card", card=address[:80])
    return compare(list(found.values()))


async def card(address: str) -> CardRow:
    """The card of this address; raises CardUnknown."""
    row = await fetch_row(_BY_ADDRESS, address) if well_formed(address) else None
    found = row and _card(row)
    if not found or not found.sayable:
        raise CardUnknown()
    return found


@dataclass(frozen=True)
class Counted:
    """A code that cards say: "at least so many personas", in steps, from the sizes that the cards show."""

    claim: str
    code: str
    at_least: int
    chosen: bool


async def facets(wish: Wish) -> tuple[Counted, ...]:
    """Each code said by the cards that fit; a claim's own choices do not narrow its own codes.

    A sum of what the cards show anyway: it tells nothing that they do not.
    """
    shelf = await SEARCHED.current()
    totals = sorted(shelf.value.index.totals(wish).items())
    return tuple(
        Counted(claim, code, coarse_count(total), facet in wish.ticked)
        for facet, (claim, _, code), total in ((it, it.partition(":"), total) for it, total in totals)
    )
