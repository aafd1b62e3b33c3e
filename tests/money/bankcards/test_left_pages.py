"""The bank's page of one card is left, another card is tried, and then the page is answered after all."""

import pytest

from market.base import clock
from market.base.database import fetch
from market.money.asking import ask_payment
from market.money.charges import submit_charge
from market.money.piccolo_migrations import money_2026_11_27t12_00_00_000000 as migration
from market.money.rules import KEY_LIFE
from market.money.sandbox import cards, faults, intents
from tests.money.bankcards.keeping import (
    Charged,
    a_brand_with_card,
    ask_for,
    attempts,
    taken,
    try_again,
    with_card,
)
from tests.money.bankcards.test_charges_broken import ONE, broken, heard_by_webhook
from tests.money.flows.shop import Shop, status, submit
from tests.money.reconciliation.looking import deaf


async def left(shop: Shop) -> tuple[Charged, str]:
    """A charge whose first card's bank asks on a page that nobody answers; and another card of its brand."""
    who, asks = await a_brand_with_card(shop, cards.ASKS_AND_LACKS_FUNDS)
    good = await with_card(shop, who)
    charged = await ask_for(who, asks)
    await shop.settle()
    assert await try_again(charged, asks, there=True)
    await submit(charged.payment)
    assert await status(charged.payment) == "requires_action"
    await deaf(shop)
    assert await try_again(charged, good)
    return charged, str(good)


async def answer(shop: Shop) -> None:
    """On the page that was left; the card has no money."""
    [intent] = await shop.at_stripe("payment_intent")
    async with shop.sandbox.acting() as call:
        await intents.authenticate(call, intent["id"], True)


@pytest.mark.parametrize("answered", ["before the call", "after the call"])
@pytest.mark.parametrize("heard", [True, False])
async def test_what_the_first_card_came_to_is_no_word_on_the_second(
    shop: Shop, heard: bool, answered: str
) -> None:
    charged, _ = await left(shop)
    if answered == "before the call":
        await answer(shop)
    await broken(shop, charged, faults.SERVER_ERROR, f"{ONE}/confirm")
    if answered == "after the call":
        await answer(shop)
    if heard:
        await heard_by_webhook(shop)
    before = list(charged.declined)
    await submit(charged.payment)
    assert charged.declined == before, "the second card was never asked"
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


@pytest.mark.parametrize("heard", [True, False])
async def test_nor_when_the_seconds_call_is_too_old_to_repeat(shop: Shop, heard: bool) -> None:
    charged, _ = await left(shop)
    await shop.fault(f"{ONE}/confirm", faults.TIMEOUT_BEFORE, count=100)
    await submit_charge(charged.payment)
    await answer(shop)
    if heard:
        await heard_by_webhook(shop)
    await clock.travel(KEY_LIFE * 1.1)
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    before = list(charged.declined)
    await ask_payment(charged.payment)
    assert charged.declined == [*before, "lost"]


async def test_nor_when_the_second_was_turned_away_before(shop: Shop) -> None:
    charged, _ = await left(shop)
    await shop.fault(f"{ONE}/confirm", faults.RATE_LIMIT, count=10)
    await submit_charge(charged.payment)
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    await answer(shop)
    await heard_by_webhook(shop)
    await broken(shop, charged, faults.SERVER_ERROR, f"{ONE}/confirm")
    before = list(charged.declined)
    await submit(charged.payment)
    assert charged.declined == before and await status(charged.payment) == "succeeded"


async def test_a_call_under_way_when_charges_before_began_to_be_kept_is_given_its_own(shop: Shop) -> None:
    """The same card once more, and Stripe failed: its first refusal is not told as its second."""
    who, bad = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    assert await try_again(charged, bad)
    await broken(shop, charged, faults.SERVER_ERROR, f"{ONE}/confirm")
    await fetch("update money.payment_attempts set charge_before = null")
    await fetch(migration.SQL)
    await submit(charged.payment)
    assert charged.declined == ["generic_decline"] * 2
    assert len(await shop.at_stripe("charge")) == 2, "asked once more, not told unasked"
    assert [it[0] for it in await attempts(charged)] == ["answered", "abandoned", "answered"]


async def test_and_none_is_given_another_than_it_has(shop: Shop) -> None:
    """Its refusal came by a webhook first: what was kept before the call tells that it was made."""
    who, bad = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    assert await try_again(charged, bad)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER, f"{ONE}/confirm")
    await heard_by_webhook(shop)
    await fetch(migration.SQL)
    await submit(charged.payment)
    assert len(await shop.at_stripe("charge")) == 2, "not a third time"
