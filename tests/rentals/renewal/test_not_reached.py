"""A try that does not come to the bank leaves what the bank asked before as it was; and nobody is told of a refusal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from market.base import clock, mail
from market.base.database import fetch, fetch_value
from market.money.bankcards.actions import brand_tag, make_default, remove_card
from market.money.bankcards.errors import NoBankCard
from market.money.bankcards.queries import cards_of
from market.money.booking import apply_payment
from market.money.desk import desk
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.queries import open_page
from market.money.rules import KEY_LIFE
from market.money.sandbox import cards, faults, intents
from market.rentals.errors import RenewalNotWaiting
from market.rentals.renewal import queries
from market.rentals.renewal.pay import ask_again, pay_now
from market.rentals.renewal.queries import dates_of
from tests.market import Market, market
from tests.money import acts
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.rentals.renewal.test_left_page import OTHER, _left
from tests.web.brands import Page, reading

__all__ = ["market"]


async def _clear(market: Market) -> None:
    async with market.sandbox.acting() as call:
        await faults.clear(call.connection)


async def _tries() -> list[tuple[str, str | None]]:
    rows = await fetch(
        "select a.status, a.error_code from money.payment_attempts a where a.mode <> 'checkout' order by a.number"
    )
    return [(row["status"], row["error_code"]) for row in rows]


async def _page(market: Market, it: Renewing) -> str:
    async with reading(market, it.brand, "en") as browser:
        return Page(await browser.get(f"/rentals/{it.agreement}")).words


async def _letter(it: Renewing) -> str:
    return next(it.text for it in await mail.kept() if it.kind == "renewal_declined")


async def _lost(market: Market, it: Renewing, step: int, path: str = "/v1/payment_intents") -> None:
    """The try of a step has no answer for as long as its key lives, and did nothing."""
    await acts.fault(market.sandbox, "POST", path, faults.TIMEOUT_BEFORE, count=5000)
    await it.to("charge", step)
    await clock.travel(KEY_LIFE + timedelta(minutes=5))
    await _clear(market)
    await sweep_money()
    await it.work()


async def test_a_lost_try_of_another_card_leaves_the_first_page_and_is_made_again(market: Market) -> None:
    it, page = await _left(market)
    await it.use_card(OTHER)
    await _lost(market, it, 1, "/v1/payment_intents/*/confirm")
    assert (await _tries())[-1] == ("refused", "lost")
    assert it.brand.seat
    await ask_again(it.brand.seat.brand, it.agreement)  # whoever has the renewal's page open looks again
    order = await fetch_value("select order_id from money.payments order by created_at desc limit 1")
    assert await open_page(order) == page, "the first card's bank still asks, and there"
    await it.to("charge", 2)
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    assert await market.findings() == [] and await check() == []


async def test_the_brand_goes_on_with_the_first_card_or_has_the_other_tried(market: Market) -> None:
    it, page = await _left(market)
    assert it.brand.seat
    first = (await cards_of(brand_tag(it.brand)))[0].id
    other = await it.use_card(OTHER)
    await _lost(market, it, 1, "/v1/payment_intents/*/confirm")
    await ask_again(it.brand.seat.brand, it.agreement)
    tries = len(await _tries())
    await make_default(it.brand, first)
    assert await pay_now(it.brand, it.agreement, "fr") == page, "it is asked about, so that nothing is tried"
    assert len(await _tries()) == tries
    await make_default(it.brand, other)
    assert await pay_now(it.brand, it.agreement, "fr") is None
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1


async def test_a_try_called_off_in_between_is_made_at_the_next_step(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dispute is lost between the decision and the call, and what is owed is paid minutes later."""
    it, _ = await _left(market)
    await it.use_card(OTHER)
    real, when = queries.owed_by, dates_of(await it.row())
    await clock.travel_to(when.charges[1] + timedelta(seconds=1))
    from market.rentals.renewal.work import sweep_renewals

    await sweep_renewals()

    async def owes(_: bytes) -> int:
        return 1900

    monkeypatch.setattr(queries, "owed_by", owes)
    await market.quiet()
    monkeypatch.setattr(queries, "owed_by", real)
    assert (await _tries())[-1] == ("refused", "not_wanted")
    for _ in range(13):  # the janitor looks at what stands
        await clock.travel(timedelta(minutes=30))
        await sweep_money()
        await it.work()
    await it.to("charge", 2)
    assert (await it.renewal()).state == "paid" and await it.charges() == 1


