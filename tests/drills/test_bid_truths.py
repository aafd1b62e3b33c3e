"""What the drills hold to be true of bids: nothing is untrue after their acts, and each lie about them is noticed."""

import pytest

from drills.truths import untrue
from market.base.database import fetch, transaction
from market.relations.intents import actions
from tests.market import Market, market
from tests.relations.intents.looking import a_bidder, a_seeker, bid_before, bids, days, looked_for, mine

__all__ = ["market"]

CLOSED = (
    "update relations.intents set state = 'closed', closed_at = base.now(), closed_because = '{}',"
    " decided_as = case '{}' when 'agreed' then 'accepted' end,"
    " decided_at = case '{}' when 'agreed' then base.now() end,"
    " due_at = case '{}' when 'agreed' then base.now() end, route = case '{}' when 'agreed' then 'api' end,"
    " chosen = case '{}' when 'agreed' then (select b.id from relations.bids b where b.intent = intents.id) end"
    " where state = 'open'"
)
LIES = {
    "is sealed, and its place is none": "update relations.bids set place = uuidv7() where state = 'sealed'",
    "is sealed, and what it is for is closed": CLOSED.replace("{}", "nobody"),
    "is closed as agreed, and its bids that won are 0": CLOSED.replace("{}", "agreed"),
    "won, and another was chosen": "update relations.bids set state = 'won', rental = (select id from rentals.rentals"
    " limit 1) where state = 'sealed'",
}


class Undone(Exception):
    """The lie is taken back."""


async def test_nothing_is_untrue_of_bids_and_every_lie_is_noticed(market: Market) -> None:
    """One that was taken, one that was not, and one that is sealed."""
    holder, persona = await a_seeker()
    one, other = await a_bidder(market), await a_bidder(market)
    intent = await looked_for(holder, persona)
    await days(1)
    low = await bids(one, intent)
    await bids(other, intent, price_step=2900)
    await days(10)
    await actions.accept(holder, mine(holder, intent), bid_before(holder, low))
    second = await looked_for(holder, persona)
    await days(1, persona)
    await bids(other, second)
    await market.quiet()
    assert await untrue() == []
    for words, lie in LIES.items():
        with pytest.raises(Undone):
            async with transaction():
                await fetch(lie)
                found = [it for it in await untrue() if it.startswith("bids: ")]
                assert any(words in it for it in found), (words, found)
                raise Undone
    assert await untrue() == []
