"""JSON routes of intents: the person's own, and what brands find and bid on."""

import uuid
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from contracts.terms import outward
from market.accounts.public import public_brand
from market.base import names, paging
from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.base.clock import market_date, now
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.relations.castings.queries import persona_name, persona_of
from market.relations.conduct.queries import name_of
from market.relations.intents import actions, bidding, queries
from market.relations.intents.actions import Opened
from market.relations.intents.queries import BID, INTENT, BidRow, IntentRow
from market.relations.intents.rules import chooses_until
from market.relations.intents.schemas import (
    AcceptedBid,
    AskedFor,
    BidOut,
    BidShape,
    FulfilmentShape,
    IntentOut,
    IntentShape,
    OpenedBidOut,
    OpenIntentOut,
)
from market.relations.intents.searching import Search, answers
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
PATH, OPEN, BIDS = "/v1/intents", "/v1/open-intents", "/v1/bids"
READ = brand("read", scope="rentals:read")
RENT = brand("rent", scope="rentals:write")


async def _mine(person: uuid.UUID, row: IntentRow, *, whole: bool = True) -> IntentOut:
    opened = await actions.opened(row) if whole and row.today > row.until else []
    return IntentOut(
        id=names.name(INTENT, row.id, names.for_person(person)),
        persona=persona_name(person, row.persona),
        phase=row.phase,
        category=row.category,
        details=dict(row.details),
        text=row.text,
        budget_from=row.budget_from,
        budget_to=row.budget_to,
        may_ask=[outward(it) for it in row.terms],
        opens_on=row.opens_on,
        until=row.until,
        choose_until=chooses_until(row.until),
        told_at=row.due_at.isoformat() if row.due_at else None,
        because=row.closed_because,
        bids=[await _opened(person, row, it) for it in opened],
        fulfilled=row.fulfilled,
        rating=row.rating,
    )


async def _opened(person: uuid.UUID, row: IntentRow, it: Opened) -> OpenedBidOut:
    bid, terms = it.row.bid, it.row.bid.edition
    try:
        name = (await public_brand(it.row.brand)).trading_name
    except NotFound:
        name = ""
    return OpenedBidOut(
        id=names.name(BID, it.row.id, names.for_person(person)),
        brand=name,
        brand_page=f"/brands/{name_of(it.row.brand)}",
        bid=BidShape.of(bid),
        shows=len(terms.disclosure.claims),
        retention_days=terms.retention.days,
        yours=bid.yours,
        may_accept=row.may_choose and not it.barred and it.row.state == "sealed",
        chosen=it.row.id == row.chosen,
    )


@post(PATH, status_code=201, **needs(HOLDER))
async def publish(request: Ask, data: JSONBody[IntentShape]) -> IntentOut:
    """Say what you look for; needs an Idempotency-Key. From the next day on verified brands read it and bid, sealed:
    nobody sees a bid before the last day is over, nor who you are before you accept one."""
    key, person = checked(request.headers.get("idempotency-key")), person_of(request)
    persona = persona_of(person, data.persona)
    who = principal_of(request)
    return await _mine(
        person, await actions.publish(who, persona, data.draft(), key, confirmed=data.confirmed)
    )


@get(PATH, **needs(HOLDER))
async def intents(request: Ask) -> list[IntentOut]:
    """What you look for or did, the latest first, without the bids."""
    paging.only(request)
    person = person_of(request)
    return [await _mine(person, it, whole=False) for it in await queries.of_person(person)]


@get(PATH + "/{name:str}", **needs(HOLDER))
async def intent(request: Ask, name: FromPath[str]) -> IntentOut:
    """One of them; with the bids once they are opened, by how little they ask, then by what they bring."""
    person = person_of(request)
    return await _mine(person, await queries.one_of_person(person, name))


@post(PATH + "/{name:str}/acceptance", status_code=200, **needs(HOLDER))
async def accept(request: Ask, name: FromPath[str], data: JSONBody[AcceptedBid]) -> IntentOut:
    """Take one bid: as the UTC day turns it is an agreement, and the others learn only that it is over."""
    return await _mine(person_of(request), await actions.accept(principal_of(request), name, data.bid))


