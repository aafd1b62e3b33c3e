"""An answer that brings something: offered out of a budget, earned when its question is over, come in three ways."""

import uuid
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.money.chart import Kind, brand_credit, budget, charity, holder
from market.money.credit import queries as credit
from market.money.credit.errors import BalanceTooLow
from market.money.ledger import balance
from market.money.rewards import codes
from market.money.rewards.actions import charities
from market.money.rewards.actions.budgets import close_budget, sweep_budgets
from market.money.rewards.actions.choose import Choice, pay_all_of, sweep_unchosen
from market.money.rewards.actions.offers import require_enough
from market.money.rewards.errors import (
    BudgetDayNotValid,
    BudgetNotFound,
    BudgetOutOfRange,
    BudgetOver,
    CharityNotFound,
    CodesAreOver,
    CodesNotOffered,
    NoCodeLeft,
    RewardBeyondBudget,
    RewardNotChoosable,
    RewardNotFound,
    RewardOutOfRange,
    VoucherRateNotValid,
)
from market.money.rewards.rules import CHOOSE_WITHIN
from market.personas.rules import Stance, Trait
from market.relations.errors import QuestionUnclear, StandingRuleUnknown
from market.relations.questions.answering import answer, leave, set_rules
from market.relations.questions.asking import ask, ask_all
from market.relations.questions.rules import Rules
from market.relations.rewards.actions import choose, sweep_rewards
from market.rentals.actions.end import end_early, withdraw
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money.payouts.paying import an_operator, client_money
from tests.relations.questions.asked import a_question, mine
from tests.relations.questions.test_silence import CODES, saying
from tests.relations.rewards.rewarding import Rewarding, a_budget, a_charity, a_rewarding, asked_for, put_in

__all__ = ["market"]


@pytest.fixture
def held() -> Iterator[None]:
    """The operator may hold client money, so that charities can be paid."""
    with client_money():
        yield


async def over() -> None:
    """The question's last day is past, and the worker has come."""
    await clock.travel(timedelta(days=12))
    await sweep_rewards()


async def earned(it: Rewarding, reward: int = 2_00) -> str:
    """Asked, answered, over: the name of the reward."""
    question = await asked_for(it, reward)
    await answer(it.relation.holder, it.relation.agreement, question, [1])
    await over()
    assert (await it.reward())["status"] == "earned"
    return await it.name()


async def sound(it: Rewarding) -> None:
    assert await it.market.findings() == []


async def test_money_goes_whole_from_the_balance_to_the_person(market: Market) -> None:
    it = await a_rewarding(market)
    assert await balance(brand_credit(it.brand_tag)) == 40_00 and await balance(budget(it.budget)) == 10_00
    question = await asked_for(it)
    assert ((await it.row())["reserved"], (await it.reward())["status"]) == (2_00, "offered")
    await answer(it.relation.holder, it.relation.agreement, question, [1])
    await sweep_rewards()
    assert (await it.reward())["status"] == "offered", "an answer can still be taken back"
    await over()
    before = await balance(holder(Kind.HOLDER_PENDING, it.holder_tag))
    await choose(it.relation.holder, it.relation.agreement, await it.name(), Choice("cash"))
    assert await balance(holder(Kind.HOLDER_PENDING, it.holder_tag)) == before + 2_00
    assert await balance(budget(it.budget)) == 8_00
    row = await it.row()
    assert (row["reserved"], row["spent"]) == (0, 2_00)
    await sound(it)


async def test_no_answer_brings_nothing_and_the_budget_has_it_again(market: Market) -> None:
    it = await a_rewarding(market)
    await asked_for(it)
    await over()
    assert (await it.reward())["status"] == "lapsed"
    assert ((await it.row())["reserved"], await balance(budget(it.budget))) == (0, 10_00)
    await sound(it)


async def test_an_answer_that_was_taken_back_brings_nothing(market: Market) -> None:
    it = await a_rewarding(market)
    question = await asked_for(it)
    await answer(it.relation.holder, it.relation.agreement, question, [1])
    await leave(it.relation.holder, it.relation.agreement, question)
    await over()
    assert (await it.reward())["status"] == "lapsed"