async def test_whoever_answered_and_was_refused_is_told_so_and_tried_again(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await a_rental(market)
    await it.use_card(cards.ASKS_3DS)
    await it.noticed()
    await it.to("charge", 0)
    page = await pay_now(it.brand, it.agreement, "fr")
    assert page and it.brand.seat
    real = cards.card_named
    monkeypatch.setattr(cards, "card_named", lambda name: replace(real(name), decline=cards.POOR))
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, page.rsplit("/", 1)[1], True)
    monkeypatch.setattr(cards, "card_named", real)
    before = (await it.kinds()).count("renewal_declined")
    for _ in range(2):  # the webhook, and whoever comes back: told once
        await ask_again(it.brand.seat.brand, it.agreement)
        await market.quiet()
    assert (await it.renewal()).failure == "insufficient_funds"
    assert (await it.kinds()).count("renewal_declined") == before + 1
    words = await _page(market, it)
    assert "Your bank refused the payment this time" in words and "wants to ask" not in words
    tries = len(await _tries())
    await it.to("charge", 1)
    assert len(await _tries()) == tries + 1, "the same card may pass another day"


async def test_a_try_that_is_lost_is_told_as_that(market: Market) -> None:
    it = await a_rental(market)
    await it.noticed()
    await _lost(market, it, 0)
    assert (await it.renewal()).failure == "lost"
    words = await _page(market, it)
    assert "The try did not come to your bank." in words and "refused the payment" not in words
    assert "pas parvenu à la banque" in await _letter(it)


async def test_without_a_card_the_brand_keeps_one_and_pays_at_once(market: Market) -> None:
    it = await a_rental(market)
    await it.noticed()
    with pytest.raises(RenewalNotWaiting):  # nothing is due yet
        await pay_now(it.brand, it.agreement, "fr")
    for card in await cards_of(brand_tag(it.brand)):
        await remove_card(it.brand, card.id)
    await market.quiet()
    await it.to("charge", 0)
    words = await _page(market, it)
    assert (
        "No card that you keep can pay." in words and "bank refused" not in words and "Pay €19 now" in words
    )
    letter = await _letter(it)
    assert "Aucune carte gardée ne peut payer" in letter and "page Cartes bancaires" in letter
    with pytest.raises(NoBankCard):
        await pay_now(it.brand, it.agreement, "fr")
    await it.use_card(OTHER)
    assert await pay_now(it.brand, it.agreement, "fr") is None
    await market.quiet()
    renewal = await it.renewal()
    assert (renewal.state, renewal.step) == ("paid", 1) and await it.charges() == 1
    with pytest.raises(RenewalNotWaiting):
        await pay_now(it.brand, it.agreement, "fr")
    assert await market.findings() == [] and await check() == []


async def test_a_late_word_of_before_the_question_is_told_to_nobody(market: Market) -> None:
    """What Stripe said before its bank asked, applied after it: the charge is the one that is known already."""
    it, _ = await _left(market)
    intent = await fetch_value(
        "select stripe_payment_intent_id from money.payments order by created_at desc limit 1"
    )
    state = await desk().gateway.fetch_payment(intent)
    known = await fetch_value("select stripe_charge_id from money.payments order by created_at desc limit 1")
    before, failure = (await it.kinds()).count("renewal_declined"), (await it.renewal()).failure
    for charge in {known, None}:
        late = replace(state, status="requires_payment_method", failure="generic_decline", charge=charge)
        assert await apply_payment(late)
        await apply_payment(state)
    await market.quiet()
    assert (await it.kinds()).count("renewal_declined") == before
    assert (await it.renewal()).failure == failure != "generic_decline"
