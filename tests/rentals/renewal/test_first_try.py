"""A brand that kept a card late, and whose bank asks: it leaves the page, says no there, or sees no page at all."""

from datetime import timedelta

import pytest

from market.base import clock, mail
from market.base.database import fetch_value
from market.money.bankcards.actions import brand_tag, remove_card
from market.money.bankcards.queries import cards_of
from market.money.bankcards.rules import Declined
from market.money.janitor import sweep_money
from market.money.sandbox import cards, faults, intents
from market.rentals.errors import RenewalBeingCharged
from market.rentals.renewal import view
from market.rentals.renewal.pay import ask_again, pay_now
from tests.market import Market, market
from tests.money import acts
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]

BUTTON = "Pay €19 now"
ASKS = "Your bank wants to ask you something before it pays."


async def _words(market: Market, it: Renewing) -> str:
    async with reading(market, it.brand, "en") as browser:
        return Page(await browser.get(f"/rentals/{it.agreement}")).words


async def _declined() -> list[str]:
    """The letters that say so, latest first."""
    told = [it.text.replace("\u00a0", " ") for it in await mail.kept() if it.kind == "renewal_declined"]
    return [" ".join(text.split()) for text in told]


async def _no_card(market: Market, step: int = 2) -> Renewing:
    """A renewal that found no card on its day; its brand keeps one since, whose bank always asks."""
    it = await a_rental(market)
    await it.noticed()
    for card in await cards_of(brand_tag(it.brand)):
        await remove_card(it.brand, card.id)
    await market.quiet()
    await it.to("charge", step)
    assert (await it.renewal()).failure == "no_card"
    await it.use_card(cards.ASKS_3DS)
    return it


@pytest.mark.parametrize("step", [0, 2])
async def test_whoever_leaves_the_banks_page_finds_the_way_back(market: Market, step: int) -> None:
    it = await _no_card(market, step)
    told = len(await _declined())
    page = await pay_now(it.brand, it.agreement, "en")
    assert page, "its bank asks, and the page is left"
    await market.quiet()
    shown = await view.for_brand(await it.row())
    assert shown and shown.waits and shown.declined is Declined.ASKS
    words = await _words(market, it)
    assert BUTTON in words and ASKS in words
    assert await pay_now(it.brand, it.agreement, "en") == page
    assert len(await _declined()) == told, "nobody is written to who was there"


async def test_whoever_says_no_there_finds_it_too(market: Market) -> None:
    it = await _no_card(market)
    page = await pay_now(it.brand, it.agreement, "en")
    assert page and it.brand.seat
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, page.rsplit("/", 1)[1], False)
    await ask_again(it.brand.seat.brand, it.agreement)
    await market.quiet()
    assert BUTTON in await _words(market, it)
    await it.use_card("5555555555554444")
    assert await pay_now(it.brand, it.agreement, "en") is None
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1


async def test_while_stripe_has_not_answered_there_is_nothing_to_press(market: Market) -> None:
    it = await _no_card(market)
    await acts.fault(market.sandbox, "POST", "/v1/payment_intents", faults.TIMEOUT_BEFORE, count=50)
    with pytest.raises(RenewalBeingCharged):
        await pay_now(it.brand, it.agreement, "en")
    shown = await view.for_brand(await it.row())
    assert shown and not shown.waits and shown.declined is None


@pytest.mark.parametrize("kind", [faults.TIMEOUT_BEFORE, faults.TIMEOUT_AFTER])
async def test_whose_first_try_got_no_answer_is_told_that_its_bank_asks(market: Market, kind: str) -> None:
    """Stripe was silent when the brand pressed; the worker repeats the call, and the bank asks nobody."""
    it = await _no_card(market)
    before = len(await _declined())
    await acts.fault(market.sandbox, "POST", "/v1/payment_intents", kind, count=50)
    with pytest.raises(RenewalBeingCharged):
        await pay_now(it.brand, it.agreement, "en")
    async with market.sandbox.acting() as call:
        await faults.clear(call.connection)
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    await it.work()
    status = await fetch_value("select status from money.payments order by created_at desc limit 1")
    assert status == "requires_action"
    told = await _declined()
    assert len(told) == before + 1 and "La banque veut vous poser une question" in told[0]
    assert BUTTON in await _words(market, it)
    assert await pay_now(it.brand, it.agreement, "en")
