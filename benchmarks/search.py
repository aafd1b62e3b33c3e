"""How long a search takes, against a bare handler that reads the same number of bytes by key; and how it grows.

Three codes and a word, as somebody narrows a search down. The classes come from the product's own `seat`, over
made-up personas that answer independently of each other: that splits the crowd into more cards than people do.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import asyncpg
from litestar import Litestar, Response, get
from litestar.types import Message

from benchmarks.harness import Effort, Result, Scratch, interleaved, ratio, scratch
from market.app import create_app
from market.base import keyring
from market.base.access import PUBLIC, needs
from market.base.clock import market_date
from market.base.database import DB, fetch, transaction
from market.base.embedded import OWNER, SERVICE
from market.base.ids import new_id
from market.base.migration import migrate
from market.base.provision import create_database
from market.base.settings import settings
from market.catalogue import snapshots
from market.catalogue.codes import CODES, LADDER, VOCABULARY, facets
from market.catalogue.crowd import Listed, seat
from market.catalogue.sought import words
from market.catalogue.terms import ABSENT
from market.catalogue.vectors import NOT_SAID, Root, Vector

GOAL, GROWTH_GOAL = 3.0, 1.5
SMALL, LARGE = 10_000, 100_000
ROOTS = (
    Root(1900, "standard", "P1M"),
    Root(900, "simple", "P1M"),
    Root(2900, "standard", "P3M"),
    Root(1900, "ample", "P1M"),
)
QUERIES = 400


def personas(size: int) -> list[Listed]:
    """So many personas of as many voters. Values are skewed, as people's are; a third of labels is not said."""
    chance = random.Random(size)
    rows = []
    for number in range(size):
        labels: list[int] = []
        for label, codes in enumerate(CODES):
            coarser = LADDER[label]
            silent = chance.random() < 0.33 if coarser is None else labels[coarser] == NOT_SAID
            # A finer code belongs to one coarser code: its share of the list stands for the ladder here.
            labels.append(NOT_SAID if silent else 1 + int(len(codes) * chance.random() ** 1.7))
        root = chance.choices(ROOTS, (6, 2, 1, 1))[0]
        rows.append(Listed(new_id(), new_id(), number, number, True, root, tuple(labels)))
    return rows


async def fill(dsn: str, owner: str, size: int) -> list[str]:
    """Write the day's snapshot of so many personas; returns the paths to ask for, three codes and a word each."""
    made = await asyncio.to_thread(seat, personas(size), LADDER)
    await DB.open(dsn)
    try:
        async with transaction():
            snapshot = new_id()
            now = (await fetch("select base.now() as now"))[0]["now"]
            await fetch(
                "insert into catalogue.snapshots (id, day, computed_at, vocabulary) values ($1, $2, $3, $4)",
                *(snapshot, market_date(now), now, VOCABULARY),
            )
            await snapshots.keep(snapshot, made, [])
            await fetch("update catalogue.current set snapshot = $1", snapshot)
    finally:
        await DB.close()
    connection = await asyncpg.connect(owner)
    await connection.execute("vacuum analyze")
    await connection.close()
    return paths([it.vector for it in made.classes if len(it.vector.said) > 1])


def paths(vectors: Sequence[Vector]) -> list[str]:
    """Searches that find something: codes and a word of one card each."""
    chance = random.Random(3)
    found = []
    for vector in chance.choices(vectors, k=QUERIES):
        said = facets(vector)
        claims = {facet.split(":")[0]: facet for facet in chance.sample(said, len(said))}
        query = [("facet", facet) for facet in chance.sample(sorted(claims.values()), 3)]
        word = chance.choice(sorted(it for it in words(vector) if len(it) > 2 and not it.startswith(ABSENT)))
        found.append("/v1/cards?" + urlencode([*query, ("q", word)]))
    return found


async def ask(app: Litestar, path: str) -> bytes:
    """One request, straight into the application: an HTTP server would add the same to both sides."""
    where, _, query = path.partition("?")
    scope: Any = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": where, "raw_path": where.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"accept", b"application/json")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    body, status = b"", 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}  # type: ignore[return-value]

    async def send(message: Any) -> None:
        nonlocal body, status
        status = message.get("status", status)
        body += message.get("body", b"")

    await app(scope, receive, send)  # type: ignore[arg-type]
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return body


