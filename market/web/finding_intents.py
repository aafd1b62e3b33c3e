"""A brand finds what people look for, and keeps its searches."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base import names
from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Refusal
from market.base.i18n import Language, marked
from market.base.pages import language_of, page, see_other
from market.relations.intents import bidding, queries, saved_searches
from market.relations.intents.errors import SearchImpossible
from market.relations.intents.kinds import CATEGORIES
from market.relations.intents.queries import INTENT
from market.relations.intents.rules import EURO
from market.relations.intents.saved_searches import SAVED, SavedSearch
from market.relations.intents.searching import Search, check_search
from market.rentals.errors import BrandNotApproved
from market.web.forms import Ask, Form, in_languages, may, minor, said, seat_of, text
from market.web.intent_words import categories, questions, searched
from market.web.open_intents import PATH, tile

READ, RENT = brand("read"), brand("rent")
QUESTIONS = sorted({name for it in CATEGORIES.values() for name in it.details})
KEPT = marked("Saved. You are told on the day on which somebody begins to look for such a thing.")
REMOVED = marked("Removed.")


@get(PATH, **needs(READ))
async def open_intents(request: Ask, after: FromQuery[str] = "") -> Response[str]:
    """What matches the search in the address, the nearest end first, a page at a time; `after`: the last one of the
    page before."""
    typed = {name: request.query_params.get(name, "") for name in ("category", *QUESTIONS, "budget")}
    return await _page(request, typed, after)


async def _page(
    request: Ask, typed: Mapping[str, str], after: str = "", refusal: Refusal | None = None
) -> Response[str]:
    """What a typed search finds, or what is wrong with it; `refusal`: why it was not kept."""
    language, theirs = language_of(request), seat_of(request).brand
    search, verified = _search(typed), await _verified(theirs)
    audience = names.for_brand(theirs)
    last = queries.inner(INTENT, after, audience) if after else None
    rows = []
    try:
        check_search(search)
        rows = await queries.open_ones(market_date(await now()), search, last) if verified else []
    except SearchImpossible as impossible:
        refusal = impossible
    kept = await saved_searches.of_brand(theirs) if verified else []
    more = names.name(INTENT, rows[-1].id, audience) if len(rows) == queries.PAGE else ""
    trouble = said(refusal, language) if refusal else None
    may_keep = verified and may(principal_of(request), Right.RENT)
    return page(
        request,
        "desk/open_intents.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        intents=[tile(it, theirs, language) for it in rows],
        categories=categories(language),
        questions=questions(typed["category"], language, typed) if typed["category"] in CATEGORIES else [],
        typed=typed,
        asked=_asked(search),
        verified=verified,
        may_keep=may_keep,
        is_new=not (trouble or search.everything or any(it.search == search for it in kept)),
        saved=[_saved(it, theirs, language) for it in kept],
        trouble=trouble,
        more=f"{PATH}?{urlencode(_asked(search) | {'after': more})}" if more else "",
    )


def _search(typed: Mapping[str, str]) -> Search:
    """The search as it was typed: of a category's questions those that it answers. What is no sum is none that one may
    look for."""
    category = typed["category"]
    asked = CATEGORIES[category].details if category in CATEGORIES else ()
    details = {name: typed[name] for name in asked if typed[name]}
    return Search(category or None, details, minor(typed["budget"]) if typed["budget"] else None)


def _asked(search: Search) -> dict[str, str]:
    """A search as an address has it."""
    asked = {"category": search.category or "", **search.details}
    if search.budget is not None:
        asked["budget"] = str(search.budget // EURO)
    return {name: it for name, it in asked.items() if it}


def _saved(it: SavedSearch, theirs: uuid.UUID, language: Language) -> dict[str, Any]:
    return {
        "words": searched(it.search, language),
        "href": f"{PATH}?{urlencode(_asked(it.search))}",
        "found": it.found,
        "remove": f"/saved-searches/{names.name(SAVED, it.id, names.for_brand(theirs))}/remove",
    }


async def _verified(theirs: uuid.UUID) -> bool:
    try:
        await bidding.check_verified(theirs)
    except BrandNotApproved:
        return False
    return True


@post("/saved-searches", **needs(RENT))
async def keep(request: Ask, data: Form) -> Response[Any]:
    """Keep this search."""
    typed = {name: text(data, name) for name in ("category", *QUESTIONS, "budget")}
    search = _search(typed)
    try:
        await saved_searches.keep(principal_of(request), search)
    except Refusal as refusal:
        return await _page(request, typed, refusal=refusal)
    return see_other(f"{PATH}?{urlencode(_asked(search))}", KEPT)


@post("/saved-searches/{name:str}/remove", **needs(RENT))
async def remove(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Keep it no more."""
    await saved_searches.remove(principal_of(request), name)
    return see_other(PATH, REMOVED)


ROUTES = (open_intents, keep, remove)
