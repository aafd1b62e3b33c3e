"""A brand asks for a persona whose holder answers each request: what is asked, what is held, what happens then."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base import vault
from market.base.access import brand, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import Language
from market.base.idempotency import IdempotencyKeyReused, checked
from market.base.pages import language_of, page, see_other
from market.catalogue import people, queries
from market.catalogue.queries import CardRow
from market.money.orders import Paying
from market.money.references import last_reference, reference
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals.actions.rent import Wanted
from market.rentals.negotiation.api import PATH as API
from market.rentals.negotiation.api import to_hold
from market.rentals.negotiation.ask import ask, asked_before
from market.rentals.negotiation.rules import MESSAGES, PAY_WITHIN
from market.web import cards
from market.web.agreeing import offered, step, still_free
from market.web.forms import Ask, Form, Said, said, seat_of, several, text
from market.web.paying import NOT_OPEN
from market.web.shop import card_page, today

RENT = brand("rent")
FIELDS = ("key", "message", "reference")


@get("/moi/{address:str}/ask", **needs(RENT))
async def form(request: Ask, address: FromPath[str], persona: FromQuery[str] = "") -> Response[Any]:
    """The page on which a brand asks for one persona of this card."""
    found = await queries.card(address)
    if found.terms.instant:
        return see_other(f"{cards.path(found)}/rent?persona={persona}")
    try:
        shown = await still_free(request, found, persona)
    except PersonaUnavailable as refusal:
        return await card_page(request, found, refusal)
    typed = {"name": persona, "key": uuid.uuid4().hex, "purposes": (), "message": ""}
    return await _page(request, found, shown, typed)


@post("/moi/{address:str}/ask", **needs(RENT))
async def send(request: Ask, address: FromPath[str], data: Form) -> Response[Any]:
    """Ask, keep the place for 15 minutes, and go to Stripe's page, where the bank holds the money."""
    await queries.card(address)
    typed: dict[str, Any] = {field: text(data, field) for field in FIELDS}
    typed["purposes"] = several(data, "purposes")
    name, purposes = text(data, "persona"), tuple(typed["purposes"])
    offer = (text(data, "variant"), text(data, "period"), step(text(data, "price_step")))
    who, sent = principal_of(request), (address, name, *offer, purposes, typed["message"], typed["reference"])
    try:
        key = checked(str(typed["key"]))
        asked = await asked_before(who, key, sent)
        if asked is None:
            persona = people.resolve(name, seat_of(request).brand, await today())
            wanted = Wanted(persona, *offer, purposes, address)
            paying = Paying(
                reference=reference(typed["reference"]), locale=language_of(request), capture="manual"
            )
            asked = await ask(who, wanted, typed["message"] or None, key, API, sent, paying)
    except Refusal as refusal:
        return await _refused(request, address, name, typed, refusal)
    sent_on = await to_hold(asked.payment, asked.agreement, language_of(request))
    query = f"?paid={NOT_OPEN}" if sent_on.not_open else ""
    return see_other(sent_on.checkout_url or f"/requests/{asked.agreement}{query}")


async def _refused(
    request: Ask, address: str, name: str, typed: dict[str, Any], refusal: Refusal
) -> Response[Any]:
    """The page again, or the card where this persona cannot be asked for any more."""
    found = await queries.card(address)
    if isinstance(refusal, IdempotencyKeyReused):  # changed after going back: the first request stands
        refusal = AlreadyRented()
    if isinstance(refusal, NotFound | AlreadyRented):
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
        "shop/ask.html",
        trouble.status if trouble else 200,
        **await offered(request, "ask", found, shown, typed, trouble),
        messages=messages(language_of(request)),
        typed=typed,
        reference=typed.get("reference", await last_reference(vault.tag("money", seat_of(request).brand))),
        hold=int(PAY_WITHIN.total_seconds() // 60),
    )


def messages(language: Language) -> list[tuple[str, str]]:
    """What can be said with a request, each in words."""
    return [(code, words.in_(language)) for code, words in MESSAGES.items()]


ROUTES = (form, send)
