"""Where brands look: the catalogue, a card with some of its personas, and what the brand keeps."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from contracts.readings import terms_reading
from contracts.vocabulary import PURPOSES
from market.accounts import queries as accounts
from market.base import clock
from market.base.access import PUBLIC, Principal, Right, brand, needs, principal_of
from market.base.errors import Refusal
from market.base.filters import money
from market.base.i18n import Language, marked
from market.base.pages import language_of, page, see_other
from market.catalogue import actions, facets, people, queries, saved
from market.catalogue.api import audience_of
from market.catalogue.errors import CursorStale, FacetUnknown
from market.catalogue.queries import CardRow, Page, Reader
from market.catalogue.schemas import FacetOut
from market.catalogue.search import MAX_TEXT, Wish, wish
from market.web import cards
from market.web.forms import Ask, Form, in_languages, may, said, seat_of, text

LOOK = brand("look")
ROUTE = "catalogue"
PER_PAGE = 12
UNFOLDED = 6  # facets that are open from the start
UNDER_A_CARD = 6

KEPT = marked("Kept: you find it under “Saved”.")
LET_GO = marked("No longer kept.")


@get("/catalogue", **needs(PUBLIC))
async def catalogue(
    request: Ask,
    facet: FromQuery[list[str] | None] = None,
    q: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    """The day's cards that fit the ticked codes and the words."""
    q = q[:MAX_TEXT]
    wanted, trouble = _wish(facet or [], q, language_of(request))
    found, late = await _found(request, wanted, cursor)
    chosen = [f"{claim}:{code}" for claim, codes in wanted.codes for code in codes]
    offered = facets.worded(await queries.facets(wanted))
    language = language_of(request)
    return page(
        request,
        "shop/catalogue.html",
        cards=[cards.tile(card, language) for card in found.cards],
        facets=_facets(offered, language),
        unfolded=UNFOLDED,
        chosen=len(chosen),
        q=q,
        trouble=trouble or late,
        first=_address(chosen, q) if cursor else "",
        following=_address(chosen, q, found.next) if found.next else "",
    )


def _wish(chosen: Sequence[str], q: str, language: Language) -> tuple[Wish, str]:
    """What is looked for; an unknown code is said and left out, the rest of the search stands."""
    try:
        return wish(chosen, q), ""
    except FacetUnknown as refusal:
        return wish((), q), said(refusal, language).words


async def _found(request: Ask, wanted: Wish, cursor: str | None) -> tuple[Page, str]:
    """A page of cards; a cursor of yesterday, or of somebody else, leads to the first page and says so."""
    reader = Reader(ROUTE, audience_of(request))
    try:
        return await queries.search(wanted, reader, cursor, PER_PAGE), ""
    except CursorStale as refusal:
        words = said(refusal, language_of(request)).words
        return await queries.search(wanted, reader, None, PER_PAGE), words


def _address(chosen: Sequence[str], q: str, cursor: str | None = None) -> str:
    asked = [("facet", it) for it in chosen] + [("q", q)] * bool(q) + [("cursor", cursor)] * bool(cursor)
    return "/catalogue" + ("?" + urlencode(asked) if asked else "")


def _facets(offered: Sequence[FacetOut], language: Language) -> list[dict[str, Any]]:
    """For `components/card.html`; a claim with a choice comes first, so that it can be undone at sight."""
    found = [
        {
            "label": getattr(facet.name, language),
            "chosen": any(code.chosen for code in facet.codes),
            "options": [
                {
                    "value": code.facet,
                    "words": _price(code.facet, language) or getattr(code.value, language),
                    "count": f"{code.at_least}+" if code.at_least else "",
                    "checked": code.chosen,
                }
                for code in facet.codes
            ],
        }
        for facet in offered
    ]
    return sorted(found, key=lambda it: not it["chosen"])


def _price(facet: str, language: Language) -> str:
    """A price as the cards write it; nothing for other facets."""
    claim, _, code = facet.partition(":")
    return money(int(code), language) if claim == "price" else ""


