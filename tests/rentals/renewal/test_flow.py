"""A rental renewed from the two switches to the next period, and everything that can come in between."""

from datetime import timedelta

import pytest

from contracts.record import verify_chain
from market.base import clock, mail
from market.base.database import fetch, fetch_value
from market.money.charges import bank_page_of
from market.money.chart import escrow
from market.money.ledger import balance
from market.money.rules import LEASE
from market.money.sandbox import cards, faults, intents
from market.personas.renewals import set_renews
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import (
    RenewalBeingCharged,
    RenewalNotWaiting,
    RenewalTooLate,
    RentalAlreadyEnded,
    RentalNotActive,
)
from market.rentals.renewal.pay import pay_now
from market.rentals.renewal.queries import dates_of
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from tests.market import Market, market
from tests.money.acts import fault
from tests.rentals.renewal.renewing import HOUR, Renewing, a_rental, slots_taken

__all__ = ["market"]

SECOND = timedelta(seconds=1)


async def test_what_both_want_and_the_brand_pays_begins_when_the_old_period_ends(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    before, following = await it.row(), await it.following()
    assert following and before.ends_at
    assert (following.starts_at, following.phase, following.ahead) == (before.ends_at, "Active", True)
    assert following.agreement != before.agreement and following.parent == before.id
    assert (following.price, following.purposes, following.number) == (1900, before.purposes, 2)
    assert following.agreed().terms == before.agreed().terms
    assert following.card == before.card and following.card is not None, "what it was rented as is kept"
    assert await balance(escrow(following.id)) == 1900
    # A second before the boundary the old one is read, a second after it the new one: no gap, no overlap.
    await clock.travel_to(before.ends_at - SECOND)
    assert await market.read(it.brand, before.agreement)
    with pytest.raises(RentalNotActive):
        await market.read(it.brand, following.agreement)
    await clock.travel_to(before.ends_at + SECOND)  # nobody swept: the clock decides
    with pytest.raises(RentalAlreadyEnded):
        await market.read(it.brand, before.agreement)
    assert await market.read(it.brand, following.agreement)
    await market.sweep()
    assert await market.state(before.agreement) == "Expired"
    assert await market.state(following.agreement) == "Active"
    assert await slots_taken(it.persona) == [following.id]
    assert await it.charges() == 1 and await market.findings() == []


async def test_each_period_has_an_agreement_and_a_record_of_its_own_that_name_each_other(
    market: Market,
) -> None:
    it = await (await a_rental(market)).paid()
    before, following = await it.row(), await it.following()
    assert following
    kinds = [event.kind for event in await record.read(before.id)]
    assert kinds == ["agreed", "activated", "renewal_noticed", "renewed"]
    events = await record.read(following.id)
    assert [event.kind for event in events] == ["agreed", "activated"]
    assert events[0].facts["renews"] == record.urn(before.agreement)
    assert (events[0].facts["number"], events[0].facts["consent"]) == (2, "RenewedConsentGiven")
    assert (await record.read(before.id))[-1].facts == {"by": record.urn(following.agreement)}
    for row in (before, following):
        verify_chain(record.urn(row.agreement), await record.read(row.id))


async def test_it_goes_on_from_period_to_period_and_month_ends_do_not_creep(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    first = await it.row()
    second = await it.following()
    assert second
    it.agreement, it.rental = second.agreement, second.id
    await it.to("notice")
    await it.to("charge")
    third = await it.following()
    assert third and third.number == 3 and third.anchor == first.starts_at
    assert third.starts_at == second.ends_at
    assert await it.charges() == 2
    await clock.travel_to(third.starts_at + SECOND)
    await market.sweep()
    assert await market.findings() == []


async def test_one_side_alone_renews_nothing_and_is_charged_nothing(market: Market) -> None:
    it = await a_rental(market)
    await brand_wishes(it.brand, it.agreement, True)
    for name, step in (("notice", 0), ("charge", 0), ("charge", 2), ("end", 0)):
        await it.to(name, step)
    assert (await it.renewal()).because == "not_wanted"
    assert await it.following() is None and await it.charges() == 0
    assert await it.kinds() == ["renewal_failed_brand"] * 1 + ["renewal_failed_holder"]


async def test_the_offer_speaks_for_a_holder_who_has_not_spoken_of_this_rental(market: Market) -> None:
    it = await a_rental(market)
    await set_renews(it.holder, it.persona, True)
    await brand_wishes(it.brand, it.agreement, True)
    await it.to("notice")
    assert (await it.renewal()).state == "noticed"
    await set_renews(it.holder, it.persona, False)
    await market.quiet()
    assert (await it.renewal()).state == "called_off"
    await it.to("charge")
    assert await it.charges() == 0


async def test_a_word_about_one_rental_goes_before_the_offer(market: Market) -> None:
    it = await a_rental(market)
    await set_renews(it.holder, it.persona, True)
    await brand_wishes(it.brand, it.agreement, True)
    await holder_wishes(it.holder, it.agreement, False)
    await it.to("notice")
    assert (await it.renewal()).because == "not_wanted"


async def test_a_wish_comes_too_late_once_the_notice_is_due(market: Market) -> None:
    it = await a_rental(market)
    await clock.travel_to(dates_of(await it.row()).notice + SECOND)
    for say in (
        brand_wishes(it.brand, it.agreement, True),
        holder_wishes(it.holder, it.agreement, True),
    ):
        with pytest.raises(RenewalTooLate):
            await say


async def test_the_letters_of_a_renewal(market: Market) -> None:
    it = await (await a_rental(market)).noticed()
    assert sorted(await it.kinds()) == ["renewal_notice_brand", "renewal_notice_holder"]
    await it.to("charge")
    assert sorted(await it.kinds())[2:] == ["renewed_brand", "renewed_holder"]
    await it.to("end", late=HOUR)
    await market.sweep()
    assert "ended" not in [it.kind for it in await mail.kept()], "a renewed rental goes on"


async def test_the_duty_to_erase_passes_to_the_last_period(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    await it.to("end", late=HOUR)
    await market.sweep()
    before, following = await it.row(), await it.following()
    assert following
    assert (before.phase, before.renewed, following.renewed) == ("Expired", True, False)
    await withdraw(it.holder, following.agreement)
    assert (await it.row()).renewed, "it had begun"
    again = await it.following()
    assert again and again.delete_by and not again.renewed


async def test_a_soft_decline_is_tried_again_on_the_next_days_and_never_more(market: Market) -> None:
    it = await a_rental(market)
    await it.use_card(cards.DECLINES_LATER)
    await it.noticed()
    for step in range(3):
        await it.to("charge", step)
        await it.work()
        assert (await it.renewal()).step == step + 1
    await it.to("charge", 2, late=HOUR * 20)
    numbers = await fetch_value("select max(number) from money.payment_attempts")
    assert (numbers, await it.charges()) == (3, 0)
    assert (await it.kinds()).count("renewal_declined") == 3
    await it.to("end")
    following = await it.following()
    assert following and following.state == "Terminated" and following.starts_at is None
    assert (await it.renewal()).because == "not_paid"
    assert (
        await fetch_value("select status from money.payments order by created_at desc limit 1") == "canceled"
    )
    with pytest.raises(RentalAlreadyEnded):
        await market.read(it.brand, it.agreement)
    await market.sweep()
    assert await slots_taken(it.persona) == [] and await market.findings() == []


async def test_another_card_pays_at_the_next_try(market: Market) -> None:
    it = await a_rental(market)
    await it.use_card(cards.DECLINES_LATER)
    await it.noticed()
    await it.to("charge", 0)
    await it.use_card("5555555555554444")
    await it.to("charge", 1)
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    assert await fetch_value("select count(*) from sandbox.objects where kind = 'payment_intent'") == 2


async def test_a_card_whose_bank_asks_is_not_tried_again_and_the_brand_pays_by_its_link(
    market: Market,
) -> None:
    it = await a_rental(market)
    await it.use_card(cards.ASKS_3DS)
    await it.noticed()
    await it.to("charge", 0)
    assert (await it.renewal()).failure == "authentication_required"
    await it.to("charge", 1)
    assert await fetch_value("select max(number) from money.payment_attempts") == 1
    url = await pay_now(it.brand, it.agreement, "fr")
    assert url and "/sandbox/authenticate/" in url
    assert await pay_now(it.brand, it.agreement, "fr") == url, "the same page while the bank waits"
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, url.rsplit("/", 1)[1], True)
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    payment = await fetch_value("select id from money.payments order by created_at desc limit 1")
    assert await bank_page_of(payment) is None
    with pytest.raises(RenewalNotWaiting):
        await pay_now(it.brand, it.agreement, "fr")


@pytest.mark.parametrize("kind", [faults.TIMEOUT_AFTER, faults.SERVER_ERROR_AFTER])
async def test_a_refusal_that_a_webhook_brings_before_its_lost_answer_leaves_the_brand_its_page(
    market: Market, kind: str
) -> None:
    """The call is repeated as it was made: the webhook has named the payment meanwhile, and a key is for one call."""
    it = await a_rental(market)
    await it.use_card(cards.ASKS_3DS)
    await it.noticed()
    await fault(market.sandbox, "POST", "/v1/payment_intents", kind, count=20)
    await it.to("charge", 0)
    await market.quiet()  # the webhook
    assert (
        await fetch_value("select failure from money.payments order by created_at desc limit 1")
    ) is not None
    with pytest.raises(RenewalBeingCharged):
        await pay_now(it.brand, it.agreement, "fr")
    async with market.sandbox.acting() as call:
        await faults.clear(call.connection)
    await clock.travel_to(await clock.now() + LEASE + SECOND)
    await market.sweep()
    await market.quiet()
    assert (await it.renewal()).failure == "authentication_required"
    tried = "select count(*) from sandbox.objects where kind = 'charge' and body->>'paid' = 'false'"
    assert await fetch_value(tried) == 1, "a try that the bank answered is not made again"
    url = await pay_now(it.brand, it.agreement, "fr")
    assert url and "/sandbox/authenticate/" in url
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, url.rsplit("/", 1)[1], True)
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    assert await market.findings() == []


async def test_authentication_that_succeeds_after_the_end_begins_nothing_and_goes_back(
    market: Market,
) -> None:
    it = await a_rental(market)
    await it.use_card(cards.ASKS_3DS)
    await it.noticed()
    await it.to("charge", 0)
    url = await pay_now(it.brand, it.agreement, "fr")
    when = dates_of(await it.row())
    await clock.travel_to(when.end + SECOND)
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, str(url).rsplit("/", 1)[1], True)
    await market.quiet()
    await market.sweep()
    following = await it.following()
    assert following and following.starts_at is None
    assert await market.refunds() == [(1900, "succeeded")] and await market.findings() == []


