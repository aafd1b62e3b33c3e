"""Reads of intents and bids. A brand reads its own bid alone, a person reads all once they are opened."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from contracts.terms import Terms, edition, outward
from market.base import names, vault
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.relations.benefits import Benefit
from market.relations.intents.errors import IntentNotFound
from market.relations.intents.rules import CHOOSE_WITHIN, REMIND_BEFORE, Bid, Phase, chooses_until, phase
from market.relations.intents.searching import MATCHES, Search, check_search
from market.relations.queries import ROOM

INTENT, BID = "intent", "bid"
PAGE = 50
_ROWS = "select i.*, base.now() as now from relations.intents i"
_BIDS = "select b.* from relations.bids b"


@dataclass(frozen=True)
class IntentRow:
    """An intent as its table has it; times UTC, budgets in minor units. `versions` by edition."""

    id: uuid.UUID
    holder: bytes
    persona: uuid.UUID
    state: Literal["open", "closed"]
    category: str
    details: Mapping[str, str]
    text: str
    budget_from: int
    budget_to: int
    versions: Mapping[str, uuid.UUID]
    opened_at: datetime
    opens_on: date
    until: date
    told_at: datetime | None
    reminded_at: datetime | None
    chosen: uuid.UUID | None
    decided_as: Literal["accepted", "closed"] | None
    decided_at: datetime | None
    due_at: datetime | None
    route: str | None
    closed_at: datetime | None
    closed_because: Literal["agreed", "nobody", "holder"] | None
    fulfilled: str | None
    rating: int | None
    rated_at: datetime | None
    now: datetime

    @property
    def today(self) -> date:
        """The market's day."""
        return market_date(self.now)

    @property
    def phase(self) -> Phase:
        """How far it has come before its person."""
        return phase(self.state, self.opens_on, self.until, self.today, decided=self.decided_as is not None)

    @property
    def takes_bids(self) -> bool:
        """Whether brands see it and bid: until they are told otherwise, whatever its person has decided."""
        return self.state == "open" and self.opens_on <= self.today <= self.until

    @property
    def may_choose(self) -> bool:
        """Whether a bid can be taken now."""
        return self.phase == "choosing" and self.today <= chooses_until(self.until)

    @property
    def terms(self) -> tuple[Terms, ...]:
        """What a bid may ask for, the least first."""
        found = [edition(name) for name in self.versions]
        return tuple(sorted(found, key=lambda it: len(it.disclosure.claims)))

    def edition_of(self, name: str) -> str:
        """An edition by its name or its variant's, as bids name it; unknown ones stay as they are."""
        return {outward(edition(it)): it for it in self.versions}.get(name, name)


@dataclass(frozen=True)
class BidRow:
    """A bid as its table has it; times UTC."""

    id: uuid.UUID
    intent: uuid.UUID
    brand: uuid.UUID
    state: Literal["sealed", "withdrawn", "won", "over"]
    bid: Bid
    place: uuid.UUID
    changed_at: datetime
    rental: uuid.UUID | None


def _intent(row: Record) -> IntentRow:
    data: dict[str, Any] = dict(row)
    data["details"] = json.loads(data["details"])
    data["versions"] = {name: uuid.UUID(it) for name, it in json.loads(data["versions"]).items()}
    return IntentRow(**data)


def _bid(row: Record) -> BidRow:
    bid = Bid(
        *(row["terms"], tuple(json.loads(row["purposes"])), row["period"], row["price_step"]),
        kind=row["kind"],
        benefit=Benefit.from_json(json.loads(row["benefit"])) if row["benefit"] else None,
        words=row["words"],
    )
    kept = ("id", "intent", "brand", "state", "place", "changed_at", "rental")
    return BidRow(**{name: row[name] for name in kept}, bid=bid)


def inner(kind: str, name: str, audience: names.Audience) -> uuid.UUID:
    """What bears this name before somebody. Raises IntentNotFound."""
    try:
        return names.inner_id(kind, name, audience)
    except NotFound as error:
        raise IntentNotFound() from error