@get("/moi/{address:str}", **needs(PUBLIC))
async def card(request: Ask, address: FromPath[str]) -> Response[str]:
    """One card: what it says, what a rental shows and on which terms; for a brand, some personas under it."""
    return await card_page(request, await queries.card(address))


async def card_page(request: Ask, found: CardRow, refusal: Refusal | None = None) -> Response[str]:
    """The card, with what was refused said above it."""
    who, language = principal_of(request), language_of(request)
    trouble = said(refusal, language) if refusal else None
    terms = found.terms
    return page(
        request,
        "shop/card.html",
        trouble.status if trouble else 200,
        addresses=in_languages(cards.path(found)),
        trouble=trouble,
        card=cards.tile(found, language),
        address=found.address,
        portrait=found.portrait(language),
        said=cards.says(found.finest, language),
        shows=cards.shows(found, language),
        answered=terms.disclosure.answered,
        terms=terms,
        terms_name=terms.name.in_(language),
        purposes=[PURPOSES[it].text.in_(language) for it in terms.purposes.admitted],
        reading=terms_reading(terms, language),
        people=await _people(who, found.address),
        **await _reader(who),
        sign_in=f"/sign-in?next={quote(cards.path(found))}",
    )


async def _reader(who: Principal) -> dict[str, Any]:
    """Who looks: "visitor", "brand" (approved), "waiting" (not, in `brand_state`), "other" (without a brand)."""
    kind, state = ("other" if who.known else "visitor"), ""
    if who.seat is not None:
        state = (await accounts.brand(who.seat.brand)).state
        kind = "brand" if state == "approved" else "waiting"
    return {"reader": kind, "brand_state": state, "may_rent": may(who, Right.RENT)}


async def _people(who: Principal, address: str) -> list[dict[str, Any]]:
    if who.seat is None:
        return []
    found = await people.personas_under(address, who.seat.brand, await today(), UNDER_A_CARD)
    return [person_tile(it) for it in found]


def person_tile(it: people.Shown) -> dict[str, Any]:
    """A persona before a brand: its name there, its handle and its face."""
    return {"name": it.name, "handle": it.handle, "face": cards.face(it.mask_seed), "saved": it.saved}


async def today() -> date:
    """The day in the market's zone."""
    return clock.market_date(await clock.now())


@post("/moi/{address:str}/save", **needs(LOOK))
async def save(request: Ask, address: FromPath[str], data: Form) -> Response[Any]:
    """Keep a persona of this card under a lasting name."""
    found = await queries.card(address)
    try:
        await actions.save(principal_of(request), address, text(data, "persona"), await today())
    except Refusal as refusal:
        return await card_page(request, found, refusal)
    return see_other(cards.path(found), KEPT)


@get("/saved", **needs(LOOK))
async def kept(request: Ask) -> Response[str]:
    """What the brand keeps, latest first."""
    language, who = language_of(request), principal_of(request)
    rows = await saved.saved(seat_of(request).brand)
    standing = {it: await _standing(it, language) for it in {row.address for row in rows}}
    return page(
        request,
        "shop/saved.html",
        rows=[
            person_tile(row.persona)
            | {
                "address": row.address,
                "available": row.available,
                "saved_on": row.saved_on,
                "card": standing[row.address],
            }
            for row in rows
        ],
        **await _reader(who),
    )


async def _standing(address: str, language: Language) -> dict[str, Any] | None:
    """The card's tile, while it is one of the day's."""
    try:
        return cards.tile(await queries.card(address), language)
    except Refusal:
        return None


@post("/saved/forget", **needs(LOOK))
async def forget(request: Ask, data: Form) -> Response[None]:
    """Let a kept persona go."""
    await actions.remove(principal_of(request), text(data, "persona"))
    return see_other("/saved", LET_GO)


ROUTES = (catalogue, card, save, kept, forget)
