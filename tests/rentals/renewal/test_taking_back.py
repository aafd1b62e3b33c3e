"""Either side takes it back at any instant: before the charge, while it is under way, after it. All goes back."""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.money.asking import ask_payment
from market.money.charges import submit_charge
from market.money.sandbox import faults
from market.personas.renewals import set_renews
from market.rentals.actions.end import Ending, end_early, withdraw
from market.rentals.renewal.queries import dates_of
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from market.rentals.renewal.work import attend
from tests.market import Market, market
from tests.rentals.renewal.renewing import Renewing, a_rental, slots_taken

__all__ = ["market"]

INTENTS = "/v1/payment_intents"
SIDES = ["holder", "brand"]


async def take_back(it: Renewing, side: str) -> None:
    if side == "holder":
        await holder_wishes(it.holder, it.agreement, False)
    else:
        await brand_wishes(it.brand, it.agreement, False)


async def decided(it: Renewing) -> None:
    """The first try is committed and nobody has called yet."""
    await it.noticed()
    await clock.travel_to(dates_of(await it.row()).charges[0] + timedelta(seconds=1))
    await attend(it.rental)


async def payment_of_renewal() -> object:
    return await fetch_value("select id from money.payments order by created_at desc limit 1")


async def stands_alone(it: Renewing, market: Market, *, refunded: int = 0) -> None:
    """The old rental runs on, keeps its place, and nothing follows it."""
    row = await it.row()
    assert row.phase == "Active" and await market.read(it.brand, it.agreement)
    assert await slots_taken(it.persona) == [it.rental]
    following = await it.following()
    assert following is None or following.phase == "Terminated"
    assert (await it.renewal()).state == "called_off"
    assert await market.refunds() == ([(refunded, "succeeded")] if refunded else [])
    await it.to("end")
    await market.sweep()
    assert await market.state(it.agreement) == "Expired"
    assert await slots_taken(it.persona) == []
    assert await market.findings() == []


@pytest.mark.parametrize("side", SIDES)
async def test_after_the_notice_and_nothing_is_charged(market: Market, side: str) -> None:
    it = await (await a_rental(market)).noticed()
    await take_back(it, side)
    await it.to("charge", 0)
    assert await it.charges() == 0
    await stands_alone(it, market)


@pytest.mark.parametrize("side", SIDES)
async def test_between_the_decision_and_the_call_and_nothing_is_called(market: Market, side: str) -> None:
    it = await a_rental(market)
    await decided(it)
    await take_back(it, side)
    await market.quiet()
    assert await fetch_value("select count(*) from sandbox.objects where kind = 'payment_intent'") == 1
    assert await it.charges() == 0
    await stands_alone(it, market)


@pytest.mark.parametrize("side", SIDES)
async def test_while_the_call_has_no_answer_and_what_was_taken_goes_back(market: Market, side: str) -> None:
    it = await a_rental(market)
    await decided(it)
    async with market.sandbox.acting() as call:
        await faults.inject(call.connection, "POST", INTENTS, faults.TIMEOUT_AFTER, count=3)
    payment = await payment_of_renewal()
    market.webhooks = False
    await submit_charge(payment)  # type: ignore[arg-type]
    await take_back(it, side)
    market.webhooks = True
    await market.quiet()
    await ask_payment(payment)  # type: ignore[arg-type]
    await market.quiet()
    assert await it.charges() == 1
    await stands_alone(it, market, refunded=1900)


@pytest.mark.parametrize("side", SIDES)
async def test_once_it_is_paid_and_all_of_it_goes_back(market: Market, side: str) -> None:
    it = await (await a_rental(market)).paid()
    await take_back(it, side)
    await market.quiet()
    following = await it.following()
    assert following and following.refunded == 1900
    await stands_alone(it, market, refunded=1900)


async def test_the_offer_takes_back_what_rested_on_it_once_it_is_paid(market: Market) -> None:
    it = await a_rental(market)
    await set_renews(it.holder, it.persona, True)
    await brand_wishes(it.brand, it.agreement, True)
    await it.to("notice")
    await it.to("charge")
    assert (await it.renewal()).state == "paid"
    await set_renews(it.holder, it.persona, False)
    await market.quiet()
    await stands_alone(it, market, refunded=1900)


async def test_the_coming_period_can_be_switched_off_by_its_own_switch(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    ending = await withdraw(it.holder, following.agreement)
    assert (ending.refund, ending.used_days, ending.holder) == (1900, 0, 0)
    await market.quiet()
    await stands_alone(it, market, refunded=1900)


async def test_a_brand_that_ends_a_period_before_it_begins_gets_all_of_it_back(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    ending = await end_early(it.brand, following.agreement)
    assert (ending.refund, ending.earned) == (1900, 0)
    await market.quiet()
    await stands_alone(it, market, refunded=1900)


@pytest.mark.parametrize("moment", ["noticed", "decided", "unanswered", "paid"])
async def test_switching_the_rental_off_ends_its_renewal_in_the_same_act(market: Market, moment: str) -> None:
    it = await a_rental(market)
    if moment == "noticed":
        await it.noticed()
    elif moment == "paid":
        await it.paid()
    else:
        await decided(it)
    if moment == "unanswered":
        async with market.sandbox.acting() as call:
            await faults.inject(call.connection, "POST", INTENTS, faults.TIMEOUT_AFTER, count=3)
        market.webhooks = False
        await submit_charge(await payment_of_renewal())  # type: ignore[arg-type]
    ending: Ending = await withdraw(it.holder, it.agreement)
    following = await it.following()
    assert following is None or following.phase == "Terminated", "in the same transaction"
    assert (await it.renewal()).state == "called_off"
    assert await slots_taken(it.persona) == []
    market.webhooks = True
    await market.quiet()
    await market.sweep()
    if moment == "unanswered":
        await ask_payment(await payment_of_renewal())  # type: ignore[arg-type]
        await market.quiet()
    back = [amount for amount, status in await market.refunds() if status == "succeeded"]
    charged = moment in ("unanswered", "paid")
    assert sorted(back) == sorted([ending.refund, *([1900] if charged else [])])
    assert await it.charges() == int(charged)
    assert await market.findings() == []


async def test_after_the_boundary_the_new_period_is_refunded_by_its_days(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following and following.starts_at
    await clock.travel_to(following.starts_at + timedelta(days=9, hours=1))
    await market.sweep()
    ending = await withdraw(it.holder, following.agreement)
    assert ending.used_days == 10 and 0 < ending.refund < 1900
    await market.quiet()
    assert await market.refunds() == [(ending.refund, "succeeded")]
    assert await market.findings() == []


async def test_taking_back_what_nobody_asked_for_changes_nothing(market: Market) -> None:
    it = await a_rental(market)
    await holder_wishes(it.holder, it.agreement, False)
    await brand_wishes(it.brand, it.agreement, False)
    assert (await it.renewal()).state == "open"
    await it.wanted()
    await brand_wishes(it.brand, it.agreement, False)
    await it.to("notice")
    assert (await it.renewal()).because == "not_wanted"
    assert await fetch("select 1 from rentals.rentals where parent is not null") == []
