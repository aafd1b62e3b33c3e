"""The desk's exports of the log of intermediation, by API."""

import json
from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from market.base import names
from market.base.access import OPERATOR, needs, principal_of
from market.base.tabular import Row, csv_file, download, plain
from market.operators.intermediation import queries
from market.operators.intermediation.actions import export_log, hand_out
from market.operators.intermediation.queries import Export
from market.operators.intermediation.schemas import HEADING, LogExportOut, LogExportShape, LogHead, LogLine
from market.relations.intermediation.rules import in_a_cell

Ask = Request[Any, Any, Any]
PATH = "/v1/operator/log-exports"
KIND = "log-export"


def shown(it: Export) -> LogExportOut:
    """An export under the desk's name of it."""
    name = names.name(KIND, it.id, names.for_operators())
    facts = {fact: getattr(it, fact) for fact in ("authority", "first_day", "last_day", "made_at")}
    return LogExportOut(id=name, csv=f"{PATH}/{name}/csv", json_lines=f"{PATH}/{name}/json", **facts)


@get(PATH, **needs(OPERATOR))
async def list_exports() -> list[LogExportOut]:
    """Exports that were made, the latest first."""
    return [shown(it) for it in await queries.exports()]


@post(PATH, status_code=201, **needs(OPERATOR))
async def export(request: Ask, data: JSONBody[LogExportShape]) -> LogExportOut:
    """Export the log of a period for an authority."""
    made = await export_log(principal_of(request), data.first_day, data.last_day, data.authority)
    return shown(made)


@get(PATH + "/{name:str}/csv", **needs(OPERATOR))
async def csv_of(request: Ask, name: FromPath[str]) -> Stream:
    """The file as a table."""
    id = names.inner_id(KIND, name, names.for_operators())
    it = await hand_out(principal_of(request), id, "csv")

    async def rows() -> AsyncIterator[Row]:
        async for line in queries.lines(it):
            brand = (plain(line.brand or ""), plain(line.brand_number or ""))
            which = (line.persona, line.relation or "", str(line.count))
            yield line.day.isoformat(), line.act, line.by, *brand, *which, in_a_cell(line.facts)

    return csv_file(_file_name(it), HEADING, rows())


@get(PATH + "/{name:str}/json", **needs(OPERATOR))
async def json_of(request: Ask, name: FromPath[str]) -> Stream:
    """The file as JSON lines: what it is, each act, and how many there were."""
    id = names.inner_id(KIND, name, names.for_operators())
    it = await hand_out(principal_of(request), id, "json")

    async def content() -> AsyncIterator[str]:
        count = 0
        yield (
            LogHead(authority=it.authority, first_day=it.first_day, last_day=it.last_day).model_dump_json()
            + "\n"
        )
        async for line in queries.lines(it):
            count += 1
            yield LogLine.of(line).model_dump_json() + "\n"
        yield json.dumps({"lines": count}) + "\n"

    return download(f"{_file_name(it)}.jsonl", "application/jsonl", content())


def _file_name(it: Export) -> str:
    return f"intermediation-{it.first_day}-{it.last_day}"


ROUTES = (list_exports, export, csv_of, json_of)