@pytest.mark.parametrize("by", ["holder", "brand"])
async def test_an_end_earns_what_was_answered_in_the_same_instant(market: Market, by: str) -> None:
    it = await a_rewarding(market)
    question = await asked_for(it)
    await answer(it.relation.holder, it.relation.agreement, question, [2])
    await (withdraw if by == "holder" else end_early)(
        it.relation.holder if by == "holder" else it.relation.brand, it.relation.agreement
    )
    assert (await it.reward())["status"] == "earned"
    await choose(it.relation.holder, it.relation.agreement, await it.name(), Choice("cash"))
    await market.quiet()
    await sound(it)


async def test_an_end_lapses_what_was_not_answered(market: Market) -> None:
    it = await a_rewarding(market)
    await asked_for(it)
    await withdraw(it.relation.holder, it.relation.agreement)
    await sweep_rewards()
    assert (await it.reward())["status"] == "lapsed"
    await market.quiet()
    await sound(it)


async def test_who_says_nothing_is_paid_after_thirty_days(market: Market) -> None:
    it = await a_rewarding(market)
    await earned(it)
    assert await sweep_unchosen() == 0
    await clock.travel(CHOOSE_WITHIN)
    assert await sweep_unchosen() == 1
    assert (await it.reward())["status"] == "paid"
    assert await balance(holder(Kind.HOLDER_PENDING, it.holder_tag)) >= 2_00
    await market.sweep()
    await sound(it)


async def test_a_code_is_given_once_and_the_brand_keeps_its_money(market: Market) -> None:
    it = await a_rewarding(market, voucher_bps=12_000)
    assert await codes.add(it.relation.brand, it.budget, ["VELO-1", " VELO-2 ", "VELO-1"]) == 2
    assert await codes.add(it.relation.brand, it.budget, ["VELO-2", "VELO-3"]) == 1, "one that is there stays"
    name = await earned(it)
    await choose(it.relation.holder, it.relation.agreement, name, Choice("voucher"))
    assert await codes.of_reward((await it.reward())["id"]) == "VELO-1"
    row = await it.row()
    assert (row["reserved"], row["spent"], await balance(budget(it.budget))) == (0, 0, 10_00)
    assert await codes.left(it.budget) == 2
    kept = await fetch("select sealed from money.voucher_codes")
    assert not any(b"VELO" in it["sealed"] for it in kept), "codes are money: sealed at rest"
    await sound(it)


async def test_a_gift_goes_whole_to_a_charity_and_its_transfer_takes_it_out_of_the_bank(
    market: Market, held: None
) -> None:
    it = await a_rewarding(market)
    to = await a_charity()
    name = await earned(it)
    await choose(it.relation.holder, it.relation.agreement, name, Choice("charity", to))
    assert await balance(charity(to)) == 2_00
    await sound(it)
    day = clock.market_date(await clock.now())
    paid = await charities.record(await an_operator(), to, charities.Payment(2_00, "dons 11/2026", day))
    assert await balance(charity(to)) == 0
    await sound(it)
    await charities.came_back(await an_operator(), paid, "compte clos")
    assert await balance(charity(to)) == 2_00
    await sound(it)


async def test_a_choice_is_made_once_and_only_by_the_person(market: Market) -> None:
    it = await a_rewarding(market)
    question = await asked_for(it)
    name = await it.name()
    with pytest.raises(RewardNotChoosable) as early:
        await choose(it.relation.holder, it.relation.agreement, name, Choice("cash"))
    assert early.value.facts["state"] == "offered"
    await answer(it.relation.holder, it.relation.agreement, question, [1])
    await over()
    for who in (await a_holder(), await a_brand()):
        with pytest.raises(RewardNotFound):
            await choose(who, it.relation.agreement, name, Choice("cash"))
    for way in (Choice("charity"), Choice("charity", it.budget)):
        with pytest.raises(CharityNotFound):
            await choose(it.relation.holder, it.relation.agreement, name, way)
    with pytest.raises(CodesNotOffered):
        await choose(it.relation.holder, it.relation.agreement, name, Choice("voucher"))
    await choose(it.relation.holder, it.relation.agreement, name, Choice("cash"))
    with pytest.raises(RewardNotChoosable):
        await choose(it.relation.holder, it.relation.agreement, name, Choice("cash"))
    await sound(it)


