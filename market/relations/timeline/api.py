"""The JSON route of a relation's timeline, for its holder alone."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from market.base import paging
from market.base.access import HOLDER, needs, person_of
from market.relations.timeline.queries import page_of
from market.relations.timeline.schemas import MomentOut
from market.rentals.api import agreement_id

Ask = Request[Any, Any, Any]
A_PAGE = 100


@get("/v1/relations/{agreement:str}/timeline", **needs(HOLDER))
async def timeline(
    request: Ask, agreement: FromPath[str], before: FromQuery[str | None] = None, limit: paging.Limit = A_PAGE
) -> Response[list[MomentOut]]:
    """All that both sides did in a relation and its renewals, newest first; `Link` leads to the next page.

    A page holds all acts of its last instant: it may have more than `limit`.
    """
    paging.only(request, "before", "limit")
    found = await page_of(person_of(request), agreement_id(agreement), limit, paging.instant(before))
    more = found[-1].at.isoformat() if len(found) >= limit else None
    return Response([MomentOut.of(it) for it in found], headers=paging.next_page(request, more, limit))


ROUTES = (timeline,)
