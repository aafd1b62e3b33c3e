"""The brand's castings: what it looks for, what came of it, and a new one."""

import uuid
from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.period import PERIODS
from contracts.price import LADDER
from contracts.vocabulary import PURPOSES
from market.base import vault
from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.idempotency import checked
from market.base.pages import language_of, page, see_other
from market.money.credit import queries as credit
from market.relations.castings import actions, queries
from market.relations.castings.queries import CastingRow
from market.relations.castings.rules import (
    CRITERIA_MOST,
    LONGEST,
    MONTH_MOST,
    OPEN_MOST,
    PLACES,
    SHORTEST,
    TEXT_MOST,
    TITLE_MOST,
    Brief,
)
from market.rentals.casting.tables import MOST as PLACES_MOST
from market.web.casting_words import offered, read, worded
from market.web.forms import Ask, Form, day_typed, in_languages, may, said, seat_of, several, text, whole

READ, RENT = brand("read"), brand("rent")
PATH = "/castings"
OPENED = marked("Published and paid for. Who fits is told; you see those who accept, each morning.")
CLOSED = marked("Closed. The price of the places that were left is in your balance again.")


@get(PATH, **needs(READ))
async def castings(request: Ask) -> Response[str]:
    """All of the brand's, the latest first."""
    language = language_of(request)
    rows = await queries.of_brand(seat_of(request).brand)
    return page(
        request,
        "desk/castings.html",
        addresses=in_languages(PATH),
        castings=[_shown(it, language) for it in rows],
        may_rent=may(principal_of(request), Right.RENT),
        open_most=OPEN_MOST,
        month_most=MONTH_MOST,
    )


def _shown(row: CastingRow, language: Any) -> dict[str, Any]:
    name = queries.name_for(row.brand, row.id)
    return {"row": row, "said": worded(row.brief, language), "close": f"{PATH}/{name}/close", "id": name}


@get(PATH + "/new", **needs(RENT))
async def new(request: Ask) -> Response[str]:
    """The form of a new one."""
    return await _form(request, {"places": str(PLACES), "price_step": "1900", "period": "P1M"}, ())


async def _form(
    request: Ask,
    typed: dict[str, str],
    ticked: tuple[str, ...],
    refusal: Refusal | None = None,
    key: str = "",
) -> Response[str]:
    language, today = language_of(request), market_date(await now())
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "desk/casting_new.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/new"),
        groups=offered(language, ticked),
        purposes=[(word, it.text.in_(language)) for word, it in PURPOSES.items()],
        periods=list(PERIODS),
        steps=list(LADDER),
        first=today + SHORTEST,
        last=today + LONGEST,
        default=today + timedelta(days=14),
        spendable=await credit.spendable(vault.tag("money", seat_of(request).brand)),
        criteria_most=CRITERIA_MOST,
        places_most=PLACES_MOST,
        title_most=TITLE_MOST,
        text_most=TEXT_MOST,
        trouble=trouble,
        typed=typed,
        key=key or uuid.uuid4().hex,
    )


@post(PATH, **needs(RENT))
async def publish(request: Ask, data: Form) -> Response[Any]:
    """Publish it and pay for its places; a second click is the same casting."""
    fields = ("title", "text", "purpose", "period", "price_step", "places", "until")
    typed, ticked = {field: text(data, field) for field in fields}, several(data, "criteria")
    try:
        draft = Brief(
            title=typed["title"],
            text=typed["text"],
            purpose=typed["purpose"],
            criteria=read(ticked),
            period=typed["period"],
            price_step=whole(typed["price_step"]),
            until=day_typed(typed["until"]),
            places=whole(typed["places"]),
        )
        await actions.publish(principal_of(request), draft, checked(text(data, "key")))
    except Refusal as refusal:
        return await _form(request, typed, ticked, refusal, text(data, "key"))
    return see_other(PATH, OPENED)


@post(PATH + "/{name:str}/close", **needs(RENT))
async def close(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Look for nobody any more."""
    await actions.close_early(principal_of(request), name)
    return see_other(PATH, CLOSED)


ROUTES = (castings, new, publish, close)
