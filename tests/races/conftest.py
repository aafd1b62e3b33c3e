"""Races need more connections than a web process has."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

import pytest

from market.base.database import DB
from tests.conftest import FreshDatabase

CONTENDERS = 20

T = TypeVar("T")


@pytest.fixture
async def arena(fresh: FreshDatabase) -> AsyncIterator[FreshDatabase]:
    """A database with a connection, already open, for each of twenty contenders."""
    await DB.open(fresh.service, minimum=CONTENDERS + 2, maximum=CONTENDERS + 4)
    yield fresh
    await DB.close()


async def at_once(acts: Iterable[Callable[[], Awaitable[T]]]) -> list[T | Exception]:
    """Start all acts together; each result, or the exception that it ended with."""
    gate = asyncio.Event()

    async def contender(act: Callable[[], Awaitable[T]]) -> T | Exception:
        await gate.wait()
        try:
            return await act()
        except Exception as error:
            return error

    tasks = [asyncio.create_task(contender(act)) for act in acts]
    await asyncio.sleep(0)
    gate.set()
    return list(await asyncio.gather(*tasks))
