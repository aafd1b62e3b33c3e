"""A brand rents a persona: what happens and what is agreed, in plain words, before anything is agreed."""

import uuid
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from contracts.price import LADDER
from contracts.readings import terms_reading
from contracts.vocabulary import PURPOSES
from market.accounts import queries as accounts
from market.base import clock, names
from market.base.access import Right, brand, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import Language
from market.base.idempotency import IdempotencyKeyReused, checked
from market.base.pages import language_of, page, see_other
from market.catalogue import people, queries
from market.catalogue.queries import CardRow
from market.money.bankcards.errors import BankCardNotFound
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals.actions.rent import HOLD, Wanted, rent, rented_before
from market.web import cards
from market.web.desk_queries import under_way
from market.web.forms import Ask, Form, Said, in_languages, may, said, seat_of, several, text
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


def step(words: str) -> int:
    """A price of the ladder in minor units; 0, which no offer has, for anything else."""
    return int(words) if words in map(str, LADDER) else 0


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


async def still_free(request: Ask, found: CardRow, name: str) -> people.Shown:
    """The persona under its lasting name, while it can be rented under this card; raises PersonaUnavailable."""
    brand_id = seat_of(request).brand
    persona = people.resolve(name, brand_id, await today())
    if persona not in await people.free_under([(persona, found.address)], brand_id):
        raise PersonaUnavailable()
    return people.shown(persona, names.for_brand(brand_id), saved=False)


async def _page(
    request: Ask, found: CardRow, shown: people.Shown, typed: dict[str, Any], trouble: Said | None = None
) -> Response[str]:
    """The page; `typed["name"]` is the name that led here, as the card shows it today or the lasting one."""
    language, seat = language_of(request), seat_of(request)
    facts = await accounts.brand(seat.brand)
    return page(
        request,
        "shop/checkout.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{cards.path(found)}/rent?persona={shown.name}"),
        trouble=trouble,
        card=cards.tile(found, language),
        address=found.address,
        persona={"name": shown.name, "handle": shown.handle, "face": cards.face(shown.mask_seed)},
        was=names.handle(typed["name"]) if typed["name"] != shown.name else "",
        variant=found.variant,
        period=found.period,
        price_step=found.price_step,
        terms=found.terms,
        purposes=purposes_of(found, typed["purposes"], language),
        key=typed["key"],
        means=await means_for(request, found.price.amount, typed, trouble),
        reading=terms_reading(found.terms, language),
        brand=facts,
        approved=facts.state == "approved",
        may_rent=may(principal_of(request), Right.RENT),
        hold=int(HOLD.total_seconds() // 60),
        held_until=(await clock.now() + HOLD).astimezone(UTC),
    )


def purposes_of(found: CardRow, chosen: Sequence[str], language: Language) -> list[dict[str, Any]]:
    """What the terms of a card admit, each in words, with what was ticked."""
    admitted = found.terms.purposes.admitted
    return [
        {
            "value": it,
            "name": PURPOSES[it].text.in_(language),
            "words": PURPOSES[it].plain.in_(language),
            "checked": it in chosen,
        }
        for it in admitted
    ]


ROUTES = (form, agree)