async def test_an_expired_card_is_not_charged_and_its_brand_is_told_in_time(market: Market) -> None:
    it = await (await a_rental(market)).noticed()
    await fetch("update money.bank_cards set exp_year = 2020")
    await it.to("charge", 0)
    assert (await it.renewal()).failure == "default_expired" and await it.charges() == 0
    assert (await it.kinds())[-1] == "renewal_declined"
    await it.use_card("5555555555554444")
    await it.to("charge", 1)
    assert (await it.renewal()).state == "paid"


async def test_a_week_has_its_own_calendar(market: Market) -> None:
    it = await a_rental(market, period="P1W", variant="simple")
    await it.wanted()
    when = dates_of(await it.row())
    assert [round((when.end - at) / timedelta(days=1)) for at in (when.notice, *when.charges)] == [3, 2, 1]
    await it.to("notice")
    await it.to("charge", 0)
    following = await it.following()
    assert following and following.ends_at and following.starts_at
    assert (await it.renewal()).state == "paid"
    assert following.ends_at - following.starts_at == timedelta(days=7)


async def test_a_worker_that_was_away_gives_a_late_notice_and_makes_one_try(market: Market) -> None:
    it = await (await a_rental(market)).wanted()
    await it.to("notice", late=timedelta(days=9))
    assert (await it.renewal()).state == "noticed"
    await it.to("charge", 2)
    assert (await it.renewal()).state == "paid"
    assert ((await it.renewal()).step, await it.charges()) == (3, 1)


async def test_a_worker_that_was_away_for_too_long_renews_nothing(market: Market) -> None:
    it = await (await a_rental(market)).wanted()
    await it.to("charge", 0)
    assert (await it.renewal()).because == "no_notice" and await it.charges() == 0


async def test_the_price_of_a_renewal_is_the_one_agreed(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    from market.rentals.renewal import work

    it = await (await a_rental(market)).wanted()
    monkeypatch.setattr(work, "agree", _dearer)
    await it.to("notice")
    assert (await it.renewal()).state == "open", "found before anything is written"


def _dearer(deal: object, key: object) -> object:
    from dataclasses import replace

    from market.rentals.agreements import agree

    return agree(replace(deal, price_step=2900), key)  # type: ignore[type-var, arg-type]


async def test_what_is_withdrawn_before_the_notice_is_not_renewed(market: Market) -> None:
    it: Renewing = await (await a_rental(market)).wanted()
    await withdraw(it.holder, it.agreement)
    assert (await it.renewal()).state == "called_off"
    await it.to("notice")
    assert await it.following() is None
