"""Where brands look closer: a card with some of its personas, and what the brand keeps."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from contracts.readings import terms_reading
from contracts.vocabulary import PURPOSES
from market.accounts import queries as accounts
from market.base import clock, names
from market.base.access import PUBLIC, Principal, Right, brand, needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import Language, marked
from market.base.pages import language_of, page, see_other
from market.catalogue import actions, people, queries, saved
from market.catalogue.queries import CardRow
from market.web import cards
from market.web.forms import Ask, Form, in_languages, may, said, seat_of, text

LOOK = brand("look")
UNDER_A_CARD = 6

KEPT = marked("Kept: you find it under “Saved”.")
LET_GO = marked("No longer kept.")


@get("/moi/{address:str}", **needs(PUBLIC))
async def card(request: Ask, address: FromPath[str], kept: FromQuery[str] = "") -> Response[str]:
    """One card: what it says, what a rental shows and on which terms; for a brand, some personas under it.

    `kept` is the name of the day of a persona that was just saved: its new name stands beside the old one.
    """
    return await card_page(request, await queries.card(address), was=kept)


async def card_page(
    request: Ask, found: CardRow, refusal: Refusal | None = None, was: str = ""
) -> Response[str]:
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
        people=await _people(who, found.address, was),
        **await reader_of(who),
        sign_in=f"/sign-in?next={quote(cards.path(found))}",
    )


async def reader_of(who: Principal) -> dict[str, Any]:
    """Who looks: "visitor", "brand" (approved), "waiting" (not, in `brand_state`), "other" (without a brand)."""
    kind, state = ("other" if who.known else "visitor"), ""
    if who.seat is not None:
        state = (await accounts.brand(who.seat.brand)).state
        kind = "brand" if state == "approved" else "waiting"
    return {"reader": kind, "brand_state": state, "may_rent": may(who, Right.RENT)}


async def _people(who: Principal, address: str, was: str) -> list[dict[str, Any]]:
    if who.seat is None:
        return []
    found = await people.personas_under(address, who.seat.brand, await today(), UNDER_A_CARD)
    lasting = people.lasting_name(was, who.seat.brand, await today()) if was else ""
    return [person_tile(it) | {"was": names.handle(was) if it.name == lasting else ""} for it in found]


def person_tile(it: people.Shown) -> dict[str, Any]:
    """A persona before a brand: its name there, its handle and its face."""
    return {"name": it.name, "handle": it.handle, "face": cards.face(it.mask_seed), "saved": it.saved}


async def today() -> date:
    """The day in the market's zone."""
    return clock.market_date(await clock.now())


@post("/moi/{address:str}/save", **needs(LOOK))
async def save(request: Ask, address: FromPath[str], data: Form) -> Response[Any]:
    """Keep a persona of this card under a lasting name."""
    found, name = await queries.card(address), text(data, "persona")
    try:
        await actions.save(principal_of(request), address, name, await today())
    except Refusal as refusal:
        return await card_page(request, found, refusal)
    return see_other(f"{cards.path(found)}?{urlencode({'kept': name})}#people", KEPT)


@get("/saved", **needs(LOOK))
async def kept(request: Ask) -> Response[str]:
    """What the brand keeps, latest first."""
    language, who = language_of(request), principal_of(request)
    rows = await saved.saved(seat_of(request).brand)
    standing = {it: await _standing(it, language) for it in {row.address for row in rows} if it}
    return page(
        request,
        "shop/saved.html",
        rows=[
            person_tile(row.persona)
            | {
                "address": row.address,
                "available": row.available,
                "saved_on": row.saved_on,
                "card": standing.get(row.address or ""),
            }
            for row in rows
        ],
        **await reader_of(who),
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


ROUTES = (card, save, kept, forget)
