"""The bank's page of a renewal is opened and left: what the brand, and the worker, can do then."""

import contextlib
from datetime import timedelta

import pytest

from market.base import clock, mail
from market.base.database import fetch, fetch_value
from market.base.i18n import Language
from market.money.bankcards.actions import remove_card
from market.money.charges import bank_page_of
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.sandbox import cards, faults, intents
from market.rentals.actions.end import withdraw
from market.rentals.errors import RenewalBeingCharged, RenewalNotWaiting
from market.rentals.renewal.pay import pay_now
from tests.market import Market, market
from tests.money import acts
from tests.rentals.renewal.renewing import Renewing, a_rental

__all__ = ["market"]

OTHER = "5555555555554444"


async def _left(market: Market) -> tuple[Renewing, str]:
    """A renewal whose first try the bank wanted answered, and the page of the answer, left."""
    it = await a_rental(market)
    await it.use_card(cards.ASKS_3DS)
    await it.noticed()
    await it.to("charge", 0)
    page = await pay_now(it.brand, it.agreement, "fr")
    assert page and "/sandbox/authenticate/" in page
    return it, page


async def _tries() -> int:
    found: int = await fetch_value("select max(number) from money.payment_attempts")
    return found


async def _answer(market: Market, page: str) -> None:
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, page.rsplit("/", 1)[1], True)
    await market.quiet()


async def test_another_card_is_tried_at_the_next_press(market: Market) -> None:
    it, _ = await _left(market)
    await it.use_card(OTHER)
    assert await pay_now(it.brand, it.agreement, "fr") is None, "nothing is left to answer"
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    payment = await fetch_value("select id from money.payments order by created_at desc limit 1")
    assert await bank_page_of(payment) is None
    assert await market.findings() == [] and await check() == []


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_failure_of_stripes_at_the_other_card_does_not_lead_back_to_the_page_of_the_first(
    market: Market, kind: str
) -> None:
    it, page = await _left(market)
    await it.use_card(OTHER)
    await acts.fault(market.sandbox, "POST", "/v1/payment_intents/*/confirm", kind)
    for _ in range(3):
        with contextlib.suppress(RenewalBeingCharged, RenewalNotWaiting):
            assert await pay_now(it.brand, it.agreement, "fr") != page
        await clock.travel(timedelta(minutes=2))
        await sweep_money()
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    assert await market.findings() == [] and await check() == []


async def test_another_card_that_asks_too_has_a_page_of_its_own_try(market: Market) -> None:
    it, _ = await _left(market)
    await it.use_card(cards.ASKS_3DS)
    again = await pay_now(it.brand, it.agreement, "fr")
    assert again and await _tries() == 3
    await _answer(market, again)
    assert (await it.renewal()).state == "paid" and await it.charges() == 1


async def test_another_card_is_tried_on_the_next_day_by_itself(market: Market) -> None:
    it, _ = await _left(market)
    await it.use_card(OTHER)
    await it.to("charge", 1)
    renewal = await it.renewal()
    assert (renewal.state, renewal.step) == ("paid", 2) and await it.charges() == 1
    assert await market.findings() == [] and await check() == []


async def test_the_same_card_is_not_tried_and_the_brand_is_told_while_there_is_time(market: Market) -> None:
    it, page = await _left(market)
    told = (await it.kinds()).count("renewal_declined")
    await it.to("charge", 1)
    renewal = await it.renewal()
    assert (renewal.step, renewal.failure) == (2, "authentication_required") and await _tries() == 2
    assert (await it.kinds()).count("renewal_declined") == told + 1
    assert await pay_now(it.brand, it.agreement, "fr") == page, "the page still stands"
    await _answer(market, page)
    assert (await it.renewal()).state == "paid" and await it.charges() == 1


async def test_of_a_card_that_was_removed_the_page_is_given_no_more(market: Market) -> None:
    it, _ = await _left(market)
    asked = await fetch_value("select card_id from money.payment_attempts order by number desc limit 1")
    await it.use_card(OTHER)
    await remove_card(it.brand, asked)
    await market.quiet()
    assert await pay_now(it.brand, it.agreement, "fr") is None
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1


async def test_a_left_page_that_is_answered_after_another_card_has_paid_takes_nothing(market: Market) -> None:
    it, page = await _left(market)
    await it.use_card(OTHER)
    await pay_now(it.brand, it.agreement, "fr")
    await market.quiet()
    async with market.sandbox.acting() as call:
        assert not await intents.authenticate(call, page.rsplit("/", 1)[1], True)
    await market.quiet()
    assert await it.charges() == 1 and await market.findings() == [] and await check() == []


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_who_says_yes_once_the_person_has_switched_off_is_told_that_it_no_longer_stood(
    market: Market, language: Language
) -> None:
    it, page = await _left(market)
    assert it.brand.person
    await fetch("update accounts.people set language = $2 where id = $1", it.brand.person, language)
    await withdraw(it.holder, it.agreement)
    await _answer(market, page)
    await market.sweep()
    told = [letter for letter in await mail.kept() if letter.kind in ("renewal_over", "paid_too_late")]
    assert [letter.kind for letter in told] == ["renewal_over"] and "19" in told[0].text
    assert ("n’avait plus cours" if language == "fr" else "no longer stood") in told[0].text
    assert await it.charges() == 1 and await market.findings() == [] and await check() == []


async def test_the_left_page_answered_at_last_costs_no_other_card_its_try(market: Market) -> None:
    """Stripe fails at the second card; the first one's page is answered, and refused: the second is asked after all."""
    it = await a_rental(market)
    await it.use_card(cards.ASKS_AND_LACKS_FUNDS)
    await it.noticed()
    await it.to("charge", 0)
    page = await pay_now(it.brand, it.agreement, "fr")
    assert page
    await it.to("charge", 1)
    await it.use_card(OTHER)
    await acts.fault(market.sandbox, "POST", "/v1/payment_intents/*/confirm", faults.SERVER_ERROR)
    await it.to("charge", 2)
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, page.rsplit("/", 1)[1], True)
    for _ in range(4):
        await market.quiet()
        await clock.travel(timedelta(minutes=2))
        await sweep_money()
        await it.work()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    assert await market.findings() == [] and await check() == []
