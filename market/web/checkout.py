"""A brand rents a persona: what happens and what is agreed, in plain words, before anything is agreed."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import brand, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.idempotency import IdempotencyKeyReused, checked
from market.base.pages import language_of, page, see_other
from market.catalogue import people, queries
from market.catalogue.queries import CardRow
from market.money.bankcards.errors import BankCardNotFound
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals.actions.rent import HOLD, Wanted, rent, rented_before
from market.web.agreeing import offered, step, still_free
from market.web.desk_queries import under_way
from market.web.forms import Ask, Form, Said, said, seat_of, several, text
from market.web.paying import means_for, paying, to_the_payment, typed_in
from market.web.shop import card_page, today

RENT = brand("rent")
RENTED_AT = (
    "/moi/{address}/rent"  # for the agreement: its text stands in clear, and a card's address is sealed
)


@get("/moi/{address:str}/rent", **needs(RENT))
async def form(request: Ask, address: FromPath[str], persona: FromQuery[str] = "") -> Response[Any]:
    """The checkout page of one persona of this card."""
    found = await queries.card(address)
    try:
        shown = await still_free(request, found, persona)
    except PersonaUnavailable as refusal:
        begun = await _under_way(request, persona)
        return see_other(f"/rentals/{begun}") if begun else await card_page(request, found, refusal)
    return await _page(request, found, shown, {"name": persona, "key": uuid.uuid4().hex, "purposes": ()})


@post("/moi/{address:str}/rent", **needs(RENT))
async def agree(request: Ask, address: FromPath[str], data: Form) -> Response[Any]:
    """Agree, hold the persona for 15 minutes, and go to Stripe's page. A second click is the same rental."""
    await queries.card(address)  # nothing is agreed on a card that is none
    typed: dict[str, Any] = {
        "key": text(data, "key"),
        "purposes": several(data, "purposes"),
        **typed_in(data),
    }
    name = text(data, "persona")
    offer = (text(data, "variant"), text(data, "period"), step(text(data, "price_step")))
    who, purposes = principal_of(request), tuple(typed["purposes"])
    sent: tuple[object, ...] = (address, name, *offer, purposes, typed["pay"], typed["reference"])
    sent = (*sent, "keep_card") if typed["keep_card"] == "yes" else sent
    try:
        key = checked(str(typed["key"]))
        requested = await rented_before(who, key, sent)
        if requested is None:
            persona = people.resolve(name, seat_of(request).brand, await today())
            wanted = Wanted(persona, *offer, purposes, address)
            requested = await rent(who, wanted, key, RENTED_AT, sent, paying(request, typed))
    except Refusal as refusal:
        return await _refused(request, address, name, typed, refusal)
    return await to_the_payment(request, requested.payment, requested.agreement)


async def _under_way(request: Ask, name: str) -> uuid.UUID | None:
    """The brand's own rental of this persona, for somebody who comes back with the browser's arrow."""
    brand_id = seat_of(request).brand
    try:
        return await under_way(brand_id, people.resolve(name, brand_id, await today()))
    except PersonaUnavailable:
        return None


async def _refused(
    request: Ask, address: str, name: str, typed: dict[str, Any], refusal: Refusal
) -> Response[Any]:
    """The page again, or the card where this persona cannot be had any more."""
    found = await queries.card(address)
    if isinstance(refusal, IdempotencyKeyReused):  # changed after going back: the first rental stands
        refusal = AlreadyRented()
    if isinstance(refusal, NotFound | AlreadyRented) and not isinstance(refusal, BankCardNotFound):
        return await card_page(request, found, refusal)
    try:
        shown = await still_free(request, found, name)
    except PersonaUnavailable:
        return await card_page(request, found, refusal)
    again = typed | {"name": name, "key": uuid.uuid4().hex}
    return await _page(request, found, shown, again, said(refusal, language_of(request)))


async def _page(
    request: Ask, found: CardRow, shown: people.Shown, typed: dict[str, Any], trouble: Said | None = None
) -> Response[str]:
    return page(
        request,
        "shop/checkout.html",
        trouble.status if trouble else 200,
        **await offered(request, "rent", found, shown, typed, trouble),
        means=await means_for(request, found.price.amount, typed, trouble),
        hold=int(HOLD.total_seconds() // 60),
    )


ROUTES = (form, agree)
