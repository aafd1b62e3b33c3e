"""The holder's page of brands that they would like to be asked by: their own list, shown to nobody else."""

import uuid
from typing import Any

from litestar import Response, get, post

from market.base import names
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, see_other
from market.base.settings import settings
from market.relations.conduct.queries import KIND as BRAND
from market.relations.welcome import actions, queries
from market.relations.welcome.rules import FEWEST, NAME_MOST, WEBSITE_MOST, WISHES_MOST
from market.web.forms import Form, in_languages, said, text

PATH = "/space/welcome"
KEPT = marked("On your list, which nobody else reads.")
GONE = marked("Off your list.")


@get(PATH, **needs(HOLDER))
async def shown(request: Ask) -> Response[str]:
    """The list, and a form for one more."""
    return await _page(request)


@post(PATH, **needs(HOLDER))
async def change(request: Ask, data: Form) -> Response[Any]:
    """One more, by its public page or by what is typed; or one less."""
    who, act = principal_of(request), text(data, "act")
    if act == "take-back":
        await actions.take_back(who, text(data, "wish"))
        return see_other(PATH, GONE)
    typed = {field: text(data, field) for field in ("name", "website")}
    brand = _registered(text(data, "brand") or _page_name(typed["website"]))
    try:
        if brand is not None:
            await actions.welcome(who, brand)
        else:
            await actions.welcome_typed(who, typed["name"], typed["website"])
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, typed, refusal)
    return see_other(PATH, KEPT)


def _page_name(website: str) -> str:
    """The name of a brand's page here, where its address was typed as the website; else ""."""
    before, _, name = website.partition("/brands/")
    return name.strip("/") if before in (settings().url, "") else ""


def _registered(name: str) -> uuid.UUID | None:
    """The registered brand of a public name; raises NotFound for a name that is none."""
    return names.inner_id(BRAND, name, names.for_everybody()) if name else None


async def _page(
    request: Ask, typed: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response[str]:
    person = person_of(request)
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "space/welcome.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        wishes=[
            {"name": queries.outward(person, it.id), "row": it} for it in await queries.of_holder(person)
        ],
        typed=typed or {},
        trouble=trouble,
        fewest=FEWEST,
        name_most=NAME_MOST,
        website_most=WEBSITE_MOST,
        most=WISHES_MOST,
    )


ROUTES = (shown, change)
