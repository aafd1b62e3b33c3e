"""What must be true of castings once all is quiet: each lie about them is noticed by its own words."""

import pytest

from drills.truths import untrue
from market.base.database import fetch, transaction
from market.relations.castings import actions
from market.relations.castings.queries import name_for
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.castings.casting import a_crowd, next_morning, reached, says_yes
from tests.relations.helpers import brand_of
from tests.relations.rewards.rewarding import put_in

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")

LIES = {
    "is free, and that is closed": "update relations.castings set state = 'closed', closed_at = base.now(),"
    " closed_because = 'until' where state = 'open'",
    "is free and not paid for": "update money.order_lines set closed_at = base.now(), close_reason = 'a lie',"
    " total_days = 31, used_days = 0 where closed_at is null and starts_at is null",
    "went back, and its price of 1900 did not: 0": "update money.order_lines set refunded = 0 where refunded > 0",
    "is taken, its rental none": "update rentals.casting_places set state = 'taken', accepted_at = base.now()"
    " where state = 'free'",
    "is taken, its rental Inactive": "update rentals.rentals set state = 'Inactive', starts_at = null, ends_at = null",
    "is taken, and who said yes is nobody": "update relations.casting_acceptances set state = 'over', rental = null",
    "has 0 places of 2": "insert into relations.castings (id, brand, state, title, text, purpose, criteria, period,"
    " price_step, places, until, opened_at) select uuidv7(), brand, 'open', title, text, purpose, criteria, period,"
    " price_step, places, until, opened_at from relations.castings limit 1",
    "somebody waits": "update relations.casting_acceptances set state = 'waiting', rental = null",
}


class Undone(Exception):
    """The lie is taken back."""


async def test_nothing_is_untrue_of_castings_and_every_lie_is_noticed(market: Market) -> None:
    """One that is open and one that was closed, each with a place that was taken and one that was not."""
    brand, crowd = await a_brand(), await a_crowd()
    await put_in(market, brand, 100_00)
    castings = [await reached(brand), await reached(brand)]
    for (who, persona), casting in zip(crowd, castings, strict=False):
        await says_yes(who, persona, casting)
    await next_morning()
    await actions.close_early(brand, name_for(brand_of(brand), castings[1].id))
    await market.quiet()
    assert await untrue() == []
    for words, lie in LIES.items():
        try:
            async with transaction():
                await fetch(lie)
                found = [it for it in await untrue() if it.startswith("castings: ")]
                assert any(words in it for it in found), (words, found)
                raise Undone
        except Undone:
            pass
    assert await untrue() == []
