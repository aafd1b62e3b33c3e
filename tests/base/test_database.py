"""The engine's transactions mean what they say, also where the ORM's own do not."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from market.base.database import (
    DB,
    OUT_OF_REACH,
    DatabaseLost,
    ForeignTaskTransaction,
    after_commit,
    current_connection,
    fetch,
    fetch_value,
    in_transaction,
    transaction,
)
from tests.conftest import FreshDatabase


@pytest.fixture
async def things(database: FreshDatabase) -> None:
    owner = await asyncpg.connect(database.owner)
    await owner.execute(
        "create schema scratch; create table scratch.parent (id int primary key);"
        "create table scratch.things ("
        " id int, parent int references scratch.parent deferrable initially deferred);"
        "grant usage on schema scratch to moi_service;"
        "grant select, insert on scratch.things, scratch.parent to moi_service"
    )
    await owner.close()


async def count() -> int:
    return int(await fetch_value("select count(*) from scratch.things"))


async def test_a_failed_commit_gives_the_connection_back_and_ends_the_transaction(things: None) -> None:
    pool = DB.require_pool()
    for _ in range(pool.get_max_size() + 2):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with transaction():
                await fetch("insert into scratch.things values (1, 7)")
    assert not in_transaction()
    assert await count() == 0
    await asyncio.wait_for(fetch_value("select 1"), 2)


async def test_a_nested_transaction_is_a_savepoint(things: None) -> None:
    async with transaction():
        await fetch("insert into scratch.things values (1, null)")
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                await fetch("insert into scratch.things values (2, null)")
                raise ZeroDivisionError
        await fetch("insert into scratch.things values (3, null)")
    assert [row["id"] for row in await fetch("select id from scratch.things order by id")] == [1, 3]


async def test_a_child_task_does_not_join_its_parents_transaction(things: None) -> None:
    async with transaction():
        with pytest.raises(ForeignTaskTransaction):
            await asyncio.create_task(fetch("insert into scratch.things values (1, null)"))
    assert await count() == 0


async def test_what_follows_a_commit_runs_once_and_only_after_it(things: None) -> None:
    seen: list[str] = []
    async with transaction():
        after_commit(lambda: seen.append("outer"))
        async with transaction():
            after_commit(lambda: seen.append("inner"))
        assert seen == []
    assert seen == ["outer", "inner"]
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            after_commit(lambda: seen.append("never"))
            raise ZeroDivisionError
    assert seen == ["outer", "inner"]


async def test_a_cancelled_transaction_leaves_nothing(things: None) -> None:
    async def slow() -> None:
        async with transaction():
            await fetch("insert into scratch.things values (1, null)")
            await fetch("select pg_sleep(5)")

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count() == 0


async def test_a_connection_comes_back_without_a_word_and_without_an_open_transaction(things: None) -> None:
    pool = DB.require_pool()
    heard: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # asyncpg complains of what follows
    async with pool.acquire() as connection:
        connection.add_query_logger(lambda said: heard.append(said.query))
        process = connection.get_server_pid()
        await connection.fetchval("select 1")
    assert heard == ["select 1"]
    async with pool.acquire() as connection:
        assert connection.get_server_pid() == process
        await connection.execute("begin; insert into scratch.things values (1)")
    assert heard[-1] == "ROLLBACK"
    assert await count() == 0
    asyncio.get_running_loop().set_exception_handler(None)


async def _server_goes(database: FreshDatabase) -> None:
    """The server ends the session of the open transaction, and the driver has heard of it."""
    connection = current_connection()
    pid = await fetch_value("select pg_backend_pid()")
    other = await asyncpg.connect(database.service)
    await other.execute("select pg_terminate_backend($1)", pid)
    await other.close()
    with contextlib.suppress(asyncpg.InterfaceError):  # taken back by the pool: that is what is waited for
        while not connection.is_closed():
            await asyncio.sleep(0.01)


async def _commits() -> None: ...


async def _asks() -> None:
    await fetch("select 1")


async def _asks_in_a_savepoint() -> None:
    async with transaction():
        await fetch("select 1")


@pytest.mark.parametrize("next_step", [_commits, _asks, _asks_in_a_savepoint])
async def test_a_server_that_goes_in_a_transaction_is_out_of_reach(
    things: None, database: FreshDatabase, next_step: Callable[[], Awaitable[None]]
) -> None:
    """The driver says of each that the connection was released, which is no word for a person or a retry."""
    with pytest.raises(DatabaseLost) as lost:
        async with transaction():
            await fetch("insert into scratch.things values (1, null)")
            await _server_goes(database)
            await next_step()
    assert isinstance(lost.value, OUT_OF_REACH)
    assert not in_transaction()
    assert await count() == 0, "and the pool gives another connection"


@pytest.mark.parametrize("inside", [False, True])
async def test_what_went_wrong_first_is_told_where_the_server_goes_after_it(
    things: None, database: FreshDatabase, inside: bool
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction(), transaction() if inside else contextlib.nullcontext():
            await _server_goes(database)
            raise ZeroDivisionError
    assert await count() == 0


async def test_a_mistake_with_the_driver_is_no_lost_server(things: None) -> None:
    with pytest.raises(asyncpg.InterfaceError):
        async with transaction():
            await fetch("select $1::int")
    with pytest.raises(asyncpg.InterfaceError):
        await fetch("select $1::int")
    await asyncio.wait_for(fetch_value("select 1"), 2)
