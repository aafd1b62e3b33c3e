"""Money set aside for rewards: what is answered is earned, and comes as money or as a gift to a charity."""

from datetime import date, timedelta

from drills.flows.balance import PEOPLE, TOPPED_UP, put_in
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town, wait
from market.base import clock
from market.base.database import fetch_value
from market.base.sweeps import sweep_once
from market.money.rewards.actions import charities
from market.money.rewards.actions.budgets import close_budget, open_budget
from market.money.rewards.actions.charities import Payment
from market.money.rewards.actions.choose import Choice, sweep_unchosen
from market.money.rewards.errors import BudgetOver, CharityPaymentNotMovable, RewardNotChoosable
from market.money.rewards.rules import Draft
from market.relations.questions import answering, jobs, queries
from market.relations.questions.asking import ask
from market.relations.rewards.actions import SWEEPS as OVER
from market.relations.rewards.actions import choose
from market.relations.rewards.queries import name_of
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded
from tests.relations.questions.asked import a_question

REWARD = 200
"""Cents, of a budget of ten euros."""


async def _set_aside(town: Town, facts: Facts) -> None:
    await open_budget(facts["brand"], Draft(1000, date.fromisoformat(facts["until"]), None), "the-same-key")


async def _topped_up(town: Town, facts: Facts) -> Facts:
    return facts | {"until": (clock.market_date(await clock.now()) + timedelta(days=60)).isoformat()}


BALANCE = Stage("a brand may set something aside", _topped_up, TOPPED_UP)


async def _asked(town: Town, facts: Facts) -> Facts:
    """Two euros of the budget are held for the answer, eight are free."""
    await put_in(town, facts["brand"], 5000, "for rewards")
    until = clock.market_date(await clock.now()) + timedelta(days=60)
    budget = await open_budget(facts["brand"], Draft(1000, until, None), "budget")
    asked = await town.rented(facts["brand"], facts["persona"])
    question = await a_question(reward=REWARD)
    await ask(facts["brand"], asked.agreement, question, budget=budget)
    id = await fetch_value("select id from relations.questions")
    await jobs.asked(str(id))
    return facts | {"agreement": asked.agreement, "budget": budget, "question": str(id)}


ASKED = Stage("a question that brings something is asked", _asked, PEOPLE)


async def _close(town: Town, facts: Facts) -> None:
    with done_already(BudgetOver):
        await close_budget(facts["brand"], facts["budget"])
    await town.quiet()


async def _answered(town: Town, facts: Facts) -> Facts:
    id = await fetch_value("select id from relations.questions")
    await answering.answer(facts["holder"], facts["agreement"], queries.name_of(id, facts["agreement"]), [1])
    return facts


ANSWERED = Stage("it is answered, and not over yet", _answered, ASKED)


async def _withdraw(town: Town, facts: Facts) -> None:
    """What is answered is earned in the instant in which the rental ends."""
    with done_already(RentalAlreadyEnded):
        await withdraw(facts["holder"], facts["agreement"])
    await town.quiet()


async def _earned(town: Town, facts: Facts) -> Facts:
    await wait(timedelta(days=12))
    await sweep_once(OVER)
    charity = await charities.add(await town.operator(), "Les Vélos du lien", "W313001234")
    id = await fetch_value("select id from money.rewards")
    return facts | {"reward": name_of(id, facts["agreement"]), "charity": charity}


EARNED = Stage("a reward is earned, and nobody has chosen", _earned, ANSWERED)


async def _as_money(town: Town, facts: Facts) -> None:
    with done_already(RewardNotChoosable):
        await choose(facts["holder"], facts["agreement"], facts["reward"], Choice("cash"))
    await town.quiet()


async def _as_gift(town: Town, facts: Facts) -> None:
    with done_already(RewardNotChoosable):
        await choose(
            facts["holder"], facts["agreement"], facts["reward"], Choice("charity", facts["charity"])
        )
    await town.quiet()


async def _silent(town: Town, facts: Facts) -> Facts:
    """The rental is over too, and its own last days are paid out as they are due."""
    await wait(timedelta(days=31))
    return facts


SILENT = Stage("its person has said nothing for a month", _silent, EARNED)


async def _unchosen(town: Town, facts: Facts) -> None:
    await sweep_unchosen()
    await town.quiet()


async def _given(town: Town, facts: Facts) -> Facts:
    await _as_gift(town, facts)
    day = clock.market_date(await clock.now()).isoformat()
    return facts | {"operator": await town.operator(), "day": day}


GIVEN = Stage("a gift waits for its charity", _given, EARNED)


async def _paid_on(town: Town, facts: Facts) -> None:
    payment = Payment(REWARD, "DONS 1", date.fromisoformat(facts["day"]))
    await charities.record(facts["operator"], facts["charity"], payment)


async def _sent(town: Town, facts: Facts) -> Facts:
    await _paid_on(town, facts)
    return facts | {"payment": await fetch_value("select id from money.charity_payments")}


SENT = Stage("a charity was paid", _sent, GIVEN)


async def _came_back(town: Town, facts: Facts) -> None:
    with done_already(CharityPaymentNotMovable):
        await charities.came_back(facts["operator"], facts["payment"], "Compte clos.")


FLOWS = (
    Flow("budget set aside", BALANCE, _set_aside),
    Flow("budget closed", ASKED, _close),
    Flow("reward earned as a rental ends", ANSWERED, _withdraw, calls=True),
    Flow("reward as money", EARNED, _as_money),
    Flow("reward as a gift", EARNED, _as_gift),
    Flow("reward that nobody chose", SILENT, _unchosen),
    Flow("charity paid", GIVEN, _paid_on),
    Flow("charity gets nothing", SENT, _came_back),
)
