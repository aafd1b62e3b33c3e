"""Checkout Sessions and what becomes of them."""

import asyncio
import time

import asyncpg
import pytest
import stripe

from market.money.sandbox import Sandbox, cards, checkout, faults, payments, store
from market.money.sandbox.checkout import AuthenticationNeeded, Paid, SessionClosed
from tests.money.acts import fault, objects, open_session, pay, run, session_for


async def types(sandbox: Sandbox) -> list[str]:
    return [event["type"] for event in await objects(sandbox, "event")]


async def answer_bank(sandbox: Sandbox, session: str, approved: bool) -> checkout.Outcome:
    async with sandbox.acting() as call:
        return await checkout.authenticate(call, session, approved)


async def test_a_session_opens_with_a_page_and_without_an_intent(stripe_client: stripe.StripeClient) -> None:
    session = await stripe_client.v1.checkout.sessions.create_async(session_for())
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 1900)
    assert session.url == f"https://moi.test/sandbox/checkout/{session.id}"
    assert session.payment_intent is None
    assert session.expires_at - session.created == 24 * 3600


@pytest.mark.parametrize(("seconds", "passes"), [(1790, False), (1805, True), (86395, True), (86410, False)])
async def test_a_session_lives_from_half_an_hour_to_a_day(
    stripe_client: stripe.StripeClient, seconds: int, passes: bool
) -> None:
    asked = session_for(expires_at=int(time.time()) + seconds)
    if passes:
        assert (await stripe_client.v1.checkout.sessions.create_async(asked)).expires_at == asked[
            "expires_at"
        ]
    else:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await stripe_client.v1.checkout.sessions.create_async(asked)
        assert refused.value.param == "expires_at"


async def test_paying_makes_an_intent_a_charge_and_a_movement_with_a_fee(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    assert await pay(sandbox, id) == Paid(f"https://moi.test/thanks?session={id}")
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    intent = await stripe_client.v1.payment_intents.retrieve_async(
        str(session.payment_intent), {"expand": ["latest_charge.balance_transaction"]}
    )
    assert (intent.status, intent.amount_received) == ("succeeded", 1900)
    assert intent.metadata and intent.metadata.to_dict() == {"app": "moi", "row": "o1"}
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.paid, charge.captured, charge.amount_captured) == (True, True, 1900)
    movement = charge.balance_transaction
    assert isinstance(movement, stripe.BalanceTransaction)
    assert (movement.amount, movement.fee, movement.net, movement.source) == (1900, 54, 1846, charge.id)
    assert await types(sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
        "checkout.session.completed",
    ]


@pytest.mark.parametrize(
    ("number", "word"), [(cards.DECLINES, "generic_decline"), (cards.LACKS_FUNDS, "insufficient_funds")]
)
async def test_a_decline_leaves_the_session_open_for_another_card(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, number: str, word: str
) -> None:
    id = await open_session(stripe_client)
    declined = await pay(sandbox, id, number)
    assert isinstance(declined, cards.Decline) and declined.decline_code == word
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    assert (session.status, session.payment_status) == ("open", "unpaid")
    intent = await stripe_client.v1.payment_intents.retrieve_async(str(session.payment_intent))
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error and intent.last_payment_error.decline_code == word
    assert (await types(sandbox))[-1] == "payment_intent.payment_failed"
    assert isinstance(await pay(sandbox, id), Paid)
    assert [charge["status"] for charge in await objects(sandbox, "charge")] == ["failed", "succeeded"]
    assert len(await objects(sandbox, "payment_intent")) == 1


