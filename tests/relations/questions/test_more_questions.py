"""Questions beyond the included one: from the fifth edition on, each with a reward, as many as the contract says."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from contracts import readback
from contracts.readings import agreement_reading
from contracts.terms import EDITIONS
from market.base import clock
from market.base.database import fetch, fetch_value
from market.relations.errors import NobodyToAsk, QuestionAlreadyAsked, QuestionNotIncluded
from market.relations.questions import queries
from market.relations.questions.able import left_of
from market.relations.questions.answering import answer
from market.relations.questions.asking import ask, ask_all, preview
from market.relations.questions.turns import Left, Month, against, check_turn, left
from market.relations.rewards.actions import sweep_rewards
from market.rentals import record
from tests.factories import a_holder
from tests.market import Market, market
from tests.relations.helpers import Relation, a_relation, brand_of, with_mailbox
from tests.relations.questions.asked import a_question, asked
from tests.relations.questions.test_questions import counts
from tests.relations.rewards.rewarding import Rewarding, a_rewarding, asked_for

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def left_in(relation: Relation) -> Left:
    return await left_of(brand_of(relation.brand))


async def under(owner: asyncpg.Connection, edition: str) -> None:
    """As if all rentals had been agreed under this edition."""
    await owner.execute("alter table rentals.rentals disable trigger user")
    await owner.execute(
        "update rentals.rentals set document = jsonb_set(document, '{terms}', $1::jsonb)",
        EDITIONS[edition].model_dump_json(),
    )


async def test_a_month_has_as_many_questions_as_its_plain_reading_says(market: Market) -> None:
    it = await a_rewarding(market)
    said = readback.facts(agreement_reading((await it.relation.row()).agreed(), "fr").text, "fr")
    assert (said.question, said.rewarded_per_month) == (True, 4)
    await asked(it.relation)
    assert await left_in(it.relation) == Left(0, 4)
    for more in range(said.rewarded_per_month):
        await asked_for(it, 50, text=f"Et le jour {more} ?")
    assert await left_in(it.relation) == Left()
    before = await counts()
    with pytest.raises(QuestionAlreadyAsked) as refused:
        await ask(it.relation.brand, it.relation.agreement, await a_question(reward=50), budget=it.budget)
    assert refused.value.facts["per_month"] == 5
    assert await counts() == before and len(await it.rewards()) == 4
    events = [it for it in await record.read(it.relation.rental) if it.kind == "asked"]
    assert [it.facts["number"] for it in events] == [1, 2, 3, 4, 5]


async def test_beyond_the_included_one_a_question_without_a_reward_is_refused_and_told_the_way_out(
    market: Market,
) -> None:
    it = await a_rewarding(market)
    await asked(it.relation)
    before = await counts()
    with pytest.raises(QuestionNotIncluded) as refused:
        await ask(it.relation.brand, it.relation.agreement, await a_question(), key="k1")
    assert refused.value.facts["with_a_reward"] == 4
    assert await counts() == before
    found = await preview(it.relation.brand, await a_question())
    assert (found.left_out, found.left) == ({"question-not-included": 1}, Left(0, 4))
    assert len((await preview(it.relation.brand, await a_question(reward=50))).would_be) == 1


async def test_the_included_one_stays_where_others_came_first_and_the_next_month_begins_anew(
    market: Market,
) -> None:
    it = await a_rewarding(market)
    await asked_for(it, 50)
    assert await left_in(it.relation) == Left(1, 3)
    await asked(it.relation, text="Et sans rien ?")
    with pytest.raises(QuestionNotIncluded):
        await ask(it.relation.brand, it.relation.agreement, await a_question())
    assert await queries.asked_in(it.relation.rental, 1) == Month(2, 1)
    assert await queries.asked_in(it.relation.rental, 2) == Month()


@pytest.mark.parametrize("first", [None, 50])
async def test_under_terms_of_before_a_month_has_its_one_question_with_a_reward_or_without(
    market: Market, owner: asyncpg.Connection, first: int | None
) -> None:
    it = await a_rewarding(market)
    await under(owner, "standard-4")
    await (asked(it.relation) if first is None else asked_for(it, first))
    before = await counts()
    for reward, budget in ((None, None), (50, it.budget)):
        with pytest.raises(QuestionAlreadyAsked) as refused:
            await ask(
                it.relation.brand, it.relation.agreement, await a_question(reward=reward), budget=budget
            )
        assert refused.value.facts["per_month"] == 1
    assert await counts() == before
    assert await left_in(it.relation) == Left()


async def test_a_round_with_a_reward_asks_each_once_also_when_it_is_sent_again(market: Market) -> None:
    it = await a_rewarding(market)
    holder = await with_mailbox(await a_holder(), "b@example.org")
    other = await a_relation(brand=it.relation.brand, holder=holder)
    for more in range(2):
        question = await a_question(reward=50, text=f"Et la {more} ?")
        for _ in range(2):
            made = await ask_all(it.relation.brand, question, key=f"k{more}", budget=it.budget)
            assert (made.asked, made.to_come) == (2, 0)
    rows = await fetch("select rental, number, rewarded from relations.questions order by rental, number")
    assert len(rows) == 4 and all(row["rewarded"] for row in rows)
    assert {row["rental"] for row in rows} == {it.relation.rental, other.rental}
    assert await left_in(it.relation) == Left(2, 4)
    assert (await ask_all(it.relation.brand, await a_question(text="Et sans ?"))).asked == 2
    with pytest.raises(NobodyToAsk) as refused:
        await ask_all(it.relation.brand, await a_question(text="Et encore ?"))
    assert refused.value.facts["left_out"] == {"question-not-included": 2}


async def test_two_at_once_have_one_included_question_between_them(market: Market) -> None:
    it = await a_rewarding(market)
    question = await a_question()
    tries = [
        ask(it.relation.brand, it.relation.agreement, replace(question, text=f"Et {n} ?")) for n in range(4)
    ]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in done) == 1
    assert {type(one) for one in done if isinstance(one, BaseException)} == {QuestionNotIncluded}


async def test_silence_on_a_rewarded_question_costs_the_holder_nothing_and_the_money_is_the_brands_again(
    market: Market,
) -> None:
    it = await a_rewarding(market)
    name = await asked_for(it, 50)
    silent = await asked_for(it, 50, text="Et celle-ci ?")
    await answer(it.relation.holder, it.relation.agreement, name, [1])
    await clock.travel(timedelta(days=12))
    await sweep_rewards()
    assert sorted(row["status"] for row in await it.rewards()) == ["earned", "lapsed"]
    assert silent and await fetch_value("select count(*) from rentals.rentals where state = 'Active'") == 1


async def test_the_table_refuses_a_second_free_question_and_a_sixth(
    market: Market, owner: asyncpg.Connection
) -> None:
    it: Rewarding = await a_rewarding(market)
    await asked(it.relation)
    copied = (
        "insert into relations.questions (id, rental, brand, round, month, number, rewarded, until, sealed, asked_at)"
        " select gen_random_uuid(), rental, brand, gen_random_uuid(), month, {}, {}, until, sealed, asked_at"
        " from relations.questions limit 1"
    )
    for number, rewarded, constraint in ((2, False, "questions_free"), (6, True, "questions_included")):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await owner.execute(copied.format(number, rewarded))
        assert refused.value.constraint_name == constraint
    await owner.execute(copied.format(5, True))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("update relations.questions set rewarded = not rewarded")


@pytest.mark.parametrize(
    ("per_month", "month", "remaining", "free", "rewarded"),
    [
        (0, Month(), Left(), "question-not-included", "question-not-included"),
        (1, Month(), Left(1, 0), None, None),
        (1, Month(1, 1), Left(), "question-already-asked", "question-already-asked"),
        (1, Month(1, 0), Left(), "question-already-asked", "question-already-asked"),
        (5, Month(), Left(1, 4), None, None),
        (5, Month(1, 1), Left(0, 4), "question-not-included", None),
        (5, Month(4, 0), Left(1, 0), None, None),
        (5, Month(5, 0), Left(), "question-already-asked", "question-already-asked"),
        (5, Month(5, 1), Left(), "question-already-asked", "question-already-asked"),
    ],
)
def test_what_a_month_has_left(
    per_month: int, month: Month, remaining: Left, free: str | None, rewarded: str | None
) -> None:
    assert left(per_month, month) == remaining
    assert against(per_month, month, rewarded=False) == free
    assert against(per_month, month, rewarded=True) == rewarded


def test_who_has_asked_all_is_told_when_the_next_month_begins() -> None:
    contact = EDITIONS["standard-5"].contact
    assert check_turn(contact, Month(4, 1), rewarded=True, again_on=None) == 5
    for again, facts in (
        (None, {"per_month": 5}),
        ("2026-12-20", {"per_month": 5, "again_on": "2026-12-20"}),
    ):
        with pytest.raises(QuestionAlreadyAsked) as refused:
            check_turn(contact, Month(5, 1), rewarded=True, again_on=again)
        assert refused.value.facts == facts
