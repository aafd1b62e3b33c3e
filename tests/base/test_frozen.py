"""A server that is there and does not answer: its process is stopped, as on a machine that swaps."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from market.base import database as base
from market.base.database import DB, Engine, fetch, fetch_value, transaction
from tests.conftest import FreshDatabase

SECONDS = 0.5
SOON = 5.0  # generous: the machine may be busy


@pytest.fixture
async def hasty(database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    """The market's engine with one connection, on which a statement has half a second."""
    await DB.close()
    await DB.open(database.service, minimum=1, maximum=1, statement_seconds=SECONDS)
    yield DB
    await DB.close()
    await DB.open(database.service)


@contextmanager
def frozen(server: int) -> Iterator[None]:
    """The server's process for our connection, stopped for a while."""
    os.kill(server, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server, signal.SIGCONT)


async def test_a_statement_on_a_frozen_server_ends_and_the_next_one_has_a_new_connection(
    hasty: Engine,
) -> None:
    server = await fetch_value("select pg_backend_pid()")
    with frozen(server):
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(fetch("select 1"), SOON * 2)
        assert time.monotonic() - begun < SOON
        assert await asyncio.wait_for(fetch_value("select pg_backend_pid()"), SOON) != server


async def test_a_transaction_on_a_frozen_server_ends_without_waiting_for_its_rollback(hasty: Engine) -> None:
    server = await fetch_value("select pg_backend_pid()")
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        async with transaction(), transaction():
            with frozen(server):
                await fetch("select 1")
    assert time.monotonic() - begun < SOON
    assert await asyncio.wait_for(fetch_value("select pg_backend_pid()"), SOON) != server


async def test_what_waits_for_an_answer_is_cut_before_what_works_by_itself() -> None:
    assert base.WEB_STATEMENT_SECONDS < 25 < base.STATEMENT_SECONDS


async def test_control_with_a_minute_for_each_statement_nobody_is_told(database: FreshDatabase) -> None:
    async with DB.require_pool().acquire() as connection:
        server = await connection.fetchval("select pg_backend_pid()")
        with frozen(server):
            asked = asyncio.ensure_future(connection.fetchval("select 1"))
            await asyncio.sleep(4 * SECONDS)
            assert not asked.done()
        assert await asked == 1
