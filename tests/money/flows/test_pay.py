"""From the intent to the money in escrow, along every way it can go."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.booking import PaymentMismatch, apply_payment
from market.money.chart import Kind, escrow, own
from market.money.desk import Urls
from market.money.gateway import NetworkCallInTransaction
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.sandbox import cards, checkout, faults, payments
from market.money.sandbox.cards import Decline
from tests.money.acts import run
from tests.money.flows.shop import Shop, killed, status, submit

SESSIONS = "/v1/checkout/sessions"


async def test_a_paid_order_is_in_escrow_and_told_once(shop: Shop) -> None:
    bought = await shop.place()
    submitted = await submit(bought.payment)
    assert submitted.status == "submitted"
    assert submitted.checkout_url == (await shop.session(bought)).url
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert await balance(escrow(bought.rental)) == 1900
    assert [(event.order_id, event.rental_ids) for event in shop.paid] == [(bought.order, [bought.rental])]
    assert shop.failed == []
    fee = (await shop.at_stripe("balance_transaction"))[0]["fee"]
    assert fee > 0
    assert await balance(own(Kind.STRIPE_FEES)) == -fee
    assert await balance(own(Kind.STRIPE_CLEARING)) == fee - 1900
    assert await check() == []


async def test_stripe_sees_random_ids_and_nothing_else_of_ours(shop: Shop) -> None:
    bought = await shop.submitted()
    session = (await shop.at_stripe("checkout.session"))[0]
    assert session["metadata"] == {
        "app": "moi",
        "kind": "payment",
        "row": str(bought.payment),
        "attempt": "1",
    }
    assert bought.payment.version == 4
    assert str(bought.rental) not in str(session) and str(bought.order) not in str(session)


async def test_the_same_key_places_one_order(shop: Shop) -> None:
    rental, brand = new_id(), bytes(32)
    line = orders.NewLine(rental, 1900, 8000, 2000)
    placed = []
    for _ in range(2):
        async with transaction():
            placed.append(await orders.place_order(brand, "EUR", [line], "k"))
    assert placed[0] == placed[1]
    for other in (orders.NewLine(rental, 1800, 8000, 2000), orders.NewLine(new_id(), 1900, 8000, 2000)):
        with pytest.raises(orders.OrderKeyReused):
            async with transaction():
                await orders.place_order(brand, "EUR", [other], "k")
    assert await fetch_value("select count(*) from money.payments") == 1


async def test_submitting_again_leads_to_the_same_page(shop: Shop) -> None:
    bought = await shop.place()
    first = await submit(bought.payment)
    again = await submit(bought.payment, Urls("https://a", "https://b"))
    assert first == again and first.checkout_url
    assert len(await shop.at_stripe("checkout.session")) == 1


async def test_twenty_clicks_open_one_page_and_all_are_led_to_it(crowded_shop: Shop) -> None:
    bought = await crowded_shop.place()
    clicks = [submit(bought.payment) for _ in range(20)]
    answers = set(await asyncio.gather(*clicks))
    assert {answer.checkout_url for answer in answers} == {(await crowded_shop.session(bought)).url}
    assert len(await crowded_shop.at_stripe("checkout.session")) == 1
    assert crowded_shop.transport.posted == ["checkout/sessions"], "one called, the others waited"


async def test_a_click_beside_a_call_that_may_be_under_way_calls_nobody(shop: Shop) -> None:
    bought = await shop.place()
    shop.transport.dies_after = SESSIONS
    await killed(submit(bought.payment))
    await fetch("update money.payment_attempts set leased_until = base.now() + interval '300 ms'")
    assert (await submit(bought.payment)).status == "created"
    assert len(shop.transport.posted) == 1
    assert (await submit(bought.payment)).checkout_url, "the lease is over"


async def test_a_click_after_23_hours_does_not_use_the_key_again(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.TIMEOUT_BEFORE)
    await submit(bought.payment)
    await clock.travel(timedelta(hours=24))
    assert (await submit(bought.payment)).status == "unknown"
    assert len(shop.transport.posted) == 1


async def test_a_closed_order_gets_no_page_any_more(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.TIMEOUT_BEFORE, count=2)
    await submit(bought.payment)
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "unknown"
    assert (await submit(bought.payment)).checkout_url is None
    assert await shop.at_stripe("checkout.session") == []
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert await status(bought.payment) == "canceled"
    assert (await shop.session(bought)).status == "expired"


async def test_stripe_is_never_called_inside_a_transaction(shop: Shop) -> None:
    bought = await shop.place()
    with pytest.raises(NetworkCallInTransaction):
        async with transaction():
            await submit(bought.payment)
    assert await shop.at_stripe("checkout.session") == []


async def test_a_declined_card_may_be_followed_by_a_good_one(shop: Shop) -> None:
    bought = await shop.submitted()
    assert isinstance(await shop.pay(bought, cards.LACKS_FUNDS), Decline)
    await shop.settle()
    row = await fetch_row("select status, failure from money.payments")
    assert row is not None and tuple(row) == ("submitted", "insufficient_funds")
    assert (shop.paid, shop.failed) == ([], [])
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert len(shop.paid) == 1
    assert await check() == []


async def test_three_d_secure_waits_for_the_card_holder(shop: Shop) -> None:
    bought = await shop.submitted()
    await shop.pay(bought, cards.ASKS_3DS)
    await shop.settle()
    assert await status(bought.payment) == "requires_action"
    session = (await shop.session(bought)).id
    for approved, expected in ((False, "submitted"), (True, "succeeded")):
        async with shop.sandbox.acting() as call:
            await checkout.authenticate(call, session, approved)
        await shop.settle()
        assert await status(bought.payment) == expected
        await shop.pay(bought, cards.ASKS_3DS)
    assert await balance(escrow(bought.rental)) == 1900
    assert await check() == []


async def test_an_abandoned_page_is_closed_and_told(shop: Shop) -> None:
    bought = await shop.submitted()
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "canceled"
    assert [event.rental_ids for event in shop.failed] == [[bought.rental]]
    assert (await shop.session(bought)).status == "expired"
    await shop.settle()
    await orders.expire_open_checkout(bought.order)
    assert len(shop.failed) == 1
    assert (await submit(bought.payment)).checkout_url is None
    assert await check() == []


async def test_an_order_that_stripe_never_heard_of_is_called_off_without_it(shop: Shop) -> None:
    bought = await shop.place()
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "canceled"
    assert await shop.at_stripe("checkout.session") == []
    await clock.travel(timedelta(minutes=5))
    await shop.settle()
    await sweep_money()
    assert await shop.at_stripe("checkout.session") == []
    assert len(shop.failed) == 1


async def test_who_paid_before_the_page_was_closed_has_paid(shop: Shop) -> None:
    bought = await shop.submitted()
    await shop.pay(bought)
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "succeeded"
    assert len(shop.paid) == 1 and shop.failed == []
    await shop.settle()
    assert len(shop.paid) == 1
    assert await check() == []


async def test_a_payment_that_comes_too_late_is_refunded_in_full(shop: Shop) -> None:
    shop.too_late = True
    bought = await shop.submitted()
    await shop.pay(bought)
    await shop.settle()
    refunds = await shop.at_stripe("refund")
    assert [refund["amount"] for refund in refunds] == [1900]
    assert await balance(escrow(bought.rental)) == 0
    assert await fetch_value("select status from money.refunds") == "succeeded"
    assert await check() == []


async def test_a_success_that_nobody_announced_is_found_by_the_janitor(shop: Shop) -> None:
    bought = await shop.submitted()
    for kind in ("payment_intent.succeeded", "checkout.session.completed", "charge.succeeded"):
        await shop.fault(kind, faults.DROP, "WEBHOOK", count=5)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=50)
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "submitted"
    await sweep_money()
    assert await status(bought.payment) == "submitted", "asked before it was due"
    await clock.travel(timedelta(minutes=6))
    await sweep_money()
    assert await status(bought.payment) == "succeeded"
    assert await check() == []


async def test_a_fee_that_stripe_tells_later_is_booked_later(shop: Shop) -> None:
    await shop.fault("charge", faults.LATE, "SETTLEMENT")
    bought = await shop.bought()
    assert await balance(own(Kind.STRIPE_FEES)) == 0
    charge = (await shop.at_stripe("charge"))[0]["id"]

    async with shop.sandbox.acting() as call:
        await payments.settle(call, charge)
    await shop.settle()
    assert await balance(own(Kind.STRIPE_FEES)) < 0
    assert await status(bought.payment) == "succeeded"
    assert await check() == []


async def test_the_job_leaves_a_fresh_order_to_its_request(shop: Shop) -> None:
    bought = await shop.place()
    await shop.work()
    assert await status(bought.payment) == "created"
    assert await shop.at_stripe("checkout.session") == []


async def test_the_job_submits_what_a_dead_request_left(shop: Shop) -> None:
    bought = await shop.place()
    await clock.travel(timedelta(seconds=30))
    await shop.work()
    assert await status(bought.payment) == "submitted"
    assert (await submit(bought.payment)).checkout_url


async def test_the_janitor_submits_what_job_and_request_left(shop: Shop) -> None:
    bought = await shop.place()
    await shop.work()
    await clock.travel(timedelta(seconds=30))
    await sweep_money()
    assert await status(bought.payment) == "submitted"
    assert len(await shop.at_stripe("checkout.session")) == 1


async def test_a_process_that_died_with_the_answer_in_its_hand_is_made_good(shop: Shop) -> None:
    bought = await shop.place()
    shop.transport.dies_after = SESSIONS
    await killed(submit(bought.payment))
    assert await status(bought.payment) == "created"
    await sweep_money()
    assert await status(bought.payment) == "created", "the lease protects a call that may still be under way"
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert await status(bought.payment) == "submitted"
    assert len(await shop.at_stripe("checkout.session")) == 1
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert await check() == []


@pytest.mark.parametrize(
    ("kind", "between"),
    [
        (faults.TIMEOUT_BEFORE, "unknown"),
        (faults.TIMEOUT_AFTER, "unknown"),
        (faults.CONFLICT, "created"),
        (faults.RATE_LIMIT, "created"),
        *((kind, "created") for kind in faults.WITHOUT_A_KEY),
    ],
)
async def test_a_call_that_went_wrong_has_one_effect_in_the_end(shop: Shop, kind: str, between: str) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, kind)
    submitted = await submit(bought.payment)
    assert (submitted.checkout_url, submitted.status) == (None, between)
    call = await fetch_value("select status from money.payment_attempts")
    assert call == ("unknown" if between == "unknown" else "requested")
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert await status(bought.payment) == "submitted"
    assert len(await shop.at_stripe("checkout.session")) == 1
    await shop.pay(bought)
    await shop.settle()
    assert len(shop.paid) == 1
    assert await check() == []


async def test_who_clicks_again_after_a_time_out_gets_the_page(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.TIMEOUT_AFTER)
    assert (await submit(bought.payment)).checkout_url is None
    assert (await submit(bought.payment)).checkout_url
    assert len(await shop.at_stripe("checkout.session")) == 1


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_saved_server_error_ends_with_nothing_charged(shop: Shop, kind: str) -> None:
    """Stripe replays it under its key: whether a page was made is looked up, and it is closed with the order."""
    bought = await shop.place()
    await shop.fault(SESSIONS, kind)
    assert (await submit(bought.payment)).status == "unknown"
    await clock.travel(timedelta(minutes=16))
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "canceled"
    pages = await shop.at_stripe("checkout.session")
    assert [page["status"] for page in pages] == ([] if kind == faults.SERVER_ERROR else ["expired"])
    assert len(shop.transport.posted) == (1 if kind == faults.SERVER_ERROR else 2), (
        "nothing is opened to close it"
    )
    assert len(shop.failed) == 1 and shop.paid == []
    assert await check() == []


async def test_a_page_of_unknown_fate_is_closed_with_its_order(shop: Shop) -> None:
    bought = await shop.place()
    await shop.fault(SESSIONS, faults.TIMEOUT_AFTER)
    await submit(bought.payment)
    await orders.expire_open_checkout(bought.order)
    assert (await shop.session(bought)).status == "expired"
    assert await status(bought.payment) == "canceled"


async def test_no_key_is_used_after_23_hours(shop: Shop) -> None:
    """Stripe has forgotten the key: what it did is found by metadata, and paid money is booked."""
    bought = await shop.place()
    shop.transport.dies_after = SESSIONS
    await killed(submit(bought.payment))
    await shop.fault("*", faults.DROP, "WEBHOOK", count=50)
    await shop.pay(bought)

    await run(shop.sandbox, "delete from sandbox.idempotency_keys")
    await clock.travel(timedelta(hours=24))
    await sweep_money()
    assert await status(bought.payment) == "succeeded"
    assert len(await shop.at_stripe("checkout.session")) == 1
    assert await check() == []


async def test_what_stripe_refuses_fails_at_once(shop: Shop) -> None:
    bought = await shop.place(amount=1)  # Stripe takes no less than 50 cents
    submitted = await submit(bought.payment)
    assert submitted.status == "failed"
    assert [event.order_id for event in shop.failed] == [bought.order]
    row = await fetch_row("select status, error_code from money.payment_attempts")
    assert row is not None and tuple(row) == ("refused", "amount_too_small")


async def test_every_state_change_leaves_an_audit_row(shop: Shop) -> None:
    bought = await shop.bought()
    rows = await fetch_value(
        "select array_agg(action order by id) from base.audit_entries where subject = $1", bought.payment
    )
    assert rows == ["payment.created", "payment.submitted", "payment.succeeded"]


@pytest.mark.parametrize(
    "changes", [{"amount": 1800}, {"currency": "usd"}, {"captured": 1800}, {"id": "pi_another"}]
)
async def test_a_payment_that_is_not_what_we_asked_for_is_left_to_a_person(
    shop: Shop, changes: dict[str, object]
) -> None:
    bought = await shop.submitted()
    await shop.pay(bought, cards.DECLINES)
    await shop.settle()
    await shop.pay(bought)
    state = await shop.gateway.fetch_payment(str((await shop.session(bought)).payment_intent))
    with pytest.raises(PaymentMismatch):
        await apply_payment(dataclasses.replace(state, **changes))  # type: ignore[arg-type]
    assert await status(bought.payment) == "submitted"
    assert await balance(escrow(bought.rental)) == 0
    await apply_payment(state)
    assert await status(bought.payment) == "succeeded"


async def test_old_news_never_moves_a_payment_back(shop: Shop) -> None:
    bought = await shop.submitted()
    await shop.pay(bought, cards.ASKS_3DS)
    asked = await shop.gateway.fetch_payment(str((await shop.session(bought)).payment_intent))
    async with shop.sandbox.acting() as call:
        await checkout.authenticate(call, (await shop.session(bought)).id, True)
    await shop.settle()
    for stale in ("requires_payment_method", "requires_action", "processing", "canceled"):
        await apply_payment(dataclasses.replace(asked, status=stale))
    assert await status(bought.payment) == "succeeded"
    assert (len(shop.paid), shop.failed) == (1, [])
    assert await check() == []
