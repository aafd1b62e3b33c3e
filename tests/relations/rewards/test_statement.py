"""A person's yearly statement has what a relation's rewards brought in a line of their own, whole."""

import json
from datetime import UTC, datetime

from market.base import clock
from market.base.database import fetch_value
from market.money.documents.years import issue_year
from market.money.rewards.actions.choose import Choice
from market.relations.questions.answering import answer
from market.relations.rewards.actions import choose
from market.rentals.actions.end import withdraw
from tests.market import Market, market
from tests.relations.rewards.rewarding import a_rewarding, asked_for

__all__ = ["market"]


async def test_rewards_have_a_line_of_their_own(market: Market) -> None:
    await clock.travel_to(datetime(2026, 11, 30, 9, tzinfo=UTC))
    it = await a_rewarding(market)
    question = await asked_for(it)
    await answer(it.relation.holder, it.relation.agreement, question, [1])
    await withdraw(it.relation.holder, it.relation.agreement)
    await choose(it.relation.holder, it.relation.agreement, await it.name(), Choice("cash"))
    await market.quiet()
    await clock.travel_to(datetime(2027, 1, 20, 9, tzinfo=UTC))
    assert await issue_year(it.holder_tag, 2026)
    found = json.loads(await fetch_value("select snapshot from money.documents where kind = 'year'"))
    lines = [(line["rewards"], line["gross"], line["commission"], line["net"]) for line in found["lines"]]
    # One day of thirty: 64 cents, of which 51 are the holder's.
    assert lines == [(False, 64, 13, 51), (True, 2_00, 0, 2_00)]
    assert len({line["brand"] for line in found["lines"]}) == 1 and found["lines"][0]["brand"]