async def one(intent: uuid.UUID, *, lock: Literal["", "share", "update"] = "") -> IntentRow:
    """Any of them, kept until the commit with `lock`. Raises IntentNotFound."""
    if lock:
        await fetch(f"select 1 from relations.intents where id = $1 for {lock}", intent)
    row = await fetch_row(f"{_ROWS} where i.id = $1", intent)
    if row is None:
        raise IntentNotFound()
    return _intent(row)


async def of_person(person: uuid.UUID, limit: int = 50) -> list[IntentRow]:
    """A person's own, the latest first."""
    rows = await fetch(
        f"{_ROWS} where i.holder = $1 order by i.id desc limit $2", vault.tag(ROOM, person), limit
    )
    return [_intent(row) for row in rows]


async def one_of_person(person: uuid.UUID, name: str, *, lock: Literal["", "update"] = "") -> IntentRow:
    """One of them. Raises IntentNotFound."""
    row = await one(inner(INTENT, name, names.for_person(person)), lock=lock)
    if row.holder != vault.tag(ROOM, person):
        raise IntentNotFound()
    return row


async def open_ones(today: date, search: Search, after: uuid.UUID | None) -> list[IntentRow]:
    """What brands can bid on, a page at a time: the nearest end first, and within a day in an order that is nobody's.
    Raises SearchImpossible.
    """
    check_search(search)
    rows = await fetch(
        f"{_ROWS}, (select $2::text as category, $3::jsonb as details, $4::bigint as budget) s"
        f" where i.state = 'open' and i.opens_on <= $1 and i.until >= $1 and {MATCHES}"
        " and ($5::uuid is null or (i.until, md5(i.id::text)) >"
        "  (select a.until, md5(a.id::text) from relations.intents a where a.id = $5))"
        " order by i.until, md5(i.id::text) limit $6",
        *(today, search.category, json.dumps(dict(search.details)), search.budget, after, PAGE),
    )
    return [_intent(row) for row in rows]


async def bids_of_intent(intent: uuid.UUID) -> list[BidRow]:
    """What was bid and not withdrawn. Whoever calls this has seen that bids are open."""
    rows = await fetch(f"{_BIDS} where b.intent = $1 and b.state <> 'withdrawn' order by b.id", intent)
    return [_bid(row) for row in rows]


async def bid_of(intent: uuid.UUID, brand: uuid.UUID, *, lock: Literal["", "update"] = "") -> BidRow | None:
    """A brand's own bid on an intent, kept until the commit with `lock`."""
    if lock:
        await fetch("select 1 from relations.bids where intent = $1 and brand = $2 for update", intent, brand)
    row = await fetch_row(f"{_BIDS} where b.intent = $1 and b.brand = $2", intent, brand)
    return _bid(row) if row else None


async def bids_of_brand(brand: uuid.UUID, limit: int = 200) -> list[tuple[BidRow, IntentRow]]:
    """A brand's own bids, the latest first, and what each was for."""
    bids = [
        _bid(row)
        for row in await fetch(f"{_BIDS} where b.brand = $1 order by b.id desc limit $2", brand, limit)
    ]
    rows = await fetch(f"{_ROWS} where i.id = any($1)", [it.intent for it in bids])
    intents = {row["id"]: _intent(row) for row in rows}
    return [(it, intents[it.intent]) for it in bids]


async def due(today: date) -> Sequence[uuid.UUID]:
    """Open intents that something is to be done with: their bids are to be opened, what was decided is due, or their
    time to choose is over or nearly. In an order that is nobody's."""
    rows = await fetch(
        "select id from relations.intents where state = 'open' and (due_at <= base.now()"
        " or decided_as is null and until < $1"
        " and (told_at is null or until < $2 or until <= $3 and reminded_at is null))"
        " order by md5(id::text) limit 500",
        *(today, today - CHOOSE_WITHIN, today - CHOOSE_WITHIN + REMIND_BEFORE),
    )
    return [row["id"] for row in rows]


async def agreement_of(rental: uuid.UUID) -> uuid.UUID:
    """The agreement that a bid has become."""
    found: uuid.UUID = await fetch_value("select agreement from rentals.rentals where id = $1", rental)
    return found