@post(PATH + "/{name:str}/closure", status_code=200, **needs(HOLDER))
async def close(request: Ask, name: FromPath[str]) -> IntentOut:
    """Look for it no more. Brands are told as the UTC day turns, without a reason."""
    return await _mine(person_of(request), await actions.close(principal_of(request), name))


@post(PATH + "/{name:str}/fulfilment", status_code=200, **needs(HOLDER))
async def rate(request: Ask, name: FromPath[str], data: JSONBody[FulfilmentShape]) -> IntentOut:
    """Say how it went, once an agreement came of it."""
    row = await actions.rate(principal_of(request), name, data.fulfilled, data.rating)
    return await _mine(person_of(request), row)


def _open(row: IntentRow, brand: uuid.UUID) -> OpenIntentOut:
    return OpenIntentOut(
        id=names.name(INTENT, row.id, names.for_brand(brand)),
        category=row.category,
        details=dict(row.details),
        text=row.text,
        budget_from=row.budget_from,
        budget_to=row.budget_to,
        until=row.until,
        may_ask=[
            AskedFor(
                terms=outward(it),
                claims=list(it.disclosure.claims),
                retention_days=it.retention.days,
                purposes=list(it.purposes.admitted),
                periods=list(it.periods),
            )
            for it in row.terms
        ],
    )


@get(OPEN, **needs(READ))
async def open_intents(
    request: Ask,
    category: FromQuery[str | None] = None,
    detail: FromQuery[list[str] | None] = None,
    budget: FromQuery[int | None] = None,
    after: FromQuery[str | None] = None,
) -> list[OpenIntentOut]:
    """What people look for, the nearest end first, fifty at a time; every verified brand reads the same. `detail`:
    of those who have given this answer, "question:answer", as often as one likes; `budget`: of those who would spend
    so much (minor units); `after`: the last one that was seen."""
    paging.only(request, "category", "detail", "budget", "after")
    theirs = seat_of(request).brand
    await bidding.check_verified(theirs)
    last = queries.inner(INTENT, after, names.for_brand(theirs)) if after else None
    search = Search(category, answers(detail or ()), budget)
    found = await queries.open_ones(market_date(await now()), search, last)
    return [_open(it, theirs) for it in found]


@get(OPEN + "/{name:str}", **needs(READ))
async def open_intent(request: Ask, name: FromPath[str]) -> OpenIntentOut:
    """One of them, and for how little one may ask."""
    theirs = seat_of(request).brand
    return _open(await bidding.visible(theirs, name), theirs)


async def _bid(row: BidRow, intent: IntentRow) -> BidOut:
    waits = row.state == "sealed" and not intent.takes_bids
    return BidOut(
        intent=names.name(INTENT, row.intent, names.for_brand(row.brand)),
        category=intent.category,
        until=intent.until,
        state="waiting" if waits else row.state,
        bid=BidShape.of(row.bid),
        amount=row.bid.amount,
        agreement=str(await queries.agreement_of(row.rental)) if row.rental else None,
    )


@put(OPEN + "/{name:str}/bid", **needs(RENT))
async def bid(request: Ask, name: FromPath[str], data: JSONBody[BidShape]) -> BidOut:
    """Bid, or bid otherwise, until the last day is over. Its price is paid from your balance, and comes back when it is
    not taken."""
    row = await bidding.bid(principal_of(request), name, data.draft())
    return await _bid(row, await queries.one(row.intent))


@delete(OPEN + "/{name:str}/bid", status_code=200, **needs(RENT))
async def withdraw(request: Ask, name: FromPath[str]) -> BidOut:
    """Bid no more: its price is in your balance at once."""
    row = await bidding.withdraw(principal_of(request), name)
    return await _bid(row, await queries.one(row.intent))


@get(BIDS, **needs(READ))
async def bids(request: Ask) -> list[BidOut]:
    """Your brand's bids, the latest first."""
    paging.only(request)
    return [await _bid(*it) for it in await queries.bids_of_brand(seat_of(request).brand)]


ROUTES = (
    *(publish, intents, intent, accept, close, rate),
    *(open_intents, open_intent, bid, withdraw, bids),
)
