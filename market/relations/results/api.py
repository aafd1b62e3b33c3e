"""JSON routes of results by class of persona."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from market.base import paging
from market.base.access import brand, needs
from market.relations.questions import queries as questions
from market.relations.questions.schemas import ResultOut
from market.relations.results import queries
from market.relations.results.schemas import ClassOut, ShareOut, says
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
READ = brand("read", scope="rentals:read")


@get("/v1/results", **needs(READ))
async def results(request: Ask) -> list[ClassOut]:
    """What came of the rentals that run, by the words of the cards under which they were rented."""
    paging.only(request)
    return [ClassOut.of(it) for it in await queries.results_of(seat_of(request).brand)]


@get("/v1/questions/{name:str}/classes", **needs(READ))
async def shares(request: Ask, name: FromPath[str]) -> list[ShareOut]:
    """The answers to one question, by the same."""
    brand_id = seat_of(request).brand
    found = await queries.shares_of(brand_id, await questions.round_of(brand_id, name))
    return [ShareOut(says=says(it.said), result=ResultOut.of(it.result)) for it in found]


ROUTES = (results, shares)