async def test_without_a_code_left_or_after_the_end_the_money_is_still_there(market: Market) -> None:
    it = await a_rewarding(market, voucher_bps=10_000)
    name = await earned(it)
    with pytest.raises(NoCodeLeft):
        await choose(it.relation.holder, it.relation.agreement, name, Choice("voucher"))
    await codes.add(it.relation.brand, it.budget, ["ENCORE"])
    await withdraw(it.relation.holder, it.relation.agreement)
    with pytest.raises(CodesAreOver):
        await choose(it.relation.holder, it.relation.agreement, name, Choice("voucher"))
    await choose(it.relation.holder, it.relation.agreement, name, Choice("cash"))
    assert await codes.left(it.budget) == 1
    await market.quiet()
    await sound(it)


async def test_a_reward_beyond_the_budget_asks_nobody(market: Market) -> None:
    it = await a_rewarding(market, 5_00)
    with pytest.raises(RewardBeyondBudget) as refused:
        await asked_for(it, 5_01)
    assert refused.value.facts["free"] == 5_00
    for wrong in (49, 50_01, -1):
        with pytest.raises(RewardOutOfRange):
            await asked_for(it, wrong)
    with pytest.raises(QuestionUnclear):
        await ask(it.relation.brand, it.relation.agreement, await a_question(reward=1_00))
    with pytest.raises(QuestionUnclear):
        await ask(it.relation.brand, it.relation.agreement, await a_question(), budget=it.budget)
    assert await fetch_value("select count(*) from relations.questions") == 0
    assert (await it.row())["reserved"] == 0
    await sound(it)


async def test_all_are_asked_or_none_where_the_budget_is_too_small(market: Market) -> None:
    it = await a_rewarding(market, 5_00)
    second = await a_persona(await a_holder())
    await market.rented(it.relation.brand, second)
    with pytest.raises(RewardBeyondBudget):
        await ask_all(it.relation.brand, await a_question(reward=2_51), budget=it.budget)
    assert await fetch_value("select count(*) from relations.questions") == 0
    made = await ask_all(it.relation.brand, await a_question(reward=2_50), budget=it.budget)
    assert (made.asked, (await it.row())["reserved"]) == (2, 5_00)
    await sound(it)


async def test_another_brands_budget_is_no_budget(market: Market) -> None:
    it, other = await a_rewarding(market), await a_rewarding(market)
    mine = await a_question(reward=1_00)
    with pytest.raises(BudgetNotFound):
        await ask(it.relation.brand, it.relation.agreement, mine, budget=other.budget)
    with pytest.raises(BudgetNotFound):
        await close_budget(it.relation.brand, other.budget)
    with pytest.raises(BudgetNotFound):
        await codes.add(it.relation.brand, other.budget, ["A"])


async def test_a_closed_budget_gives_back_what_is_free_at_once_and_the_rest_as_it_comes_free(
    market: Market,
) -> None:
    it = await a_rewarding(market)
    await asked_for(it)
    await close_budget(it.relation.brand, it.budget)
    row = await it.row()
    assert (row["status"], row["returned"]) == ("closing", 8_00)
    assert await balance(brand_credit(it.brand_tag)) == 48_00
    await sound(it)
    with pytest.raises(BudgetOver):
        await close_budget(it.relation.brand, it.budget)
    await over()
    await sweep_budgets()
    row = await it.row()
    assert (row["status"], row["returned"], row["returns"]) == ("closed", 10_00, 2)
    assert await balance(brand_credit(it.brand_tag)) == 50_00
    await sound(it)


async def test_a_budget_closes_by_itself_after_its_last_day(market: Market) -> None:
    it = await a_rewarding(market, until=clock.market_date(await clock.now()) + timedelta(days=3))
    await clock.travel(timedelta(days=3))
    await require_enough(it.budget, it.brand_tag, 1_00)
    await clock.travel(timedelta(days=1))
    with pytest.raises(BudgetOver):
        await require_enough(it.budget, it.brand_tag, 1_00)
    with pytest.raises(BudgetOver):
        await asked_for(it)
    await market.sweep()
    row = await it.row()
    assert (row["status"], row["returned"]) == ("closed", 10_00)
    await sound(it)


@pytest.mark.parametrize(("reward", "by_rule"), [(1_49, False), (1_50, True)])
async def test_a_rule_answers_from_its_reward_on(market: Market, reward: int, by_rule: bool) -> None:
    relation = await saying(Trait(Stance.ME, CODES[1]))
    await put_in(market, relation.brand, 20_00)
    it = Rewarding(market, relation, await a_budget(relation.brand))
    await set_rules(relation.holder, relation.persona, Rules({"media": "always"}, {"media": 1_50}))
    await asked_for(it, reward, kind="claim", claim="publicite")
    found = await mine(relation)
    assert (found.by_rule, found.asked.answer is not None, found.left) == (by_rule, by_rule, False)