async def p95(app: Litestar, asked: Sequence[str]) -> float:
    """Seconds that 95 % of the requests stay below, one after another."""
    times = []
    for path in asked:
        began = time.perf_counter()
        await ask(app, path)
        times.append(time.perf_counter() - began)
    return statistics.quantiles(times, n=20)[-1]


@get("/bare/{key:int}", **needs(PUBLIC))
async def bare(key: int) -> Response[bytes]:
    """One SELECT by key, nothing else."""
    async with DB.require_pool().acquire() as connection:
        body: bytes = await connection.fetchval("select body from bare where id = $1", key)
    return Response(body, media_type="application/json")


async def _bodies(owner: str, sizes: Sequence[int]) -> None:
    connection = await asyncpg.connect(owner)
    await connection.execute(
        f"create table bare (id int primary key, body bytea not null); grant select on bare to {SERVICE}"
    )
    rows = [(number, b"x" * size) for number, size in enumerate(sizes)]
    await connection.executemany("insert into bare values ($1, $2)", rows)
    await connection.execute("vacuum analyze bare")
    await connection.close()


async def _measured(
    place: Scratch, rounds: int, small: int, large: int
) -> tuple[dict[str, list[float]], dict[int, int]]:
    server = place.server
    await create_database(server, "large")
    await migrate(server.dsn("large", OWNER), SERVICE, travelling=True)
    dsn = {small: place.service, large: server.dsn("large", SERVICE)}
    owner = {small: place.owner, large: server.dsn("large", OWNER)}
    asked = {size: await fill(dsn[size], owner[size], size) for size in (small, large)}
    app, plain = create_app(settings()), Litestar([bare], openapi_config=None)
    await DB.open(dsn[large])
    bodies = [await ask(app, path) for path in asked[large]]
    classes = {large: len(await fetch("select 1 from catalogue.classes"))}
    await DB.close()
    await _bodies(owner[large], [len(body) for body in bodies])
    keys = [f"/bare/{number}" for number in range(QUERIES)]

    def side(size: int, app: Litestar, paths: Sequence[str]) -> Callable[[], Awaitable[float]]:
        async def measure() -> float:
            await DB.open(dsn[size])
            try:
                await p95(app, paths)  # plans and caches of this connection
                return await p95(app, paths)
            finally:
                await DB.close()

        return measure

    figures = await interleaved(
        {
            "large": side(large, app, asked[large]),
            "small": side(small, app, asked[small]),
            "bare": side(large, plain, keys),
        },
        rounds,
    )
    await DB.open(dsn[small])
    classes[small] = len(await fetch("select 1 from catalogue.classes"))
    await DB.close()
    return figures, classes


def _keys(place: Scratch) -> None:
    """Keys of this run's own, beside its database."""
    path = place.server.data.parent / "search-keys.json"
    keyring.create(path, "2026-11", local=True)
    os.environ |= {"MOI_KEYRING": str(path), "MOI_MODE": "test"}
    settings.cache_clear()
    keyring.keyring.cache_clear()


async def measure(effort: Effort) -> list[Result]:
    """The figures `search` and `search_growth`."""
    rounds = {Effort.FULL: 9, Effort.FAST: 5, Effort.SMOKE: 1}[effort]
    small, large = (2_000, 4_000) if effort is Effort.SMOKE else (SMALL, LARGE)
    async with scratch() as place:
        _keys(place)
        figures, classes = await _measured(place, rounds, small, large)
    value, growth = ratio(figures, "large", "bare"), ratio(figures, "large", "small")
    each = {name: statistics.median(values) * 1000 for name, values in figures.items()}
    how = (
        f"p95 of {QUERIES} searches with three codes and a word over {large:,} personas in {classes[large]:,}"
        f" classes ({each['large']:.2f} ms) against a bare Litestar handler that fetches as many bytes by key"
        f" ({each['bare']:.2f} ms), both in process without an HTTP server, one connection, medians of {rounds}"
        " interleaved rounds. Cards' JSON is cached by content, as in service, and every query was asked once before."
    )
    grown = f"the same p95 against {small:,} personas in {classes[small]:,} classes ({each['small']:.2f} ms)."
    return [
        Result("search", round(value, 3), "ratio", f"<= {GOAL}", value <= GOAL, how),
        Result("search_growth", round(growth, 3), "ratio", f"<= {GROWTH_GOAL}", growth <= GROWTH_GOAL, grown),
    ]
