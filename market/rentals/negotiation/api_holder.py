"""JSON routes of requests: the holder's side, who is asked."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from market.base.access import HOLDER, needs, person_of, principal_of
from market.rentals.negotiation import answer, queries
from market.rentals.negotiation.api import request_id
from market.rentals.negotiation.schemas import AskedOut, CounterOfferRequest, RefusalRequest
from market.rentals.negotiation.shown import for_holder

Ask = Request[Any, Any, Any]
PATH = "/v1/asked"


async def _shown(request: Ask, agreement: str) -> AskedOut:
    person = person_of(request)
    return await for_holder(person, await queries.of_holder(person, request_id(agreement)))


@get(PATH, **needs(HOLDER))
async def listing(request: Ask) -> list[AskedOut]:
    """What brands have asked, what waits for an answer first; the latest fifty."""
    person = person_of(request)
    return [await for_holder(person, row) for row in await queries.all_of_holder(person)]


@get(PATH + "/{agreement:str}", **needs(HOLDER))
async def one(request: Ask, agreement: FromPath[str]) -> AskedOut:
    """One request: who asks, what for, and until when to answer."""
    return await _shown(request, agreement)


@post(PATH + "/{agreement:str}/acceptance", status_code=200, **needs(HOLDER))
async def accept(request: Ask, agreement: FromPath[str]) -> AskedOut:
    """Accept: at `agrees_at` the brand is told, and the rental begins as soon as the money is taken."""
    await answer.accept(principal_of(request), request_id(agreement))
    return await _shown(request, agreement)


@post(PATH + "/{agreement:str}/refusal", status_code=200, **needs(HOLDER))
async def refuse(request: Ask, agreement: FromPath[str], data: JSONBody[RefusalRequest]) -> AskedOut:
    """Refuse; no reason is told unless one is chosen. The brand hears of it as the UTC day turns."""
    await answer.refuse(principal_of(request), request_id(agreement), data.reason)
    return await _shown(request, agreement)


@post(PATH + "/{agreement:str}/offer", status_code=200, **needs(HOLDER))
async def offer(request: Ask, agreement: FromPath[str], data: JSONBody[CounterOfferRequest]) -> AskedOut:
    """Offer something else, once: the brand takes it or does not, within the same deadline."""
    await answer.offer(
        *(principal_of(request), request_id(agreement)), data.variant, data.period, data.price_step
    )
    return await _shown(request, agreement)


@post(PATH + "/{agreement:str}/withdrawal", status_code=200, **needs(HOLDER))
async def withdraw(request: Ask, agreement: FromPath[str]) -> AskedOut:
    """Take the acceptance back before the brand is told of it, or the counter-offer while the brand has not taken it;
    the brand hears of it as of a refusal.
    """
    await answer.withdraw(principal_of(request), request_id(agreement))
    return await _shown(request, agreement)


ROUTES = (listing, one, accept, refuse, offer, withdraw)
