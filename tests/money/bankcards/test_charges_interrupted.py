"""Charges that two try at once, that are asked about too late, or whose answer is a surprise."""

import uuid

import pytest
import stripe

from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.money import charges
from market.money.asking import ask_payment
from market.money.asking_charges import ask_charge
from market.money.bankcards.actions import remove_card
from market.money.charges import submit_charge
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.orders import expire_open_checkout
from market.money.rules import KEY_LIFE, LEASE
from market.money.sandbox import cards, faults, intents, payments
from market.money.stripe_cards import _refused
from tests.money.bankcards.keeping import (
    Charged,
    a_brand_with_card,
    ask_for,
    attempts,
    taken,
    try_again,
    with_card,
)
from tests.money.flows.shop import Shop, status

INTENTS, ONE = "/v1/payment_intents", "/v1/payment_intents/*"
LATER = cards.DECLINES_LATER


async def deaf(shop: Shop) -> None:
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)


async def and_another_submits(shop: Shop, charged: Charged) -> None:
    """While the first call is on its way its lease passes, and somebody else makes the same call."""

    async def meanwhile() -> None:
        await clock.travel(LEASE * 2)
        await submit_charge(charged.payment)

    shop.transport.first("POST", INTENTS, meanwhile)
    await submit_charge(charged.payment)


async def test_a_decline_that_two_hear_of_is_told_once(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, card)
    await and_another_submits(shop, charged)
    assert charged.declined == ["generic_decline"]
    assert await attempts(charged) == [("answered", "generic_decline")]


