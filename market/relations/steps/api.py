"""What to do next, by JSON."""

from typing import Any

from litestar import Request, get

from market.base import paging
from market.base.access import brand, needs
from market.relations.steps.queries import next_steps
from market.relations.steps.schemas import StepOut
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]


@get("/v1/next-steps", **needs(brand("read", scope="rentals:read")))
async def steps(request: Ask) -> list[StepOut]:
    """What there is to do, by the market's clock: what is owed, what closes, what could be done."""
    paging.only(request)
    brand_id = seat_of(request).brand
    return [StepOut.of(it, brand_id) for it in await next_steps(brand_id)]


ROUTES = (steps,)
