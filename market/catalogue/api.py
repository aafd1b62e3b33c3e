"""JSON routes of the catalogue. No answer has a total, a date of listing, or a count below the crowd."""

import functools
import uuid
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from contracts.terms import UnknownVariant, edition
from market.base import clock, names
from market.base.access import HOLDER, PUBLIC, brand, needs, person_of, principal_of
from market.base.errors import NotFound
from market.base.paging import only
from market.catalogue import actions, facets, people, queries, saved
from market.catalogue.actions import brand_of
from market.catalogue.cards import CardRow
from market.catalogue.codes import root as root_of
from market.catalogue.errors import NothingSearched
from market.catalogue.measuring import measure
from market.catalogue.queries import MAX_PAGE, Reader
from market.catalogue.schemas import (
    CardOut,
    CardsOut,
    ChangeOut,
    FacetOut,
    MeterAsk,
    MeterOut,
    PersonaUnderOut,
    ReadingOut,
    Save,
    SavedOut,
    SayingOut,
    StandingOut,
    WholeCardOut,
)
from market.catalogue.schemas_comparison import ComparisonOut
from market.catalogue.search import MAX_TEXT, Wish, wish
from market.catalogue.standing import standing
from market.personas.rules import check_draft, check_offer

Ask = Request[Any, Any, Any]
Chosen = FromQuery[list[str] | None]
Words = Annotated[str, QueryParameter(max_length=MAX_TEXT)]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
Some = Annotated[int, QueryParameter(ge=1, le=people.MOST)]

LOOK = brand("look")
LOOK_OR_KEY = brand("look", scope="catalogue:read")

RENDERED = 8192  # cards whose JSON is kept; about 2 KB each


def audience_of(request: Ask) -> bytes:
    """Whose cursors they are: a brand's (its keys included), a person's, or any visitor's."""
    who = principal_of(request)
    if who.seat is not None:
        return b"brand" + who.seat.brand.bytes
    return b"person" + who.person.bytes if who.person is not None else queries.VISITOR


async def today() -> date:
    """The day in the market's zone."""
    return clock.market_date(await clock.now())


def wanted(facets: Chosen, words: str) -> Wish:
    """What is looked for. Raises FacetUnknown, NothingSearched."""
    found = wish(facets or (), words)
    if found.idle:
        raise NothingSearched(field="q")
    return found


@functools.lru_cache(maxsize=RENDERED)
def _json(card: CardRow) -> bytes:
    return CardOut.of(card).model_dump_json().encode()


@get("/v1/cards", responses={200: ResponseSpec(CardsOut)}, **needs(PUBLIC))
async def cards(
    request: Ask,
    facet: Chosen = None,
    q: Words = "",
    cursor: FromQuery[str | None] = None,
    limit: Limit = 24,
) -> Response[bytes]:
    """The day's cards that fit: `facet=region:bretagne` (several), `q` for words in French or English.

    Codes of one claim are alternatives, but a finer one narrows the coarser one that it stands under.
    """
    only(request, "facet", "q", "cursor", "limit")
    reader = Reader("cards", audience_of(request))
    page = await queries.search(wanted(facet, q), reader, cursor, limit)
    # The same cards are asked for again and again: their JSON is made once and only put together here.
    following = b"null" if page.next is None else b'"%s"' % page.next.encode()
    body = b'{"cards":[%s],"next":%s}' % (b",".join(map(_json, page.cards)), following)
    return Response(body, media_type="application/json")


@get("/v1/facets", **needs(PUBLIC))
async def codes(request: Ask, facet: Chosen = None, q: Words = "") -> list[FacetOut]:
    """The codes that the fitting cards say, with "at least" how many personas; a claim's codes do not narrow it."""
    only(request, "facet", "q")
    return facets.worded(await queries.facets(wanted(facet, q)))


@get("/v1/cards/compare", **needs(PUBLIC))
async def compare(request: Ask, card: Chosen = None) -> ComparisonOut:
    """Two to four cards side by side: `card=<address>`, as often; what differs, and what is the same."""
    only(request, "card")
    return ComparisonOut.of(await queries.compared(card or ()))


@get("/v1/cards/{address:str}", **needs(PUBLIC))
async def card(address: FromPath[str]) -> WholeCardOut:
    """One card, and what a rental of a persona under it discloses."""
    return WholeCardOut.of(await queries.card(address))


@get("/v1/terms/{variant:str}/reading", sync_to_thread=False, **needs(PUBLIC))
def reading(variant: FromPath[str]) -> ReadingOut:
    """The terms of a variant in plain words, of its current edition or of one by its version."""
    try:
        return ReadingOut.of(edition(variant))
    except UnknownVariant as error:
        raise NotFound() from error


@get("/v1/cards/{address:str}/personas", **needs(LOOK_OR_KEY))
async def personas(request: Ask, address: FromPath[str], limit: Some = 12) -> list[PersonaUnderOut]:
    """Some personas of the card, under this brand's names of the day, in its order of the day."""
    brand_id = brand_of(principal_of(request))
    found = await people.personas_under(address, brand_id, await today(), limit)
    return [PersonaUnderOut.of(it) for it in found]


@post("/v1/saved", status_code=200, **needs(LOOK))
async def save(request: Ask, data: JSONBody[Save]) -> PersonaUnderOut:
    """Keep a persona under a lasting name."""
    return PersonaUnderOut.of(
        await actions.save(principal_of(request), data.address, data.name, await today())
    )


@get("/v1/saved", **needs(LOOK))
async def kept(request: Ask) -> list[SavedOut]:
    """What the brand keeps, latest first."""
    return [SavedOut.of(it) for it in await saved.saved(brand_of(principal_of(request)))]


@delete("/v1/saved/{name:str}", status_code=204, **needs(LOOK))
async def forget(request: Ask, name: FromPath[str]) -> None:
    """Let a kept persona go."""
    await actions.remove(principal_of(request), name)


@post("/v1/meter", status_code=200, **needs(HOLDER))
async def meter(data: JSONBody[MeterAsk]) -> MeterOut:
    """How many would share the card of this draft, from the cards of the day alone. Nothing is kept."""
    draft = data.draft.draft(None)
    check_draft(draft)
    check_offer(**data.offer.model_dump())
    root = root_of(data.offer.price_step, data.offer.variant, data.offer.period)
    measured = await measure(draft, root)
    return MeterOut(
        at_least=measured.at_least,
        address=measured.address,
        said=[SayingOut.of(it) for it in measured.sayings],
        change=ChangeOut.of(measured.change),
        with_change=measured.with_change,
        other=ChangeOut.of(measured.other),
    )


@get("/v1/personas/{name:str}/card", **needs(HOLDER))
async def card_of(request: Ask, name: FromPath[str]) -> StandingOut:
    """Under which card one of the holder's personas stands today, or that it waits."""
    person = person_of(request)
    where = await standing(person, own_persona(person, name))
    return StandingOut(address=where.address, waiting=where.waiting, change=ChangeOut.of(where.change))


def own_persona(person: uuid.UUID, name: str) -> uuid.UUID:
    """The persona behind its holder's own name for it; raises NotFound."""
    return names.inner_id(people.KIND, name, names.for_person(person))


ROUTES = (cards, codes, compare, card, reading, personas, save, kept, forget, meter, card_of)
