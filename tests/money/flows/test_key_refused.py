"""Stripe does not take our secret key, or not for this call: nothing is decided by it, and all is done once it is.

A key is rolled, expires, or is restricted too far (docs.stripe.com/keys): 401 and 403 say nothing of what was asked.
"""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch_value
from market.money.chart import escrow
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.sandbox import faults
from tests.money.flows.shop import Shop, refund_of, status, submit

OFTEN = 1000
"""As often as anybody asks, until the fault is taken away."""

without_a_key = pytest.mark.parametrize("kind", faults.WITHOUT_A_KEY)


async def the_key_is_right(shop: Shop) -> None:
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    for _ in range(3):
        await clock.travel(timedelta(minutes=20))
        await sweep_money()
        await shop.settle()


async def no_key(shop: Shop, kind: str) -> None:
    await shop.fault("*", kind, method="*", count=OFTEN)


@without_a_key
async def test_a_refund_waits_and_goes_to_the_card_it_came_from(shop: Shop, kind: str) -> None:
    bought = await shop.bought()
    await no_key(shop, kind)
    await shop.end(bought)
    await shop.settle()
    assert (await refund_of(bought))["status"] == "submitted", "nobody has said no to it"
    await the_key_is_right(shop)
    refund = await refund_of(bought)
    assert refund["status"] == "succeeded" and await balance(escrow(bought.rental)) == 0
    assert [it["amount"] for it in await shop.at_stripe("refund")] == [refund["amount"]]
    assert await check() == []


@without_a_key
async def test_a_payment_page_is_not_opened_and_the_order_stays_open(shop: Shop, kind: str) -> None:
    bought = await shop.place()
    await no_key(shop, kind)
    assert (await submit(bought.payment)).checkout_url is None
    assert await status(bought.payment) == "created"
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    assert (await submit(bought.payment)).checkout_url
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"


@without_a_key
async def test_webhooks_wait_in_the_inbox(shop: Shop, kind: str) -> None:
    bought = await shop.submitted()
    await shop.pay(bought)
    await no_key(shop, kind)
    await shop.settle()
    assert await fetch_value("select count(*) from money.inbox_events where status <> 'received'") == 0
    await the_key_is_right(shop)
    assert await status(bought.payment) == "succeeded"
    assert await fetch_value("select count(*) from money.inbox_events where status = 'received'") == 0


@without_a_key
async def test_a_try_that_got_lost_before_may_still_have_begun(shop: Shop, kind: str) -> None:
    """The SDK repeats a lost call by itself, and meets the refused key then."""
    bought = await shop.place()
    await shop.fault("/v1/checkout/sessions", faults.TIMEOUT_AFTER)
    await shop.fault("/v1/checkout/sessions", kind)
    await submit(bought.payment)
    await the_key_is_right(shop)
    assert len(await shop.at_stripe("checkout.session")) == 1


@pytest.mark.parametrize("code", [401, 403, 404, 407, 451])
async def test_what_somebody_between_us_and_stripe_says_is_no_answer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    bought = await shop.bought()
    with monkeypatch.context() as between:

        async def answer(*_: object, **__: object) -> tuple[bytes, int, dict[str, str]]:
            return b"<h1>Not from here</h1>", code, {}

        between.setattr(shop.transport, "request_async", answer)
        await shop.end(bought)
        await shop.settle()
        assert (await refund_of(bought))["status"] in ("submitted", "unknown")
    await the_key_is_right(shop)
    assert (await refund_of(bought))["status"] == "succeeded"
    assert len(await shop.at_stripe("refund")) == 1
