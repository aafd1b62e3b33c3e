"""JSON routes of whom a holder would welcome: theirs alone."""

from typing import Any

from litestar import Request, delete, get, post
from litestar.params import FromPath, JSONBody

from market.base import names
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date
from market.relations.conduct.queries import KIND as BRAND
from market.relations.errors import WishUnclear
from market.relations.welcome import actions, queries
from market.relations.welcome.schemas import WishOut, WishShape

Ask = Request[Any, Any, Any]
PATH = "/v1/wishes"


@get(PATH, **needs(HOLDER))
async def wishes(request: Ask) -> list[WishOut]:
    """The brands that you would like to be asked by, the latest first. Nobody else reads this."""
    person = person_of(request)
    return [
        WishOut.of(queries.outward(person, it.id), it, market_date(it.since))
        for it in await queries.of_holder(person)
    ]


@post(PATH, status_code=204, **needs(HOLDER))
async def welcome(request: Ask, data: JSONBody[WishShape]) -> None:
    """Name one more; again, or in another spelling, is the same."""
    who, typed = principal_of(request), data.name is not None or data.website is not None
    if (data.brand is None) is not typed:
        raise WishUnclear(field="brand")
    if data.brand is not None:
        await actions.welcome(who, names.inner_id(BRAND, data.brand, names.for_everybody()))
    else:
        await actions.welcome_typed(who, data.name or "", data.website or "")


@delete(PATH + "/{name:str}", **needs(HOLDER))
async def take_back(request: Ask, name: FromPath[str]) -> None:
    """Take it off your list."""
    await actions.take_back(principal_of(request), name)


ROUTES = (wishes, welcome, take_back)
