"""A kept card is charged while nobody is there: every outcome, every lost answer, never twice."""

import asyncio
from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch
from market.money import janitor
from market.money.charges import bank_page_of, submit_charge
from market.money.chart import escrow
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.rules import KEY_LIFE, LEASE
from market.money.sandbox import cards, faults, intents
from tests.money import acts
from tests.money.bankcards.keeping import (
    a_brand_with_card,
    ask_for,
    attempts,
    failure,
    taken,
    try_again,
    with_card,
)
from tests.money.flows.shop import Shop, killed, status
from tests.money.reconciliation.looking import deaf

INTENTS = "/v1/payment_intents"
LATER = cards.DECLINES_LATER


async def answer(shop: Shop, approved: bool) -> None:
    [intent] = await shop.at_stripe("payment_intent")
    async with shop.sandbox.acting() as call:
        await intents.authenticate(call, intent["id"], approved)


async def test_a_kept_card_is_charged_and_the_money_is_in_escrow(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    assert await taken(shop) == 0, "nothing is called before the commit"
    await shop.settle()
    assert await status(charged.payment) == "succeeded"
    assert await balance(escrow(charged.rental)) == 1900
    assert [event.order_id for event in shop.paid] == [charged.order]
    [intent] = await shop.at_stripe("payment_intent")
    assert intent["metadata"] == {
        "app": "moi",
        "kind": "payment",
        "row": str(charged.payment),
        "attempt": "1",
    }
    assert await attempts(charged) == [("answered", None)]
    assert await check() == []


async def test_a_declined_charge_waits_for_another_try_and_takes_nothing(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, card)
    await shop.settle()
    assert (await status(charged.payment), charged.declined) == ("submitted", ["generic_decline"])
    assert await failure(charged) == "generic_decline"
    assert shop.failed == [] and await taken(shop) == 0
    good = await with_card(shop, who)
    assert await try_again(charged, good)
    assert not await try_again(charged, good), "one try at a time"
    await shop.settle()
    assert await status(charged.payment) == "succeeded"
    assert len(await shop.at_stripe("payment_intent")) == 1 and await taken(shop) == 1
    assert await attempts(charged) == [("answered", "generic_decline"), ("answered", None)]
    assert not await try_again(charged, good), "what is paid is not charged again"
    assert await check() == []


async def test_a_bank_that_asks_is_answered_by_the_brand_on_its_page(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    charged = await ask_for(who, card)
    await shop.settle()
    assert charged.declined == ["authentication_required"]
    assert await bank_page_of(charged.payment) is None
    assert await try_again(charged, card, there=True)
    await submit_charge(charged.payment)
    assert await status(charged.payment) == "requires_action"
    page = await bank_page_of(charged.payment)
    assert page and "/sandbox/authenticate/" in page
    assert await taken(shop) == 0
    await answer(shop, approved=True)
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert await bank_page_of(charged.payment) is None
    assert await check() == []


async def test_a_brand_that_says_no_to_its_bank_may_try_again(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    charged = await ask_for(who, card)
    await shop.settle()
    await try_again(charged, card, there=True)
    await submit_charge(charged.payment)
    await answer(shop, approved=False)
    await shop.settle()
    assert await status(charged.payment) == "submitted" and await taken(shop) == 0
    assert await try_again(charged, card, there=True)
    await submit_charge(charged.payment)
    await answer(shop, approved=True)
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


@pytest.mark.parametrize(
    "kind",
    ["timeout_before", "timeout_after", "server_error", "conflict", "rate_limit", *faults.WITHOUT_A_KEY],
)
async def test_a_charge_without_an_answer_is_asked_after_and_made_once(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, kind)
    shop.transport.posted.clear()
    await submit_charge(charged.payment)
    lost = kind not in ("conflict", "rate_limit", *faults.WITHOUT_A_KEY)
    assert await status(charged.payment) == ("unknown" if lost else "created")
    for _ in range(2):
        await clock.travel(KEY_LIFE / 2.5)
        await sweep_money()
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert await balance(escrow(charged.rental)) == 1900
    assert await check() == []


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
async def test_an_answer_lost_for_longer_than_the_key_lives_is_looked_up(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, kind)
    await submit_charge(charged.payment)
    await clock.travel(KEY_LIFE * 1.1)
    shop.transport.posted.clear()
    await sweep_money()
    assert shop.transport.posted == [], "no key is used again after 23 hours"
    if kind == "timeout_before":
        assert charged.declined == ["lost"] and await taken(shop) == 0
        assert await try_again(charged, card)
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_whoever_comes_with_a_key_that_stripe_has_forgotten_calls_no_more(shop: Shop) -> None:
    """A job that was put off for a day; the janitor has not looked yet."""
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, faults.TIMEOUT_AFTER)
    await submit_charge(charged.payment)
    await clock.travel(KEY_LIFE * 1.1)
    await acts.run(shop.sandbox, "delete from sandbox.idempotency_keys")
    shop.transport.posted.clear()
    await submit_charge(charged.payment)
    assert shop.transport.posted == [] and await taken(shop) == 1
    await sweep_money()
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_a_second_try_whose_answer_is_lost_is_made_once(shop: Shop) -> None:
    who, bad = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    good = await with_card(shop, who)
    await try_again(charged, good)
    intent = (await shop.at_stripe("payment_intent"))[0]["id"]
    await shop.fault(f"{INTENTS}/{intent}/confirm", "timeout_after")
    await submit_charge(charged.payment)
    assert await status(charged.payment) == "unknown"
    await clock.travel(LEASE)
    await sweep_money()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert await check() == []


async def test_a_process_that_dies_after_the_charge_charges_once(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    shop.transport.dies_after = INTENTS
    await killed(submit_charge(charged.payment))
    assert await status(charged.payment) == "created" and await taken(shop) == 1
    await clock.travel(LEASE * 2)
    await sweep_money()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert await check() == []


async def test_of_twenty_who_submit_one_calls(crowded_shop: Shop) -> None:
    who, card = await a_brand_with_card(crowded_shop)
    charged = await ask_for(who, card)
    crowded_shop.transport.posted.clear()
    await asyncio.gather(*(submit_charge(charged.payment) for _ in range(20)))
    assert crowded_shop.transport.posted == ["payment_intents"]
    assert await taken(crowded_shop) == 1


async def asked_about(shop: Shop, hours: int, every: timedelta = timedelta(minutes=5)) -> int:
    """How often Stripe is asked about a payment in so many hours, by a janitor who looks around as often."""
    shop.transport.asked.clear()
    for _ in range(timedelta(hours=hours) // every):
        await clock.travel(every)
        await sweep_money()
    return sum("payment_intents/" in it for it in shop.transport.asked)


async def test_a_refused_card_is_asked_about_ever_less_often(shop: Shop) -> None:
    """After 5, 10, 20, 40, 80, 160 and 320 minutes, and at last every six hours."""
    who, card = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, card)
    await shop.settle()
    assert 5 <= await asked_about(shop, 6) <= 7
    assert 3 <= await asked_about(shop, 24, timedelta(minutes=30)) <= 5
    assert await status(charged.payment) == "submitted"


async def test_a_further_try_is_asked_about_soon_again(shop: Shop) -> None:
    """And what was paid meanwhile without our hearing of it is found."""
    who, bad = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    good = await with_card(shop, who, cards.ASKS_3DS)
    await clock.travel(timedelta(days=1))
    await sweep_money()
    await try_again(charged, good, there=True)
    await submit_charge(charged.payment)
    assert await status(charged.payment) == "requires_action"
    await deaf(shop)
    await answer(shop, approved=True)
    await clock.travel(timedelta(minutes=5))
    await sweep_money()
    assert await status(charged.payment) == "succeeded"


async def test_without_longer_waits_it_would_be_asked_all_the_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(janitor, "RARELY", janitor.LATER)
    who, card = await a_brand_with_card(shop, LATER)
    await ask_for(who, card)
    await shop.settle()
    assert await asked_about(shop, 6) > 70


async def test_a_refused_card_that_waits_for_days_is_no_finding(shop: Shop) -> None:
    from market.money.reconciliation.sources import WAITING

    who, card = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, card)
    assert len(await fetch(f"select * from ({WAITING}) w where kind = 'payment'")) == 1
    await shop.settle()
    assert await fetch(f"select * from ({WAITING}) w where kind = 'payment'") == []
    await fetch("update money.orders set closed_at = base.now() where id = $1", charged.order)
    assert len(await fetch(f"select * from ({WAITING}) w where kind = 'payment'")) == 1


async def test_a_card_that_stripe_does_not_know_is_refused_and_waits_for_another(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    await fetch("update money.bank_cards set stripe_payment_method_id = 'pm_none' where id = $1", card.id)
    charged = await ask_for(who, card)
    await shop.settle()
    assert charged.declined == ["resource_missing"]
    assert (await status(charged.payment), await failure(charged)) == ("submitted", "resource_missing")
    good = await with_card(shop, who)
    assert await try_again(charged, good)
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_stripe_is_told_who_is_there_and_who_is_not(shop: Shop) -> None:
    """Off session a bank that asks refuses; on session the very same card is asked about."""
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    charged = await ask_for(who, card)
    await shop.settle()
    [intent] = await shop.at_stripe("payment_intent")
    assert (intent["status"], intent["customer"] is not None) == ("requires_payment_method", True)
    assert await try_again(charged, card)
    await shop.settle()
    assert charged.declined == ["authentication_required"] * 2 and await taken(shop) == 0
