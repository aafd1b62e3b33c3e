"""JSON routes of castings: the brand's own, and those that reach the person who asks."""

import uuid
from typing import Any

from litestar import Request, delete, get, post
from litestar.params import FromPath, JSONBody

from market.accounts.public import public_brand
from market.base import paging
from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.relations.castings import actions, queries
from market.relations.castings.queries import Call, CastingRow
from market.relations.castings.schemas import (
    AcceptanceShape,
    CallOut,
    CastingOut,
    CastingShape,
    place_price,
)
from market.rentals.agreements import HOLDER_BPS
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
PATH, CALLS = "/v1/castings", "/v1/casting-calls"
READ = brand("read", scope="rentals:read")
RENT = brand("rent", scope="rentals:write")


def _out(row: CastingRow) -> CastingOut:
    each = place_price(row.brief)
    return CastingOut(
        id=queries.name_for(row.brand, row.id),
        state=row.state,
        brief=CastingShape.of(row.brief),
        place_price=each,
        amount=each * row.brief.places,
        taken=row.taken,
        opened_on=market_date(row.opened_at),
        closed_on=market_date(row.closed_at) if row.closed_at else None,
        because=row.closed_because,
    )


@post(PATH, status_code=201, **needs(RENT))
async def publish(request: Ask, data: JSONBody[CastingShape]) -> CastingOut:
    """Say whom the brand looks for, and pay for all places from its balance; needs an Idempotency-Key. Who fits is told
    and chooses; the brand sees who has accepted, each morning, among its rentals. What nobody takes comes back.

    Criteria that fewer than eleven persons meet reach nobody, and close as any that nobody answers.
    """
    key = checked(request.headers.get("idempotency-key"))
    return _out(await actions.publish(principal_of(request), data.brief(), key))


@get(PATH, **needs(READ))
async def castings(request: Ask) -> list[CastingOut]:
    """The brand's castings, the latest first."""
    paging.only(request)
    return [_out(it) for it in await queries.of_brand(seat_of(request).brand)]


@get(PATH + "/{name:str}", **needs(READ))
async def casting(request: Ask, name: FromPath[str]) -> CastingOut:
    """One of them."""
    return _out(await queries.one_of_brand(seat_of(request).brand, name))


@post(PATH + "/{name:str}/closure", status_code=200, **needs(RENT))
async def close(request: Ask, name: FromPath[str]) -> CastingOut:
    """Look for nobody any more: the price of the places that are left is in the balance at once."""
    return _out(await actions.close_early(principal_of(request), name))


async def _call(person: uuid.UUID, call: Call) -> CallOut:
    row = call.casting
    each = place_price(row.brief)
    try:
        name = (await public_brand(row.brand)).trading_name
    except NotFound:
        name = ""
    return CallOut(
        id=queries.name_before(person, row.id),
        brand=name,
        brief=CastingShape.of(row.brief),
        place_price=each,
        yours=each * HOLDER_BPS // 10_000,
        personas=[queries.persona_name(person, it) for it in call.personas],
        accepted=queries.persona_name(person, call.accepted) if call.accepted else None,
        state=call.state or "open",
    )


@get(CALLS, **needs(HOLDER))
async def calls(request: Ask) -> list[CallOut]:
    """The castings that fit one of your personas, and those that you said yes to. No brand knows that you read this."""
    paging.only(request)
    person = person_of(request)
    return [await _call(person, it) for it in await queries.calls(person)]


@post(CALLS + "/{name:str}/acceptance", status_code=200, **needs(HOLDER))
async def accept(request: Ask, name: FromPath[str], data: JSONBody[AcceptanceShape]) -> CallOut:
    """Say yes with one of your personas: a place is drawn the next morning. Until then you can take it back."""
    person = person_of(request)
    persona = queries.persona_of(person, data.persona)
    await actions.accept(principal_of(request), name, persona, by="api")
    return await _call(person, await queries.call(person, name))


@delete(CALLS + "/{name:str}/acceptance", **needs(HOLDER))
async def take_back(request: Ask, name: FromPath[str]) -> None:
    """Not any more: nobody learns of it."""
    await actions.take_back(principal_of(request), name)


@post(CALLS + "/{name:str}/refusal", status_code=204, **needs(HOLDER))
async def set_aside(request: Ask, name: FromPath[str]) -> None:
    """Not for you: it is shown no more, and nobody learns of it."""
    await actions.set_aside(principal_of(request), name)


ROUTES = (publish, castings, casting, close, calls, accept, take_back, set_aside)
