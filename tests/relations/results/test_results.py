"""Results by class: exact over what runs, nothing of what is over, and no silence told from another."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import httpx
import pytest
from litestar import Litestar

from market.base import clock, names
from market.relations.actions import invite
from market.relations.actions.redeem import say_redeemed
from market.relations.questions import queries as questions
from market.relations.questions.answering import answer
from market.relations.questions.asking import ask_all
from market.relations.results.queries import results_of, shares_of
from market.relations.results.rules import Figures
from market.relations.rules import Reaction
from market.relations.silence.actions import detox, pause
from market.rentals.actions.end import withdraw
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.helpers import (
    Relation,
    a_paid_relation,
    a_relation,
    a_session,
    an_offer,
    brand_of,
    with_mailbox,
)
from tests.relations.questions.asked import a_question
from tests.relations.results.helpers import BIKES, COOKS, said

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def three() -> list[Relation]:
    """Two who ride and one who cooks, rented by one brand."""
    brand = await a_brand()
    found = [
        await a_relation(brand=brand, holder=await with_mailbox(await a_holder(), f"h{n}@example.org"))
        for n in range(3)
    ]
    for it, words in zip(found, (BIKES, BIKES, COOKS), strict=True):
        await said(it, *words)
    return found


async def invited(it: Relation, reaction: Reaction | None = None, *, told: bool | None = None) -> None:
    placed = await invite.send(it.brand, it.agreement, await an_offer())
    if reaction is not None:
        await invite.react(it.holder, it.agreement, placed.id, reaction)
    if told is not None:
        name = names.name(invite.KIND, placed.id, names.for_agreement(it.agreement))
        await say_redeemed(it.holder, it.agreement, name, told=told)


async def answers(it: Relation, value: list[int]) -> None:
    (seen,) = await questions.of_brand(brand_of(it.brand), it.agreement)
    await answer(it.holder, it.agreement, questions.name_of(seen.id, it.agreement), value)


async def test_each_class_is_added_up_from_what_runs() -> None:
    first, second, _ = await three()
    await invited(first, Reaction.INTERESTED, told=True)
    await invited(first, told=False)
    await invited(second, Reaction.NOT_NOW)
    await ask_all(first.brand, await a_question())
    await answers(first, [1])
    riders, cooks = await results_of(brand_of(first.brand))
    assert [(it.claim, it.code) for it in riders.said] == [("passion", "velo"), ("region", "bretagne")]
    assert riders.figures == Figures(
        rented=2, invited=2, invitations=3, interested=1, not_now=1, told=1, asked=2, answered=1
    )
    assert cooks.figures == Figures(rented=1, asked=1)


async def test_the_answers_to_one_question_are_told_by_class() -> None:
    first, second, third = await three()
    made = await ask_all(first.brand, await a_question())
    await answers(first, [1])
    await answers(second, [1])
    await answers(third, [2])
    brand = brand_of(first.brand)
    found = await questions.round_of(brand, questions.round_name(made.round, brand))
    riders, cooks = await shares_of(brand, found)
    assert (riders.result.asked, riders.result.answered, dict(riders.result.counts)) == (
        2,
        2,
        {"1": 2, "2": 0},
    )
    assert dict(cooks.result.counts) == {"1": 0, "2": 1}


async def test_what_is_over_suspended_or_another_brands_is_in_none(
    market: Market, owner: asyncpg.Connection
) -> None:
    relation = await a_paid_relation(market)
    await said(relation, *BIKES)
    await invited(relation, Reaction.INTERESTED)
    brand = brand_of(relation.brand)
    assert await results_of(brand_of(await a_brand())) == []
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    assert await results_of(brand) == []
    await owner.execute("update rentals.rentals set state = 'Active'")
    assert len(await results_of(brand)) == 1
    await withdraw(relation.holder, relation.agreement)
    assert await results_of(brand) == []


async def test_the_clock_alone_takes_them_away() -> None:
    found = await three()
    made = await ask_all(found[0].brand, await a_question())
    brand = brand_of(found[0].brand)
    each = await questions.round_of(brand, questions.round_name(made.round, brand))
    await clock.travel(timedelta(days=40))
    assert await results_of(brand) == []
    assert await shares_of(brand, each) == [], "not even of what was read just before"


@pytest.fixture
async def scene(
    app: Litestar, database: FreshDatabase
) -> AsyncIterator[tuple[list[Relation], httpx.AsyncClient]]:
    relations = await three()
    async with browser(app, await a_session(relations[0].brand)) as brand:
        yield relations, brand


async def test_by_json_nothing_tells_a_pause_from_silence_nor_a_kept_word_from_none(
    scene: tuple[list[Relation], httpx.AsyncClient],
) -> None:
    relations, brand = scene
    for it in relations:
        await invited(it)
    made = await ask_all(relations[0].brand, await a_question())
    one = f"/v1/questions/{questions.round_name(made.round, brand_of(relations[0].brand))}/classes"

    async def seen() -> list[bytes]:
        return [(await brand.get(path)).content for path in ("/v1/results", one)]

    before = await seen()
    assert b"no_answer" in before[0]
    await pause(relations[0].holder, relations[0].agreement)
    await detox(relations[2].holder)
    assert await seen() == before
    await invited(relations[1], told=False)
    after = (await brand.get("/v1/results")).json()
    assert after[0]["told"] == 0 and after[0]["no_answer"] == 3


async def test_another_brands_question_has_no_classes(app: Litestar, database: FreshDatabase) -> None:
    relations = await three()
    made = await ask_all(relations[0].brand, await a_question())
    name = questions.round_name(made.round, brand_of(relations[0].brand))
    async with browser(app, await a_session(await a_brand())) as stranger:
        for path in (f"/v1/questions/{name}/classes", "/v1/questions/x/classes"):
            refused = await stranger.get(path)
            assert (refused.status_code, refused.json()["type"]) == (404, "/problems/question-not-found")
        assert (await stranger.get("/v1/results")).json() == []
