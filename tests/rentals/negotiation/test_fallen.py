"""What was agreed on and came to nothing: both sides, and the protocol's messages, say so, with the worker dead too."""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import transaction
from market.rentals.actions import activate
from market.rentals.negotiation import queries
from market.rentals.negotiation.shown import for_brand, for_holder, outcome, protocol
from market.rentals.queries import of_brand
from tests.market import Market, market
from tests.rentals.negotiation.asking import Request, a_request, request_

__all__ = ["market", "request_"]


async def _told(request: Request) -> tuple[str, str | None, str, str | None, str, str]:
    """State and outcome for the brand, state and reason for the holder, the protocol's state and its last message."""
    assert request.brand.seat and request.holder.person
    row = await request.row()
    theirs = await for_brand(row)
    mine = await for_holder(
        request.holder.person, await queries.of_holder(request.holder.person, request.agreement)
    )
    said = protocol(row, await of_brand(request.brand.seat.brand, request.agreement))
    last = said.messages[-1]
    assert said.negotiation["state"] == theirs.state or theirs.state == "AGREED"
    return theirs.state, theirs.outcome, mine.state, mine.fallen, last["@type"], last.get("code", "")


NOT_PAID = (
    "TERMINATED",
    "not-paid",
    "TERMINATED",
    "not-paid",
    "ContractNegotiationTerminationMessage",
    "not-paid",
)


@pytest.mark.parametrize("swept", [False, True])
async def test_another_sum_that_is_not_paid_in_time_is_no_agreement_any_more(
    request_: Request, swept: bool
) -> None:
    await request_.offer(period="P3M", price_step=2900)
    await request_.take_up(paying=False)
    row = await request_.row()
    assert outcome(row) == "agreed" and row.phase == "agreed", "until the time to pay is over"
    await clock.travel(timedelta(minutes=20))
    if swept:
        await request_.sweep()
    assert await _told(request_) == NOT_PAID
    row = await request_.row()
    assert row.fallen_at and row.answered_at and row.fallen_at > row.answered_at
    ended = (await for_brand(row)).ended_on
    assert ended == clock.market_date(row.fallen_at).isoformat()


async def test_what_is_agreed_on_and_paid_stays_so_also_when_it_is_over(request_: Request) -> None:
    await request_.accept()
    assert (await _told(request_))[:4] == ("AGREED", "agreed", "AGREED", None)
    await clock.travel(timedelta(days=45))
    await request_.sweep()
    assert outcome(await request_.row()) == "agreed"


async def test_what_could_not_be_had_any_more_is_told_as_that(market: Market) -> None:
    request = await a_request(market)
    await request.offer(price_step=2900)
    await request.take_up(paying=False)
    assert request.brand.seat
    rental = await of_brand(request.brand.seat.brand, request.agreement)
    async with transaction():  # as a payment does for which nobody is there any more
        await activate.abandon(rental, "stop", activate.NOT_AVAILABLE)
    assert (await _told(request))[:4] == ("TERMINATED", "not-available", "TERMINATED", "not-available")
