"""Jobs that failed: held with what they were, done again once by whoever asks."""

import asyncio
import uuid

import pytest

from market.base import jobs
from market.base.database import fetch_value, transaction
from market.base.jobs import drain
from tests.conftest import FreshDatabase

pytestmark = pytest.mark.usefixtures("database")


async def failing(**payload: object) -> None:
    raise ZeroDivisionError("a secret")


async def held_job() -> jobs.Held:
    async with transaction():
        await jobs.enqueue("test.fails", row=uuid.uuid4(), count=3)
    await drain({"test.fails": failing})
    (found,) = await jobs.held(10)
    return found


async def replay(job: int) -> str | None:
    async with transaction():
        return await jobs.replay(job)


async def test_a_job_that_fails_is_held_with_the_errors_type_alone() -> None:
    held = await held_job()
    assert (held.name, held.error, held.payload["count"]) == ("test.fails", "ZeroDivisionError", 3)
    assert held.failed_at.tzinfo is not None
    assert await jobs.held(0) == []


async def test_it_is_done_again_when_somebody_asks_and_only_then() -> None:
    held, done = await held_job(), []

    async def working(**payload: object) -> None:
        done.append(payload)

    await drain({"test.fails": working})
    assert done == []
    assert await replay(held.id) == "test.fails"
    assert await jobs.held(10) == []
    await drain({"test.fails": working})
    assert len(done) == 1
    assert await replay(held.id) is None and await jobs.known(held.id)
    assert not await jobs.known(held.id + 1000)
    await drain({"test.fails": working})
    assert len(done) == 1


async def test_a_replay_that_is_rolled_back_leaves_it_held() -> None:
    held = await held_job()
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await jobs.replay(held.id)
            raise ZeroDivisionError
    assert [it.id for it in await jobs.held(10)] == [held.id]


async def test_of_ten_who_ask_at_once_one_lets_it_go_on(database: FreshDatabase) -> None:
    held = await held_job()
    answers = await asyncio.gather(*(replay(held.id) for _ in range(10)))
    assert sorted(answers, key=str) == [None] * 9 + ["test.fails"]
    assert await fetch_value("select count(*) from jobs.pgqueuer where status = 'queued'") == 1
