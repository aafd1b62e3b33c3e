"""The desk's charities: who gifts can go to, what they are owed, and the transfers that were made at the bank."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.base.settings import settings
from market.money.rewards import queries
from market.money.rewards.actions import charities
from market.money.rewards.actions.charities import Payment
from market.web.forms import Ask, Form, day_typed, in_languages, minor, said, text
from market.web.operator_names import CHARITY, CHARITY_PAYMENT, inner, outward

PATH = "/operator/charities"
ADDED = marked("Gifts can go to it from now on.")
RETIRED = marked("No new gift goes to it.")
WRITTEN = marked("Written down. Above the limit another operator confirms it.")
DECIDED = marked("Done.")


@get(PATH, **needs(OPERATOR))
async def shown(request: Ask) -> Response[str]:
    """Every charity with what it is owed, and the transfers so far."""
    return await _page(request)


async def _page(
    request: Ask, refusal: Refusal | None = None, typed: dict[str, str] | None = None, at: str = ""
) -> Response[str]:
    """`at`: what the refusal is about: the name of a charity or of a transfer, or "" for a new charity."""
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "operator/charities.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        dense=True,
        held=settings().holds_client_money,
        charities=[{"name": outward(CHARITY, it.id), "row": it} for it in await queries.owed()],
        payments=[{"name": outward(CHARITY_PAYMENT, it.id), "row": it} for it in await queries.payments()],
        limit=settings().two_operators,
        today=market_date(await now()),
        trouble=trouble,
        typed=typed or {},
        at=at,
    )


@post(PATH, **needs(OPERATOR))
async def add(request: Ask, data: Form) -> Response[Any]:
    """Gifts can go to it from now on."""
    typed = {field: text(data, field) for field in ("name", "registration")}
    try:
        await charities.add(principal_of(request), typed["name"], typed["registration"])
    except Refusal as refusal:
        return await _page(request, refusal, typed)
    return see_other(PATH, ADDED)


@post(PATH + "/{name:str}", **needs(OPERATOR))
async def act(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Write down a transfer to one, or let no new gift go to it."""
    who, id = principal_of(request), inner(CHARITY, name)
    typed = {field: text(data, field) for field in ("act", "amount", "reference", "day")}
    try:
        if typed["act"] == "retire":
            await charities.retire(who, id)
            return see_other(PATH, RETIRED)
        await charities.record(
            who, id, Payment(minor(typed["amount"]), typed["reference"], day_typed(typed["day"]))
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal, typed, name)
    return see_other(PATH, WRITTEN)


@post(PATH + "/payments/{name:str}", **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Confirm a transfer, call one off, or say that it came back."""
    who, id = principal_of(request), inner(CHARITY_PAYMENT, name)
    typed = {field: text(data, field) for field in ("act", "reason")}
    try:
        if typed["act"] == "confirm":
            await charities.confirm(who, id)
        elif typed["act"] == "return":
            await charities.came_back(who, id, typed["reason"])
        else:
            await charities.call_off(who, id, typed["reason"])
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal, typed, name)
    return see_other(PATH, DECIDED)


ROUTES = (shown, add, act, decide)
