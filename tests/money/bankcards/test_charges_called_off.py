"""A charge that is not wanted any more: it is not made, or called off, or what it took is booked and goes back."""

import pytest

from market.base.database import fetch_value
from market.money import charges
from market.money.bankcards.actions import remove_card
from market.money.charges import submit_charge
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.orders import expire_open_checkout
from market.money.sandbox import cards
from tests.money.bankcards.keeping import (
    a_brand_with_card,
    ask_for,
    attempts,
    taken,
    try_again,
)
from tests.money.flows.shop import Shop, killed, status

INTENTS = "/v1/payment_intents"
LATER = cards.DECLINES_LATER


async def test_what_is_not_wanted_any_more_is_not_charged(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    charged.wanted = False
    await shop.settle()
    assert await taken(shop) == 0 and await attempts(charged) == [("refused", "not_wanted")]
    await expire_open_checkout(charged.order)
    assert await status(charged.payment) == "canceled"
    assert [event.order_id for event in shop.failed] == [charged.order]


async def test_control_without_asking_whether_it_is_wanted_it_would_be_charged(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deaf(_: object) -> None:
        return None

    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    charged.wanted = False
    monkeypatch.setattr(charges, "raise_event", deaf)
    await shop.settle()
    assert await taken(shop) == 1


async def test_a_card_that_was_removed_meanwhile_is_not_charged(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await remove_card(who, card.id)
    await shop.settle()
    assert await taken(shop) == 0 and charged.declined == ["resource_missing"]


async def test_an_order_that_is_closed_calls_its_declined_charge_off(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, card)
    await shop.settle()
    await expire_open_checkout(charged.order)
    assert await status(charged.payment) == "canceled"
    assert (await shop.at_stripe("payment_intent"))[0]["status"] == "canceled"
    assert not await try_again(charged, card)


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
async def test_an_order_closed_while_its_charge_is_unknown_is_not_charged_again(
    shop: Shop, kind: str
) -> None:
    """What was taken is booked, whoever waits for it sends it back; what was not is never taken."""
    shop.too_late = True
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, kind)
    await submit_charge(charged.payment)
    await expire_open_checkout(charged.order)
    if kind == "timeout_before":
        assert await status(charged.payment) == "canceled" and await taken(shop) == 0
        [made] = await shop.at_stripe("payment_intent")
        assert made["status"] == "canceled", "its key is used up: a call that comes later is refused"
    else:
        await shop.settle()
        assert await status(charged.payment) == "succeeded"
        assert (
            await fetch_value("select sum(amount)::int from money.refunds where status = 'succeeded'") == 1900
        )
    assert await check() == []


async def test_a_payment_canceled_in_stripes_dashboard_is_over(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, LATER)
    charged = await ask_for(who, card)
    await shop.settle()
    assert await try_again(charged, card)
    await shop.gateway.cancel_payment(
        "dashboard", payment_intent=(await shop.at_stripe("payment_intent"))[0]["id"]
    )
    await shop.settle()
    assert await status(charged.payment) == "canceled"
    assert [event.order_id for event in shop.failed] == [charged.order]
    await sweep_money()
    assert not await try_again(charged, card) and await taken(shop) == 0


async def test_money_that_comes_after_the_order_was_closed_is_booked(shop: Shop) -> None:
    """The call had its effect, its answer was lost, and the order was closed before anybody asked."""
    shop.too_late = True
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    shop.transport.dies_after = INTENTS
    await killed(submit_charge(charged.payment))
    await expire_open_checkout(charged.order)
    await shop.settle()
    assert await status(charged.payment) == "succeeded"
    assert await fetch_value("select sum(amount)::int from money.refunds where status = 'succeeded'") == 1900
    assert await check() == []
