"""What hardly ever happens to a payment or refund: nobody's row, no answer when asked, an unheard end."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.base.settings import Settings, SettingsWrong
from market.money import asking, desk, janitor, payments, refunds
from market.money.invariants import check
from market.money.sandbox import faults
from market.money.sandbox import refunds as at_the_bank
from market.money.stripe_gateway import StripeGateway
from tests.money.flows.shop import Shop, refund_of, status
from tests.money.reconciliation.looking import client

NOBODYS = uuid.UUID(int=7)


def settings_with(**more: Any) -> Settings:
    return Settings.model_validate({"MOI_MODE": "test", **more})


def test_a_desk_is_opened_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_open", [])
    with pytest.raises(desk.NoDesk):
        desk.desk()


def test_with_stripes_keys_the_desk_leads_to_stripe_and_knows_both_secrets_of_a_rotation() -> None:
    made = desk.make_desk(
        settings_with(STRIPE_SECRET_KEY="sk_test_x", STRIPE_WEBHOOK_SECRET="whsec_a,whsec_b")
    )
    assert isinstance(made.gateway, StripeGateway)
    assert made.webhook_secrets == ("whsec_a", "whsec_b")


def test_half_of_stripes_keys_or_no_stripe_at_all_is_refused() -> None:
    for config in (settings_with(), settings_with(STRIPE_SECRET_KEY="sk_test_x")):
        with pytest.raises(SettingsWrong):
            desk.make_desk(config, None)


async def test_nobody_can_ask_after_a_payment_that_is_not_there(shop: Shop) -> None:
    for ask in (asking._ask, payments._seen):
        with pytest.raises(LookupError):
            await ask(NOBODYS)


async def test_a_page_that_never_comes_is_not_waited_for_for_ever(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payments, "WAIT", 0.3)
    bought = await shop.place()
    await fetch("update money.payment_attempts set leased_until = base.now() + interval '1 hour'")
    seen = await payments.submit_payment(bought.payment)
    assert (seen.checkout_url, seen.status) == (None, "created")
    await asking.ask_payment(bought.payment)  # the lease is still somebody's
    assert await status(bought.payment) == "created"


async def test_a_payment_that_is_known_by_its_intent_alone_is_asked_after(shop: Shop) -> None:
    bought = await shop.bought()
    await fetch("update money.payments set stripe_checkout_session_id = null")
    before = await fetch_value("select asked_at from money.payments")
    await asking.ask_payment(bought.payment)
    assert await fetch_value("select asked_at from money.payments") > before


async def test_one_that_cannot_be_taken_up_does_not_hold_up_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def fails(payment: uuid.UUID) -> None:
        asked.append(payment)
        if len(asked) == 1:
            raise RuntimeError("the first one")

    monkeypatch.setattr(janitor, "ask_payment", fails)
    for _ in range(2):
        await shop.submitted()
    await clock.travel(timedelta(minutes=6))
    assert await janitor.sweep_money() >= 2
    assert len(asked) == 2


async def test_a_pending_refund_is_asked_after_also_when_stripe_does_not_answer(shop: Shop) -> None:
    bought = await shop.bought()
    charge = await fetch_value("select stripe_charge_id from money.payments")
    await shop.fault(charge, faults.PENDING, "REFUND")
    await shop.end(bought)
    await shop.work()  # and nothing else: what is pending ends by itself when Stripe's clock goes on
    refund = await refund_of(bought)
    assert refund["status"] == "pending"
    await shop.fault("/v1/refunds/*", faults.TIMEOUT_BEFORE, "GET")
    await refunds.ask_refund(refund["id"])
    assert (await refund_of(bought))["status"] == "pending"
    async with shop.sandbox.acting() as call:
        await at_the_bank.succeed(call, refund["stripe_refund_id"])
    await refunds.ask_refund(refund["id"])
    assert (await refund_of(bought))["status"] == "succeeded"
    assert await check() == []


async def test_a_refund_past_us_that_fails_before_it_succeeded_moves_nothing(shop: Shop) -> None:
    await shop.bought()
    row = (await fetch("select stripe_charge_id, stripe_payment_intent_id from money.payments"))[0]
    await shop.fault(row["stripe_charge_id"], faults.PENDING, "REFUND")
    made = await client(shop).v1.refunds.create_async(
        {"payment_intent": row["stripe_payment_intent_id"], "amount": 500}
    )
    assert await refunds.apply_refund(await shop.gateway.fetch_refund(made.id))
    assert await fetch_value("select status from money.refunds") == "pending"
    async with shop.sandbox.acting() as call:
        await at_the_bank.fail(call, made.id)
    assert await refunds.apply_refund(await shop.gateway.fetch_refund(made.id))
    assert await fetch_value("select status from money.refunds") == "failed"
    assert await fetch_value("select count(*) from money.ledger_entries where kind = 'brand:receivable'") == 0
    assert await check() == []


async def test_a_new_key_looks_at_all_refunds_for_its_own(shop: Shop) -> None:
    """Somebody made another one at the dashboard meanwhile."""
    bought = await shop.bought()
    intent = await fetch_value("select stripe_payment_intent_id from money.payments")
    await client(shop).v1.refunds.create_async({"payment_intent": intent, "amount": 100})
    await shop.fault("/v1/refunds", faults.TIMEOUT_BEFORE)
    await shop.end(bought)
    await shop.work()
    assert (await refund_of(bought))["status"] == "unknown"
    await clock.travel(timedelta(hours=24))
    await janitor.sweep_money()
    await shop.settle()
    assert (await refund_of(bought))["status"] == "succeeded"
    assert len(await shop.at_stripe("refund")) == 2


async def test_what_has_ended_does_not_fail_any_more(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        await at_the_bank.fail(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    before = await fetch_value("select count(*) from money.ledger_transactions")
    await refunds._failed_at_once((await refund_of(bought))["id"], "again")
    assert await fetch_value("select count(*) from money.ledger_transactions") == before
