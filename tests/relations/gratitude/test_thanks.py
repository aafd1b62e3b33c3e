"""Thanks are messages: counted, sealed and ended as any; a gift is the person's at once, and asks nothing back."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch_value
from market.money.chart import Kind, budget, holder
from market.money.ledger import balance
from market.money.rewards.actions.choose import Choice
from market.money.rewards.errors import RewardBeyondBudget
from market.relations.conversation import queries
from market.relations.conversation.actions import write_as_brand
from market.relations.conversation.queries import Thanked
from market.relations.conversation.thanks import Thanks
from market.relations.errors import MessageLeadsAway, NobodyToThank, NotAnswered
from market.relations.gratitude.actions import thank_round
from market.relations.questions import queries as questions
from market.relations.questions.answering import answer, leave
from market.relations.questions.asking import ask_all
from market.relations.rewards.actions import choose
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded
from tests.factories import a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import Relation, brand_of
from tests.relations.questions.asked import a_question, asked, seen
from tests.relations.rewards.rewarding import a_rewarding

__all__ = ["market"]

WORDS = "Merci : votre réponse a changé l’heure de l’atelier."


async def a_round(market: Market, relation: Relation) -> tuple[str, Relation]:
    """A question to two personas: its round's name, and the second relation."""
    second = await a_holder()
    persona = await a_persona(second)
    agreement = await market.rented(relation.brand, persona)
    made = await ask_all(relation.brand, await a_question())
    assert made.asked == 2
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    return questions.round_name(made.round, brand_of(relation.brand)), Relation(
        second, relation.brand, persona, rental, agreement
    )


async def the_question(relation: Relation) -> str:
    return questions.name_of((await seen(relation)).id, relation.agreement)


async def test_a_gift_is_earned_at_once_and_the_person_says_how_it_comes(market: Market) -> None:
    it = await a_rewarding(market)
    thanks = Thanks(gift=3_00, budget=it.budget)
    await write_as_brand(it.relation.brand, it.relation.agreement, WORDS, thanks=thanks)
    assert it.relation.holder.person
    (heard,) = (await queries.of_holder(it.relation.holder.person, it.relation.agreement)).said
    assert (heard.text, heard.thanks) == (WORDS, Thanked(None, 3_00))
    assert (await it.reward())["status"] == "earned"
    await choose(it.relation.holder, it.relation.agreement, await it.name(), Choice("cash"))
    assert await balance(holder(Kind.HOLDER_PENDING, it.holder_tag)) == 3_00
    assert await balance(budget(it.budget)) == 7_00
    assert await market.findings() == []


async def test_one_is_thanked_for_an_answer_that_stands(market: Market) -> None:
    it = await a_rewarding(market)
    name = await asked(it.relation)
    question = questions.question_of(it.relation.agreement, name)

    async def thank() -> uuid.UUID:
        return await write_as_brand(
            it.relation.brand, it.relation.agreement, WORDS, thanks=Thanks(question=question)
        )

    with pytest.raises(NotAnswered):
        await thank()
    await answer(it.relation.holder, it.relation.agreement, name, [1])
    await thank()
    (said,) = await queries.of_brand(brand_of(it.relation.brand), it.relation.agreement)
    assert said.thanks == Thanked(name, None)
    await leave(it.relation.holder, it.relation.agreement, name)
    with pytest.raises(NotAnswered):
        await thank()


async def test_a_gift_beyond_the_budget_leaves_no_message(market: Market) -> None:
    it = await a_rewarding(market, 5_00)
    thanks = Thanks(gift=5_01, budget=it.budget)
    with pytest.raises(RewardBeyondBudget):
        await write_as_brand(it.relation.brand, it.relation.agreement, WORDS, thanks=thanks)
    assert await fetch_value("select count(*) from relations.messages") == 0
    assert await market.findings() == []


async def test_the_same_thanks_again_are_the_same_and_a_gift_is_given_once(market: Market) -> None:
    it = await a_rewarding(market)
    thanks = Thanks(gift=1_00, budget=it.budget)
    for _ in range(2):
        await write_as_brand(it.relation.brand, it.relation.agreement, WORDS, "k", thanks=thanks)
    assert len(await it.rewards()) == 1
    assert await fetch_value("select count(*) from relations.messages") == 1


async def test_all_who_answered_are_thanked_once_and_nobody_else(market: Market) -> None:
    it = await a_rewarding(market)
    round_name, other = await a_round(market, it.relation)
    thanks = Thanks(gift=1_00, budget=it.budget)
    with pytest.raises(NobodyToThank):
        await thank_round(it.relation.brand, round_name, WORDS, "k", thanks)
    await answer(it.relation.holder, it.relation.agreement, await the_question(it.relation), [1])
    for _ in range(2):
        made = await thank_round(it.relation.brand, round_name, WORDS, "k", thanks)
        assert (made.thanked, made.left_out) == (1, {})
    assert len(await it.rewards()) == 1
    assert other.holder.person
    assert (await queries.of_holder(other.holder.person, other.agreement)).said == []
    assert await market.findings() == []


async def test_a_round_is_thanked_whole_or_not_where_the_budget_is_too_small(market: Market) -> None:
    it = await a_rewarding(market, 5_00)
    round_name, other = await a_round(market, it.relation)
    for relation in (it.relation, other):
        await answer(relation.holder, relation.agreement, await the_question(relation), [2])
    with pytest.raises(RewardBeyondBudget):
        await thank_round(it.relation.brand, round_name, WORDS, "k", Thanks(gift=2_51, budget=it.budget))
    with pytest.raises(MessageLeadsAway):
        await thank_round(it.relation.brand, round_name, "Écrivez à a@b.fr", "k", Thanks())
    assert await fetch_value("select count(*) from relations.messages") == 0
    made = await thank_round(it.relation.brand, round_name, WORDS, "k", Thanks(gift=2_50, budget=it.budget))
    assert made.thanked == 2
    assert await market.findings() == []


async def test_after_the_end_nobody_is_thanked_and_a_gift_stays_the_persons(market: Market) -> None:
    it = await a_rewarding(market)
    await write_as_brand(
        it.relation.brand, it.relation.agreement, WORDS, thanks=Thanks(gift=1_00, budget=it.budget)
    )
    await withdraw(it.relation.holder, it.relation.agreement)
    with pytest.raises(RentalAlreadyEnded):
        await write_as_brand(it.relation.brand, it.relation.agreement, WORDS, thanks=Thanks())
    await clock.travel(timedelta(days=40))
    await market.sweep()
    assert (await it.reward())["status"] == "paid"
    assert await market.findings() == []
