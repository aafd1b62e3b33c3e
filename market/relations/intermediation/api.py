"""JSON and CSV of a persona's log, for its holder alone."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from market.base import names, paging
from market.base.access import HOLDER, needs, person_of
from market.base.clock import market_day, now
from market.base.tabular import Row, csv_file, plain
from market.personas import queries as personas
from market.relations.intermediation.queries import page_of, whole
from market.relations.intermediation.rules import in_a_cell
from market.relations.intermediation.schemas import ActOut

Ask = Request[Any, Any, Any]
PATH = "/v1/personas/{name:str}/log"
A_PAGE = 100
HEADING = ("at", "act", "by", "brand", "agreement", "facts")


@get(PATH, **needs(HOLDER))
async def log(
    request: Ask, name: FromPath[str], before: FromQuery[str | None] = None, limit: paging.Limit = A_PAGE
) -> Response[list[ActOut]]:
    """Every act of intermediation about a persona, newest first; `Link` leads to the next page.

    A page holds all acts of its last instant: it may have more than `limit`.
    """
    paging.only(request, "before", "limit")
    person = person_of(request)
    persona = names.inner_id("persona", name, names.for_person(person))
    acts = await page_of(person, persona, limit, paging.instant(before))
    more = acts[-1].at.isoformat() if len(acts) >= limit else None
    return Response([ActOut.of(it) for it in acts], headers=paging.next_page(request, more, limit))


@get(PATH + "/csv", **needs(HOLDER))
async def log_csv(request: Ask, name: FromPath[str]) -> Stream:
    """The whole log of a persona as a table."""
    person = person_of(request)
    persona = names.inner_id("persona", name, names.for_person(person))
    await personas.own(person, persona)  # a stream that has begun can refuse nothing any more

    async def rows() -> AsyncIterator[Row]:
        async for acts in whole(person, persona):
            for it in map(ActOut.of, acts):
                brand = plain(it.brand or "")
                yield it.at.isoformat(), it.act, it.by, brand, it.agreement or "", in_a_cell(it.facts)

    return csv_file(f"log-{names.handle(name)}-{market_day(await now())}", HEADING, rows())


ROUTES = (log, log_csv)
