"""Searches that a brand keeps: it is told, once a day at most, when people begin to look for what matches one of them.

Everything here is by the market's day, as what brands read is: nobody's minute is told.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

from market.accounts import queries as accounts
from market.accounts.post import tell_brand
from market.base import audit, names
from market.base.access import NotYours, Principal
from market.base.clock import market_date, now
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.base.settings import settings
from market.base.sweeps import Sweep, each
from market.relations.intents.bidding import check_verified
from market.relations.intents.errors import SavedSearchNotFound, TooManySearches
from market.relations.intents.letters import SEARCH_FOUND
from market.relations.intents.searching import MATCHES, SAVED_MOST, Search, check_search

SAVED: Final = "saved_search"
SECONDS: Final = 600
_OPEN: Final = "i.state = 'open' and i.opens_on <= $1 and i.until >= $1"
_IN_TURN = "select pg_advisory_xact_lock(hashtextextended('saved searches ' || $1::text, 0))"
"""One new search of a brand after the other, or two at once would pass what it may keep."""


@dataclass(frozen=True)
class SavedSearch:
    """A search that a brand keeps. `found`: how much is open now that matches it."""

    id: uuid.UUID
    search: Search
    found: int


async def of_brand(brand: uuid.UUID) -> list[SavedSearch]:
    """A brand's own, the latest first."""
    rows = await fetch(
        "select s.id, s.category, s.details, s.budget, (select count(*) from relations.intents i"
        f" where {_OPEN} and {MATCHES}) as found from relations.saved_searches s where s.brand = $2 order by s.id desc",
        *(market_date(await now()), brand),
    )
    return [_saved(dict(row)) for row in rows]


def _saved(row: dict[str, Any]) -> SavedSearch:
    search = Search(row["category"], json.loads(row["details"]), row["budget"])
    return SavedSearch(row["id"], search, row["found"])


async def keep(who: Principal, search: Search) -> SavedSearch:
    """Keep a search. The same again is the one that stands.

    Raises NotYours, BrandNotApproved, SearchImpossible, TooManySearches.
    """
    brand = _brand(who)
    await check_verified(brand)
    said = check_search(search)
    wanted = (brand, said.category, json.dumps(dict(said.details)), said.budget)
    async with transaction():
        await fetch(_IN_TURN, str(brand))
        stands = await fetch_row(
            "select id from relations.saved_searches where brand = $1 and category is not distinct from $2::varchar"
            " and details = $3::jsonb and budget is not distinct from $4::bigint",
            *wanted,
        )
        made = stands["id"] if stands else new_id()
        if stands is None:
            kept = await fetch_value("select count(*) from relations.saved_searches where brand = $1", brand)
            if kept >= SAVED_MOST:
                raise TooManySearches(most=SAVED_MOST)
            await fetch(
                "insert into relations.saved_searches (id, brand, category, details, budget, made_at, told_on)"
                " values ($5, $1, $2, $3, $4, base.now(), $6)",
                *(*wanted, made, market_date(await now())),
            )
            await audit.record(who.actor, "saved_search.kept", SAVED, made)
        return next(it for it in await of_brand(brand) if it.id == made)


async def remove(who: Principal, name: str) -> None:
    """Keep it no more. Raises NotYours, SavedSearchNotFound."""
    brand = _brand(who)
    try:
        search = names.inner_id(SAVED, name, names.for_brand(brand))
    except NotFound as error:
        raise SavedSearchNotFound() from error
    async with transaction():
        gone = await fetch(
            "delete from relations.saved_searches where id = $1 and brand = $2 returning id", search, brand
        )
        if not gone:
            raise SavedSearchNotFound()
        await audit.record(who.actor, "saved_search.removed", SAVED, search)


def _brand(who: Principal) -> uuid.UUID:
    if who.seat is None:
        raise NotYours()
    return who.seat.brand


async def tell_all() -> int:
    """The day's news to every brand that keeps searches; how many brands it looked at."""
    today = market_date(await now())
    rows = await fetch(
        "select brand from relations.saved_searches where told_on < $1 group by brand order by md5(brand::text)"
        " limit 500",
        today,
    )
    await each("relations.saved_searches", _tell, [row["brand"] for row in rows])
    return len(rows)


async def _tell(brand: uuid.UUID) -> None:
    """One brand's: whether something that matches was opened since it was told last. Who comes second finds it done."""
    today = market_date(await now())
    async with transaction():
        kept = await fetch(
            "select id from relations.saved_searches where brand = $1 and told_on < $2 order by id for update",
            *(brand, today),
        )
        found = await fetch_value(
            "select exists (select from relations.saved_searches s join relations.intents i"
            f" on i.opens_on > s.told_on and {_OPEN} and {MATCHES} where s.id = any($2))",
            *(today, [row["id"] for row in kept]),
        )
        await fetch(
            "update relations.saved_searches set told_on = $2 where id = any($1)",
            *([row["id"] for row in kept], today),
        )
        if found and (await accounts.brand(brand)).state == "approved":
            await tell_brand(brand, SEARCH_FOUND, link=f"{settings().url}/open-intents")


SWEEPS = (Sweep("relations.saved_searches", SECONDS, tell_all),)
