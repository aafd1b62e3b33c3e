"""Files of invitations with reactions, and of questions with answers: JSON and tables, of the rentals that run."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from litestar import Request, get
from litestar.response import Stream

from market.base import paging, tabular
from market.base.access import brand, needs
from market.base.clock import market_day, now
from market.base.tabular import csv_file, download
from market.relations.exports import queries
from market.relations.exports.rules import INVITATIONS, QUESTIONS, Row, cells
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
Pages = AsyncIterator[list[Row]]
READ = brand("read", scope="rentals:read")


@get("/v1/exports/invitations", **needs(READ))
async def invitations(request: Ask) -> Stream:
    """What the brand sent in the rentals that run, and how it was answered: an array."""
    paging.only(request)
    return await _json("invitations", queries.invitations_of(seat_of(request).brand))


@get("/v1/exports/invitations/csv", **needs(READ))
async def invitations_csv(request: Ask) -> Stream:
    """The same as a table."""
    paging.only(request)
    return await _csv("invitations", INVITATIONS, queries.invitations_of(seat_of(request).brand))


@get("/v1/exports/questions", **needs(READ))
async def questions(request: Ask) -> Stream:
    """What the brand asked in the rentals that run, and what was answered: an array."""
    paging.only(request)
    return await _json("questions", queries.questions_of(seat_of(request).brand))


@get("/v1/exports/questions/csv", **needs(READ))
async def questions_csv(request: Ask) -> Stream:
    """The same as a table."""
    paging.only(request)
    return await _csv("questions", QUESTIONS, queries.questions_of(seat_of(request).brand))


async def _json(name: str, pages: Pages) -> Stream:
    return download(f"{name}-{market_day(await now())}.json", "application/json", _array(pages))


async def _array(pages: Pages) -> AsyncIterator[str]:
    before = "["
    async for page in pages:
        for row in page:
            yield before + json.dumps(row, ensure_ascii=False)
            before = ",\n"
    yield "]" if before != "[" else "[]"


async def _csv(name: str, columns: Sequence[str], pages: Pages) -> Stream:
    async def rows() -> AsyncIterator[tabular.Row]:
        async for page in pages:
            for row in page:
                yield cells(row, columns)

    return csv_file(f"{name}-{market_day(await now())}", columns, rows())


ROUTES = (invitations, invitations_csv, questions, questions_csv)
