"""The castings that fit a holder: what each asks and brings, a yes, a yes taken back, and "not for me"."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base import names
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Conflict, Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, see_other
from market.relations.castings import actions, queries
from market.relations.castings.queries import Call
from market.relations.conduct.queries import name_of
from market.relations.welcome.queries import trading_name
from market.web import faces
from market.web.casting_words import worded
from market.web.forms import Form, in_languages, said, text

PATH = "/casting-calls"
ACCEPTED = marked("You said yes. Places are drawn tomorrow morning; until then you can take it back.")
TAKEN_BACK = marked("Taken back. The brand does not know.")
ASIDE = marked("Set aside. The brand does not know.")


@get(PATH, **needs(HOLDER))
async def calls(request: Ask) -> Response[str]:
    """Those that fit one of the personas, and those that one said yes to."""
    return await _page(request)


async def _page(request: Ask, name: str = "", refusal: Refusal | None = None) -> Response[str]:
    person, language = person_of(request), language_of(request)
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "space/casting_calls.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        calls=[await _shown(person, it, language) for it in await queries.calls(person)],
        trouble=trouble,
        about=name,
    )


async def _shown(person: uuid.UUID, it: Call, language: Any) -> dict[str, Any]:
    audience, brand = names.for_person(person), it.casting.brand
    personas = [(queries.persona_name(person, one), *faces.of_persona(one, audience)) for one in it.personas]
    return {
        "id": queries.name_before(person, it.casting.id),
        "brand": await trading_name(brand),
        "brand_page": name_of(brand),
        "said": worded(it.casting.brief, language),
        "state": it.state or "open",
        "over": it.casting.state == "closed" and it.state == "waiting",
        "personas": personas,
    }


@post(PATH + "/{name:str}", **needs(HOLDER))
async def act(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Yes with a persona; not any more; not for me."""
    who, person, wanted = principal_of(request), person_of(request), text(data, "act")
    try:
        if wanted == "take-back":
            await actions.take_back(who, name)
            return see_other(PATH, TAKEN_BACK)
        if wanted == "aside":
            await actions.set_aside(who, name)
            return see_other(PATH, ASIDE)
        await actions.accept(who, name, queries.persona_of(person, text(data, "persona")), by="page")
    except Conflict as refusal:
        return await _page(request, name, refusal)
    return see_other(PATH, ACCEPTED)


ROUTES = (calls, act)
