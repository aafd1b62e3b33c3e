"""Builders: a brand with a budget for rewards, and questions that come with one."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from market.base import vault
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.money.credit.actions.top_up import top_up
from market.money.credit.api import open_top_up
from market.money.rewards.actions.budgets import open_budget
from market.money.rewards.rules import Draft
from market.relations.questions import jobs, queries
from market.relations.questions.asking import ask
from market.relations.rewards import queries as rewards
from tests.market import Market
from tests.money.payouts.paying import an_operator
from tests.relations.helpers import Relation, a_paid_relation, brand_of
from tests.relations.questions.asked import a_question


@dataclass
class Rewarding:
    """A relation whose brand has put money in and set some of it aside."""

    market: Market
    relation: Relation
    budget: uuid.UUID

    @property
    def brand_tag(self) -> bytes:
        return vault.tag("money", brand_of(self.relation.brand))

    @property
    def holder_tag(self) -> bytes:
        assert self.relation.holder.person
        return vault.tag("money", self.relation.holder.person)

    async def row(self) -> Record:
        row = await fetch_row("select * from money.reward_budgets where id = $1", self.budget)
        assert row
        return row

    async def rewards(self) -> list[Record]:
        return await fetch(
            "select * from money.rewards where budget = $1 order by offered_at, id", self.budget
        )

    async def reward(self) -> Record:
        (row,) = await self.rewards()
        return row

    async def name(self) -> str:
        """What the only reward is called in its relation."""
        return rewards.name_of((await self.reward())["id"], self.relation.agreement)


async def put_in(market: Market, who: Principal, amount: int) -> None:
    """So much is in the brand's balance, by card."""
    payment = await top_up(who, amount, uuid.uuid4().hex)
    url = (await open_top_up(payment, "fr")).checkout_url
    assert url
    await market.pay_at(url)
    await market.quiet()


async def a_budget(who: Principal, amount: int = 10_00, **changes: Any) -> uuid.UUID:
    """Set aside from what is in the balance."""
    draft: dict[str, Any] = {
        "amount": amount,
        "until": market_date(await now()) + timedelta(days=60),
        "voucher_bps": None,
    }
    return await open_budget(who, Draft(**(draft | changes)), uuid.uuid4().hex)


async def a_rewarding(market: Market, amount: int = 10_00, **changes: Any) -> Rewarding:
    """A paid relation, and a budget."""
    relation = await a_paid_relation(market)
    await put_in(market, relation.brand, 50_00)
    return Rewarding(market, relation, await a_budget(relation.brand, amount, **changes))


async def asked_for(
    it: Rewarding, reward: int = 2_00, relation: Relation | None = None, **changes: object
) -> str:
    """Ask with a reward, let the worker see to it; the question's name in its relation."""
    of = relation or it.relation
    await ask(of.brand, of.agreement, await a_question(reward=reward, **changes), budget=it.budget)
    question: uuid.UUID = await fetch_value(
        "select id from relations.questions where rental = $1 order by id desc limit 1", of.rental
    )
    await jobs.asked(str(question))
    return queries.name_of(question, of.agreement)


async def a_charity(name: str = "Les Vélos du lien", registration: str = "W313001234") -> uuid.UUID:
    """One that gifts can go to."""
    from market.money.rewards.actions.charities import add

    return await add(await an_operator(), name, registration)
