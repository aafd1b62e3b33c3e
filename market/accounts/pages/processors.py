"""Who processes for a brand what it rents, for its owners: named on one page, a line each."""

from typing import Any

from litestar import Response, get, post

from market.accounts import queries
from market.accounts.actions.keys import seat_of
from market.accounts.actions.processors import name_processors
from market.accounts.pages.forms import Form, typed
from market.base.access import brand as member_of
from market.base.access import needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, page, refused, see_other

TEMPLATE, PATH = "accounts/processors.html", "/brand/processors"
MANAGE = member_of("manage")

KEPT = marked("Kept. Each contract from now on names them.")


@get(PATH, **needs(MANAGE))
async def form(request: Ask) -> Response[str]:
    """Those that are named now."""
    facts = await _brand(request)
    return page(request, TEMPLATE, errors={}, values={"processors": "\n".join(facts.processors)}, brand=facts)


@post(PATH, **needs(MANAGE))
async def name(request: Ask, data: Form) -> Response[Any]:
    """All of them anew."""
    values = typed(data, "processors")
    try:
        await name_processors(principal_of(request), values["processors"].splitlines())
    except Refusal as refusal:
        return refused(request, TEMPLATE, refusal, values=values, brand=await _brand(request))
    return see_other(PATH, KEPT)


async def _brand(request: Ask) -> queries.BrandFacts:
    return await queries.brand(seat_of(principal_of(request)).brand)


ROUTES = (form, name)
