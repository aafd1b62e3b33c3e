"""What a brand does next, by the database's clock; in as many statements for one rental as for many."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import asyncpg
import pytest

from market.base import clock
from market.base.database import current_connection, transaction
from market.relations.actions import invite
from market.relations.closing.actions import give_note
from market.relations.questions.answering import answer
from market.relations.questions.asking import ask_all
from market.relations.questions.board import board_of, latest_answers
from market.relations.results.queries import results_of
from market.relations.silence.actions import detox, pause
from market.relations.steps.queries import next_steps
from market.relations.steps.rules import SHOWN, Step
from market.rentals.erasure.attest import attest_erasure
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.helpers import Relation, a_relation, a_session, an_offer, brand_of, with_mailbox
from tests.relations.questions.asked import a_question, asked
from tests.rentals.erasure.erasing import ERASED, a_rented
from tests.rentals.renewal.renewing import a_rental as a_renewing

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def found(brand: uuid.UUID) -> dict[str, Step]:
    return {it.kind: it for it in await next_steps(brand)}


async def some(count: int) -> list[Relation]:
    brand = await a_brand()
    return [
        await a_relation(brand=brand, holder=await with_mailbox(await a_holder(), f"h{n}@example.org"))
        for n in range(count)
    ]


async def test_who_was_not_invited_or_asked_yet() -> None:
    relations = await some(3)
    brand = brand_of(relations[0].brand)
    await invite.send(relations[0].brand, relations[0].agreement, await an_offer())
    await asked(relations[1])
    got = await found(brand)
    assert (got["uninvited"].count, got["unasked"].count) == (2, 2)
    assert await found(brand_of(await a_brand())) == {}


async def test_a_question_closes_tomorrow_and_today_until_all_have_answered() -> None:
    (it,) = await some(1)
    brand, name = brand_of(it.brand), await asked(it)
    assert not {"closes_today", "closes_tomorrow"} & set(await found(brand))
    await clock.travel(timedelta(days=9))
    got = (await found(brand))["closes_tomorrow"]
    (round_,) = (await board_of(brand)).rounds
    assert (got.count, got.by, got.named[0].round) == (
        1,
        (await a_question()).until - timedelta(days=9),
        round_.id,
    )
    await clock.travel(timedelta(days=1))
    assert set(await found(brand)) & {"closes_today", "closes_tomorrow"} == {"closes_today"}
    await answer(it.holder, it.agreement, name, [1])
    assert "closes_today" not in await found(brand)


async def test_of_what_is_over_the_copies_and_the_note_are_owed(market: Market) -> None:
    it = await (await a_rented(market)).switched_off()
    due = (await it.duty()).delete_by
    got = await found(it.brand_id)
    assert set(got) == {"erasure", "closing_note"}
    for kind in got:
        (named,) = got[kind].named
        assert (named.agreement, named.by, got[kind].late) == (it.agreement, due, 0)
    await give_note(it.brand, it.agreement, ["offer-made"], "changed", None)
    assert set(await found(it.brand_id)) == {"erasure"}
    assert due
    await it.day(due + timedelta(days=1))
    assert (await found(it.brand_id))["erasure"].late == 1
    await attest_erasure(it.brand, it.agreement, ERASED, None)
    assert await found(it.brand_id) == {}


async def test_an_end_that_nobody_recorded_is_owed_by_the_clock_all_the_same(market: Market) -> None:
    it = await a_rented(market)
    row = await it.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at)
    got = await found(it.brand_id)
    assert set(got) == {"erasure", "closing_note"}
    assert got["erasure"].by == (await it.duty()).delete_by
    await it.day(clock.market_date(row.ends_at) + timedelta(days=1))
    assert {kind: (one.count, one.by) for kind, one in (await found(it.brand_id)).items()} == {
        kind: (one.count, one.by) for kind, one in got.items()
    }


async def test_of_a_renewed_period_nothing_is_owed_before_the_last(market: Market) -> None:
    it = await (await a_renewing(market)).paid()
    row = await it.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at + timedelta(hours=1))
    assert not {"erasure", "closing_note"} & set(await found(row.brand))


async def test_a_suspended_rental_asks_for_nothing(owner: asyncpg.Connection) -> None:
    (it,) = await some(1)
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    assert await found(brand_of(it.brand)) == {}


async def test_nothing_of_it_tells_a_silence() -> None:
    relations = await some(2)
    brand = brand_of(relations[0].brand)
    await ask_all(relations[0].brand, await a_question())
    await clock.travel(timedelta(days=9))
    before = await next_steps(brand)
    await pause(relations[0].holder, relations[0].agreement)
    await detox(relations[1].holder)
    assert await next_steps(brand) == before


async def test_the_first_are_named_and_all_are_counted() -> None:
    relations = await some(SHOWN + 2)
    await clock.travel(timedelta(days=40))
    got = await found(brand_of(relations[0].brand))
    assert (got["erasure"].count, len(got["erasure"].named)) == (SHOWN + 2, SHOWN)


async def statements(act: Callable[[], Awaitable[object]]) -> int:
    """How many statements an act sends."""
    said: list[str] = []
    async with transaction():
        with current_connection().query_logger(lambda it: said.append(it.query)):
            await act()
            await asyncio.sleep(0)  # the driver tells of a statement in the loop's next turn
    return len(said)


async def test_the_number_of_statements_does_not_grow_with_rentals() -> None:
    counted = []
    for count in (1, 6):
        relations = await some(count)
        brand = brand_of(relations[0].brand)
        for it in relations:
            await invite.send(it.brand, it.agreement, await an_offer())
        made = await ask_all(relations[0].brand, await a_question())
        await results_of(brand)  # the keys are in the cache from here on, for a minute
        acts = (
            partial(next_steps, brand),
            partial(results_of, brand),
            partial(board_of, brand),
            partial(latest_answers, brand, [made.round]),
        )
        counted.append([await statements(act) for act in acts])
    assert counted[0] == counted[1] and counted[0][0] == 2


async def test_it_is_read_by_json_under_the_brands_own_names(market: Market) -> None:
    relations = await some(2)
    async with browser(market.app, await a_session(relations[0].brand)) as brand:
        got = (await brand.get("/v1/next-steps")).json()
        assert [(it["kind"], it["count"]) for it in got] == [("uninvited", 2), ("unasked", 2)]
        assert (await brand.get("/v1/next-steps?paused=1")).status_code == 422
