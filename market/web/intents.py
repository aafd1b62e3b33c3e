"""What a holder looks for: a new one, the bids side by side once they are opened, one taken, and how it went."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from contracts.terms import edition
from market.base import names
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date, now
from market.base.errors import Conflict, Invalid, NotFound, Refusal
from market.base.i18n import Language, marked
from market.base.idempotency import checked
from market.base.pages import Ask, language_of, page, see_other
from market.personas import queries as personas
from market.relations.castings.queries import persona_name, persona_of
from market.relations.conduct.queries import name_of
from market.relations.errors import MayGiveYouAway
from market.relations.intents import actions, queries
from market.relations.intents.actions import Opened
from market.relations.intents.kinds import CATEGORIES
from market.relations.intents.queries import BID, INTENT, IntentRow
from market.relations.intents.rules import (
    LONGEST,
    MONTH_MOST,
    MOST,
    OPEN_MOST,
    SHORTEST,
    TEXT_MOST,
    Intent,
    chooses_until,
)
from market.relations.welcome.queries import trading_name
from market.web import disclosed
from market.web.forms import Form, day_typed, in_languages, minor, said, text, whole
from market.web.intent_words import categories, looked_for, offered, questions
from market.web.space import cards

PATH = "/intents"
OPENED = marked(
    "Published. From tomorrow on verified brands read it; what they bid is sealed until the last day is over."
)
ACCEPTED = marked("You have accepted. The brand is told within 24 hours, and then the rental begins.")
CLOSED = marked("You look for it no more. Brands are told within 24 hours that it is over.")
RATED = marked("Noted. Thank you.")


@get(PATH, **needs(HOLDER))
async def intents(request: Ask) -> Response[str]:
    """All of them, the latest first."""
    person, language = person_of(request), language_of(request)
    called = await cards(person, language)
    rows = await queries.of_person(person)
    return page(
        request,
        "space/intents.html",
        addresses=in_languages(PATH),
        intents=[_tile(person, it, called, language) for it in rows],
        open_most=OPEN_MOST,
        month_most=MONTH_MOST,
    )


def _tile(
    person: uuid.UUID, row: IntentRow, called: dict[uuid.UUID, str], language: Language
) -> dict[str, Any]:
    name = names.name(INTENT, row.id, names.for_person(person))
    return looked_for(row, language) | {
        "href": f"{PATH}/{name}",
        "persona": called.get(row.persona, ""),
        "choose_until": chooses_until(row.until),
    }


@get(PATH + "/new", **needs(HOLDER))
async def new(request: Ask, category: FromQuery[str] = "") -> Response[str]:
    """First what it is, then its form."""
    return await _form(request, {"category": category, "most": MOST[-1], "budget_from": "0"})


async def _form(
    request: Ask, typed: dict[str, str], refusal: Refusal | None = None, key: str = ""
) -> Response[str]:
    person, language, today = person_of(request), language_of(request), market_date(await now())
    known = typed["category"] if typed["category"] in CATEGORIES else ""
    called = await cards(person, language)
    listed = [it for it in await personas.of_holder(person) if it.state == "listed"]
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "space/intent_new.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/new"),
        categories=categories(language),
        category=CATEGORIES[known].name.in_(language) if known else "",
        questions=questions(known, language, typed) if known else [],
        personas=[(persona_name(person, it.id), called.get(it.id, "")) for it in listed],
        most=[(it, edition(it).name.in_(language), disclosed.names(edition(it), language)) for it in MOST],
        first=today + SHORTEST,
        last=today + LONGEST,
        text_most=TEXT_MOST,
        asks_again=isinstance(refusal, MayGiveYouAway),
        trouble=trouble,
        typed=typed,
        key=key or uuid.uuid4().hex,
    )


@post(PATH, **needs(HOLDER))
async def publish(request: Ask, data: Form) -> Response[Any]:
    """Publish it; a second click is the same one."""
    fields = ("persona", "category", "text", "budget_from", "budget_to", "most", "until")
    typed = {field: text(data, field) for field in fields}
    asked = CATEGORIES[typed["category"]].details if typed["category"] in CATEGORIES else {}
    details = {name: text(data, name) for name in asked if text(data, name)}
    person = person_of(request)
    try:
        draft = Intent(
            category=typed["category"],
            details=details,
            text=typed["text"],
            budget_from=minor(typed["budget_from"]),
            budget_to=minor(typed["budget_to"]),
            most=typed["most"],
            until=day_typed(typed["until"]),
        )
        persona, key = persona_of(person, typed["persona"]), checked(text(data, "key"))
        sure = bool(text(data, "confirmed"))
        await actions.publish(principal_of(request), persona, draft, key, confirmed=sure)
    except (Conflict, Invalid, NotFound) as refusal:
        return await _form(request, typed | details, refusal, text(data, "key"))
    return see_other(PATH, OPENED)


@get(PATH + "/{name:str}", **needs(HOLDER))
async def one(request: Ask, name: FromPath[str]) -> Response[str]:
    """One of them; its bids side by side once they are opened."""
    return await _one(request, name)


async def _one(request: Ask, name: str, refusal: Refusal | None = None) -> Response[str]:
    person, language = person_of(request), language_of(request)
    row = await queries.one_of_person(person, name)
    opened = await actions.opened(row) if row.today > row.until else []
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "space/intent.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{name}"),
        it=_tile(person, row, await cards(person, language), language),
        bids=[await _bid(person, row, it, language) for it in opened],
        trouble=trouble,
    )


async def _bid(person: uuid.UUID, row: IntentRow, it: Opened, language: Language) -> dict[str, Any]:
    return offered(it.row.bid, language) | {
        "id": names.name(BID, it.row.id, names.for_person(person)),
        "brand": await trading_name(it.row.brand),
        "brand_page": name_of(it.row.brand),
        "barred": it.barred,
        "may_accept": row.may_choose and not it.barred and it.row.state == "sealed",
        "chosen": it.row.id == row.chosen,
    }


@post(PATH + "/{name:str}/accept", **needs(HOLDER))
async def accept(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Take one bid."""
    try:
        await actions.accept(principal_of(request), name, text(data, "bid"), by="page")
    except Conflict as refusal:
        return await _one(request, name, refusal)
    return see_other(f"{PATH}/{name}", ACCEPTED)


@post(PATH + "/{name:str}/close", **needs(HOLDER))
async def close(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Look for it no more."""
    try:
        await actions.close(principal_of(request), name)
    except Conflict as refusal:
        return await _one(request, name, refusal)
    return see_other(f"{PATH}/{name}", CLOSED)


@post(PATH + "/{name:str}/rate", **needs(HOLDER))
async def rate(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Say how it went."""
    try:
        await actions.rate(principal_of(request), name, text(data, "fulfilled"), whole(text(data, "rating")))
    except (Conflict, Invalid) as refusal:
        return await _one(request, name, refusal)
    return see_other(f"{PATH}/{name}", RATED)


ROUTES = (intents, new, publish, one, accept, close, rate)