async def test_a_least_stands_for_an_always_alone(market: Market) -> None:
    relation = await saying(Trait(Stance.ME, CODES[1]))
    for said in ({"media": "never"}, {}):
        with pytest.raises(StandingRuleUnknown):
            await set_rules(relation.holder, relation.persona, Rules(said, {"media": 1_00}))
    with pytest.raises(RewardOutOfRange):
        await set_rules(relation.holder, relation.persona, Rules({"media": "always"}, {"media": 1}))


async def test_who_leaves_is_paid_what_they_have_earned(market: Market) -> None:
    it = await a_rewarding(market)
    await earned(it)
    async with transaction():
        await pay_all_of(it.holder_tag)
    assert (await it.reward())["status"] == "paid"
    await sound(it)


async def test_nothing_a_brand_reads_tells_which_way_a_reward_came(market: Market, held: None) -> None:
    a, b = await a_rewarding(market, voucher_bps=None), await a_rewarding(market, voucher_bps=None)
    to = await a_charity()
    first, second = await earned(a), await earned(b)
    await choose(a.relation.holder, a.relation.agreement, first, Choice("cash"))
    await choose(b.relation.holder, b.relation.agreement, second, Choice("charity", to))
    rows = [dict(await it.row()) for it in (a, b)]
    for row in rows:
        for own in ("id", "brand", "opened_at"):
            row.pop(own)
    assert rows[0] == rows[1]
    moved = [[(m.kind, m.amount, m.after) for m in await credit.movements(it.brand_tag)] for it in (a, b)]
    assert moved[0] == moved[1]


async def test_a_budget_needs_what_it_takes(market: Market) -> None:
    who = await a_brand()
    today = clock.market_date(await clock.now())
    with pytest.raises(BalanceTooLow):
        await a_budget(who)
    for wrong, refusal in (
        ({"amount": 4_99}, BudgetOutOfRange),
        ({"until": today}, BudgetDayNotValid),
        ({"until": today + timedelta(days=367)}, BudgetDayNotValid),
        ({"voucher_bps": 9_999}, VoucherRateNotValid),
        ({"voucher_bps": 20_001}, VoucherRateNotValid),
    ):
        with pytest.raises(refusal):
            await a_budget(who, **wrong)
    assert await fetch_value("select count(*) from money.reward_budgets") == 0


BROKEN = """
create function public.broken() returns trigger language plpgsql as $$ begin
  if new.id = '{id}' then raise exception 'this one cannot be written'; end if; return new; end $$;
create trigger broken before update on money.{table} for each row execute function public.broken()
"""
MENDED = "drop function public.broken() cascade"


async def test_one_that_cannot_be_settled_paid_or_closed_holds_up_none_of_the_others(
    market: Market, owner: asyncpg.Connection
) -> None:
    both = [await a_rewarding(market), await a_rewarding(market)]
    for it in both:
        await answer(it.relation.holder, it.relation.agreement, await asked_for(it), [1])
    first = both[0]

    async def states(sweep: Callable[[], Awaitable[int]], table: str, id: uuid.UUID) -> list[str]:
        """Of both, after a sweep that cannot write the first one's row and after the next one, which can."""
        found = []
        await owner.execute(BROKEN.format(id=id, table=table))
        for mended in (False, True):
            await sweep()
            rows = [await (it.reward() if table == "rewards" else it.row()) for it in both]
            found += [row["status"] for row in rows]
            if not mended:
                await owner.execute(MENDED)
        return found

    await clock.travel(timedelta(days=12))
    reward = (await first.reward())["id"]
    assert await states(sweep_rewards, "rewards", reward) == ["offered", *["earned"] * 3]
    await clock.travel(CHOOSE_WITHIN)
    assert await states(sweep_unchosen, "rewards", reward) == ["earned", *["paid"] * 3]
    await clock.travel(timedelta(days=30))
    assert await states(sweep_budgets, "reward_budgets", first.budget) == ["open", *["closed"] * 3]
    for it in both:
        await sound(it)
