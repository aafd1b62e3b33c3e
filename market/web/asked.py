"""What brands ask of a holder: who asks, what for, and the three answers. Nothing begins before one is given."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.negotiation import counter_offers
from contracts.price import LADDER
from contracts.readings import terms_reading
from contracts.sentences import PERIOD_WORDS
from contracts.standing import said_by
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Conflict, Invalid, NotFound, Refusal
from market.base.i18n import marked, translate
from market.base.pages import Ask, language_of, page, see_other
from market.rentals.negotiation import answer, queries
from market.rentals.negotiation.api import request_id
from market.rentals.negotiation.errors import RequestNotFound
from market.rentals.negotiation.rules import REASONS
from market.web import disclosed
from market.web.agreeing import step
from market.web.asked_view import PATH, tile
from market.web.forms import Form, in_languages, said, text
from market.web.space import cards

ACCEPTED = marked("You have accepted. The brand is told within 24 hours, and then the rental begins.")
REFUSED = marked("You have not accepted. Nothing begins, and the brand is told within 24 hours.")
TAKEN_BACK = marked("You have taken it back. Nothing begins, and the brand is told within 24 hours.")
SAID = {
    "answer": marked("answers"),
    "message": marked("messages"),
    "reaction": marked("reactions"),
    "redemption": marked("codes redeemed"),
    "receipt": marked("days of reading"),
}
OFFERED = marked("Your offer is with the brand. It takes it, or nothing begins.")


@get(PATH, **needs(HOLDER))
async def listing(request: Ask) -> Response[str]:
    """What was asked, what waits for an answer first."""
    person, language = person_of(request), language_of(request)
    called = await cards(person, language)
    rows = [await tile(row, called, language) for row in await queries.all_of_holder(person)]
    return page(request, "space/requests.html", rows=rows)


@get(PATH + "/{agreement:str}", **needs(HOLDER))
async def one(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """One request, with its three answers while it waits."""
    return await _page(request, agreement)


async def _page(request: Ask, agreement: str, refusal: Refusal | None = None) -> Response[str]:
    person, language = person_of(request), language_of(request)
    row = await queries.of_holder(person, request_id(agreement))
    trouble = said(refusal, language) if refusal else None
    edition = row.bargain.edition
    return page(
        request,
        "space/request.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{row.agreement}"),
        trouble=trouble,
        it=await tile(row, await cards(person, language), language),
        terms=edition,
        reading=terms_reading(edition, language),
        said=[translate(language, SAID[it]) for it in said_by(edition)],
        discloses=disclosed.names(edition, language),
        reasons=[(code, words.in_(language)) for code, words in REASONS.items()],
        may_offer=[(it.id, it.name.in_(language)) for it in counter_offers(row.asked)],
        periods=[(it, PERIOD_WORDS[it].in_(language)) for it in edition.periods],
        steps=LADDER,
        standing={
            "variant": row.asked.edition.id,
            "period": row.asked.period,
            "price_step": row.asked.price_step,
        },
    )


@post(PATH + "/{agreement:str}/accept", **needs(HOLDER))
async def accept(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """The holder's own consent."""
    which = request_id(agreement)
    try:
        await answer.accept(principal_of(request), which, by="page")
    except Conflict as refusal:
        return await _page(request, agreement, refusal)
    return see_other(f"{PATH}/{which}", ACCEPTED)


@post(PATH + "/{agreement:str}/refuse", **needs(HOLDER))
async def refuse(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """No, with a reason where one was chosen."""
    which = request_id(agreement)
    try:
        await answer.refuse(principal_of(request), which, text(data, "reason") or None)
    except (Conflict, Invalid) as refusal:
        return await _page(request, agreement, refusal)
    return see_other(f"{PATH}/{which}", REFUSED)


@post(PATH + "/{agreement:str}/offer", **needs(HOLDER))
async def offer(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Something else, once."""
    which = request_id(agreement)
    offered = (text(data, "variant"), text(data, "period"), step(text(data, "price_step")))
    try:
        await answer.offer(principal_of(request), which, *offered)
    except RequestNotFound:
        raise
    except (Conflict, Invalid, NotFound) as refusal:
        return await _page(request, agreement, refusal)
    return see_other(f"{PATH}/{which}", OFFERED)


@post(PATH + "/{agreement:str}/withdraw", **needs(HOLDER))
async def withdraw(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """A yes is taken back, while the brand does not know of it, or an offer, while the brand has not taken it."""
    which = request_id(agreement)
    try:
        await answer.withdraw(principal_of(request), which)
    except Conflict as refusal:
        return await _page(request, agreement, refusal)
    return see_other(f"{PATH}/{which}", TAKEN_BACK)


ROUTES = (listing, one, accept, refuse, offer, withdraw)
