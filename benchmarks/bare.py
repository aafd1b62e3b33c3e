"""The counterpart of every HTTP figure: a bare Litestar handler that does one asyncpg SELECT by key.

Served by the same server with the same settings as ours, one worker. `BARE_DSN` and `PORT` say where.
"""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from granian.constants import Interfaces
from granian.server import Server
from litestar import Litestar, Response, get
from litestar.enums import MediaType
from litestar.params import FromPath

SQL = "select body from bare.sheets where agreement = $1"
pools: list[asyncpg.Pool] = []


@get("/sheets/{agreement:uuid}")
async def sheet(agreement: FromPath[uuid.UUID]) -> Response[bytes]:
    return Response(await pools[0].fetchval(SQL, agreement), media_type=MediaType.JSON)


@get("/readyz")
async def ready() -> str:
    return str(await pools[0].fetchval("select 1"))


@asynccontextmanager
async def connected(_: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BARE_DSN"], min_size=8, max_size=16) as pool:
        pools[:] = [pool]
        yield


def create_app() -> Litestar:
    return Litestar([sheet, ready], lifespan=[connected], openapi_config=None)


if __name__ == "__main__":
    Server(
        "benchmarks.bare:create_app",
        factory=True,
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
    ).serve()
