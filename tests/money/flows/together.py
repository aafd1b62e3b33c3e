"""An end of a rental that is stopped between its look and its writing, and somebody beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import pytest

from market.money import orders
from tests.conftest import FreshDatabase
from tests.money.flows.shop import Bought, Shop
from tests.waiting import until_waiting


@asynccontextmanager
async def held_after_looking(
    monkeypatch: pytest.MonkeyPatch, shop: Shop, bought: Bought
) -> AsyncIterator[None]:
    """The rental ends meanwhile: it has looked where its unused part goes, and goes on when the block is left."""
    looked, go_on = asyncio.Event(), asyncio.Event()
    whole = orders.going_back

    async def slow(*given: object) -> object:
        found = await whole(*given)  # type: ignore[arg-type]
        looked.set()
        await go_on.wait()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(orders, "going_back", slow)
        ending = asyncio.create_task(shop.end(bought))
        await looked.wait()
        yield
        go_on.set()
        await ending


async def done_or_waiting(beside: asyncio.Task[Any], database: FreshDatabase) -> None:
    """Returns once it is over, or waits for a lock."""
    looks = await asyncpg.connect(database.owner)
    waiting = asyncio.create_task(until_waiting(looks))
    await asyncio.wait((beside, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    await looks.close()