@pytest.mark.parametrize("number", [cards.ASKS_3DS, cards.ASKS_3DS2])
async def test_three_d_secure_charges_only_when_the_bank_is_answered_yes(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, number: str
) -> None:
    id = await open_session(stripe_client)
    assert isinstance(await pay(sandbox, id, number), AuthenticationNeeded)
    [intent] = await objects(sandbox, "payment_intent")
    assert (intent["status"], await objects(sandbox, "charge")) == ("requires_action", [])
    assert await answer_bank(sandbox, id, approved=False) == cards.NOT_AUTHENTICATED
    assert await objects(sandbox, "charge") == []
    assert isinstance(await pay(sandbox, id, number), AuthenticationNeeded)
    assert isinstance(await answer_bank(sandbox, id, approved=True), Paid)
    [charge] = await objects(sandbox, "charge")
    assert charge["payment_method_details"]["card"]["last4"] == number[-4:]
    assert charge["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"


async def test_an_answer_that_no_bank_asked_for_does_nothing(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    assert await answer_bank(sandbox, id, approved=True) == cards.NOT_AUTHENTICATED
    assert await objects(sandbox, "charge") == []
    assert "payment_intent.payment_failed" not in await types(sandbox)


async def test_ten_clicks_on_pay_charge_once(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    id = await open_session(stripe_client)
    outcomes = await asyncio.gather(*(pay(sandbox, id) for _ in range(10)))
    assert sum(isinstance(outcome, Paid) for outcome in outcomes) == 1
    assert outcomes.count(SessionClosed("complete")) == 9
    assert len(await objects(sandbox, "charge")) == 1


async def test_an_expired_session_takes_no_money_and_cancels_its_intent(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    await pay(sandbox, id, cards.DECLINES)
    assert (await stripe_client.v1.checkout.sessions.expire_async(id)).status == "expired"
    assert await pay(sandbox, id) == SessionClosed("expired")
    [intent] = await objects(sandbox, "payment_intent")
    assert intent["status"] == "canceled"
    assert (await types(sandbox))[-2:] == ["payment_intent.canceled", "checkout.session.expired"]


async def test_only_an_open_session_can_be_expired(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    expired, complete = [await open_session(stripe_client) for _ in range(2)]
    await stripe_client.v1.checkout.sessions.expire_async(expired)
    await pay(sandbox, complete)
    for id in (expired, complete):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await stripe_client.v1.checkout.sessions.expire_async(id)
        assert refused.value.http_status == 400


async def test_expiry_and_payment_race_and_one_wins(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    async def expire(id: str) -> bool:
        try:
            return (await stripe_client.v1.checkout.sessions.expire_async(id)).status == "expired"
        except stripe.InvalidRequestError:
            return False

    for _ in range(5):
        id = await open_session(stripe_client)
        expired, outcome = await asyncio.gather(expire(id), pay(sandbox, id))
        assert expired is (outcome == SessionClosed("expired"))
    assert all(charge["paid"] for charge in await objects(sandbox, "charge"))


async def test_a_session_expires_by_itself_when_its_time_has_come(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    late = "UPDATE sandbox.objects SET body = body || '{\"expires_at\": 1}' WHERE kind = 'checkout.session'"
    await run(sandbox, late)
    assert await pay(sandbox, id) == SessionClosed("expired")
    assert (await stripe_client.v1.checkout.sessions.retrieve_async(id)).status == "expired"
    assert await types(sandbox) == ["checkout.session.expired"]


async def test_reading_a_stale_session_expires_it(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    await run(sandbox, "UPDATE sandbox.objects SET body = body || '{\"expires_at\": 1}' WHERE id = $1", id)
    assert (await stripe_client.v1.checkout.sessions.retrieve_async(id)).status == "expired"


async def test_no_card_number_is_kept(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    await pay(sandbox, await open_session(stripe_client))
    async with (await sandbox.pool()).acquire() as connection:
        found = await connection.fetchval(
            "SELECT count(*) FROM sandbox.objects WHERE body::text LIKE '%' || $1 || '%'", cards.SUCCEEDS
        )
    assert found == 0


async def test_a_charge_may_learn_its_fee_late(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    await fault(sandbox, faults.SETTLEMENT, "charge", faults.LATE)
    await pay(sandbox, await open_session(stripe_client))
    [charge] = await objects(sandbox, "charge")
    assert charge["balance_transaction"] is None
    for _ in range(2):
        async with sandbox.acting() as call:
            await payments.settle(call, charge["id"])
    [movement] = await objects(sandbox, "balance_transaction")
    [settled] = await objects(sandbox, "charge")
    assert settled["balance_transaction"] == movement["id"]
    assert (await types(sandbox)).count("charge.updated") == 1


async def test_the_database_itself_refuses_a_second_paid_charge_and_a_body_of_another_object(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client))
    [charge] = await objects(sandbox, "charge")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with sandbox.acting() as call:
            await store.insert(call, {**charge, "id": "ch_second"})
    for column in ("id", "kind"):
        with pytest.raises(asyncpg.CheckViolationError):
            await run(sandbox, f"UPDATE sandbox.objects SET {column} = 'other' WHERE kind = 'charge'")