async def test_a_refusal_that_two_hear_of_is_told_once(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    await fetch("update money.bank_cards set stripe_payment_method_id = 'pm_none' where id = $1", card.id)
    charged = await ask_for(who, card)
    await and_another_submits(shop, charged)
    assert charged.declined == ["resource_missing"] and await status(charged.payment) == "submitted"


async def test_a_charge_under_way_that_is_not_wanted_any_more_is_not_called_again(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit_charge(charged.payment)
    charged.wanted = False
    await clock.travel(LEASE * 2)
    shop.transport.posted.clear()
    await submit_charge(charged.payment)
    assert shop.transport.posted == []
    assert await attempts(charged) == [("requested", None)] and charged.declined == []
    await clock.travel(KEY_LIFE)
    await sweep_money()
    assert await attempts(charged) == [("refused", "lost")] and await taken(shop) == 0


async def test_a_card_that_the_dashboard_took_away_between_two_tries_is_refused(shop: Shop) -> None:
    """Stripe will not even try. What the payment is meanwhile it is asked, and without an answer asked later."""
    who, bad = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    good = await with_card(shop, who)
    method = await fetch_value("select stripe_payment_method_id from money.bank_cards where id = $1", good.id)
    await deaf(shop)
    await shop.gateway.detach_card("dashboard", method)
    assert await try_again(charged, good)
    await shop.fault(ONE, faults.TIMEOUT_BEFORE, "GET")
    await submit_charge(charged.payment)
    assert (await attempts(charged))[1] == ("requested", None), "nothing is concluded from silence"
    await submit_charge(charged.payment)
    [first, (outcome, code)] = await attempts(charged)
    assert first == ("answered", "generic_decline") and outcome == "refused"
    assert charged.declined == ["generic_decline", code]
    assert await status(charged.payment) == "submitted" and await taken(shop) == 0


async def test_a_first_card_refused_the_brand_answers_its_bank_for_the_second(shop: Shop) -> None:
    """Stripe has no payment yet: it is made while the brand is there."""
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    gone = await with_card(shop, who)
    await fetch("update money.bank_cards set stripe_payment_method_id = 'pm_none' where id = $1", gone.id)
    charged = await ask_for(who, gone)
    await shop.settle()
    assert charged.declined == ["resource_missing"] and await shop.at_stripe("payment_intent") == []
    assert await try_again(charged, card, there=True)
    await submit_charge(charged.payment)
    assert await status(charged.payment) == "requires_action"
    page = await charges.bank_page_of(charged.payment)
    assert page is not None
    [intent] = await shop.at_stripe("payment_intent")
    async with shop.sandbox.acting() as call:
        await intents.authenticate(call, intent["id"], True)
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_a_lost_charge_is_not_mistaken_for_another_of_the_same_brand(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    paid = await ask_for(who, card)
    await shop.settle()
    lost = await ask_for(who, card)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit_charge(lost.payment)
    await clock.travel(KEY_LIFE * 1.1)
    await ask_charge(lost.payment)
    assert lost.declined == ["lost"] and paid.declined == []
    assert await status(paid.payment) == "succeeded" and await taken(shop) == 1


async def test_a_charge_that_two_find_lost_is_told_once(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit_charge(charged.payment)
    await clock.travel(KEY_LIFE * 1.1)
    shop.transport.first("GET", INTENTS, lambda: ask_charge(charged.payment))
    await ask_charge(charged.payment)
    assert charged.declined == ["lost"]


async def test_a_bank_that_was_answered_without_a_word_to_us_is_asked_after(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    charged = await ask_for(who, card)
    await shop.settle()
    assert await try_again(charged, card, there=True)
    await submit_charge(charged.payment)
    await deaf(shop)
    [intent] = await shop.at_stripe("payment_intent")
    async with shop.sandbox.acting() as call:
        await intents.authenticate(call, intent["id"], True)
    await ask_charge(charged.payment)
    assert await status(charged.payment) == "succeeded"
    assert await check() == []


async def test_an_attempt_that_ended_without_a_payment_at_stripe_has_nothing_to_ask_after(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await remove_card(who, card.id)
    await shop.settle()
    await ask_charge(charged.payment)
    assert await status(charged.payment) == "submitted" and charged.declined == ["resource_missing"]


async def test_what_is_no_charge_is_not_asked_after(shop: Shop) -> None:
    with pytest.raises(LookupError):
        await ask_charge(uuid.uuid4())
    assert await charges.hold(uuid.uuid4()) is None


# Of orders that are closed.


async def test_a_bank_that_is_answered_while_its_charge_is_called_off_has_paid(shop: Shop) -> None:
    """Stripe refuses to cancel; what was taken is booked, and whoever waits for it sends it back."""
    shop.too_late = True
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    charged = await ask_for(who, card)
    await shop.settle()
    assert await try_again(charged, card, there=True)
    await submit_charge(charged.payment)
    [intent] = await shop.at_stripe("payment_intent")

    async def meanwhile() -> None:
        async with shop.sandbox.acting() as call:
            await intents.authenticate(call, intent["id"], True)

    shop.transport.first("POST", f"{ONE}/cancel", meanwhile)
    await expire_open_checkout(charged.order)
    await shop.settle()
    assert await status(charged.payment) == "succeeded"
    assert await fetch_value("select sum(amount)::int from money.refunds where status = 'succeeded'") == 1900
    assert await check() == []


async def test_a_fee_that_comes_after_its_order_was_closed_is_booked(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault("charge", faults.LATE, faults.SETTLEMENT)
    await deaf(shop)
    await submit_charge(charged.payment)
    await fetch("update money.orders set closed_at = base.now() where id = $1", charged.order)
    fee = "select fee from money.payments where id = $1"
    assert await fetch_value(fee, charged.payment) is None
    [charge] = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await payments.settle(call, charge["id"])
    await ask_payment(charged.payment)
    assert await fetch_value(fee, charged.payment) > 0
    assert await status(charged.payment) == "succeeded" and await check() == []


async def test_a_charge_called_off_before_it_was_made_is_not_asked_about(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await expire_open_checkout(charged.order)
    await shop.fault("*", faults.TIMEOUT_BEFORE, "GET")
    await ask_payment(charged.payment)
    assert await status(charged.payment) == "canceled"
    async with transaction():
        row = await charges.hold(charged.order)
    assert row is not None and charges.standing(row) == "over"
    async with shop.sandbox.acting() as call:
        assert len(await faults.waiting(call.connection)) == 1, "nobody asked Stripe"


def test_a_card_error_that_names_no_payment_is_a_refusal() -> None:
    error = stripe.CardError(
        "No.", None, "card_declined", json_body={"error": {"code": "card_declined", "message": "No."}}
    )
    with pytest.raises(stripe.CardError):
        _refused(error)
