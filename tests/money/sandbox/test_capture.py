"""Authorise now, capture later, before the bank lets go."""

import asyncio
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, cards, checkout
from tests.money.acts import happen, hurry, objects, off_session, open_session, pay, run, saved, types

DAY = 86400
HELD: Any = {
    "amount": 1900,
    "currency": "eur",
    "allowed_payment_method_types": ["card"],
    "capture_method": "manual",
    "payment_method": "pm_card_visa",
    "confirm": True,
}


async def held(client: stripe.StripeClient) -> str:
    return (await client.v1.payment_intents.create_async(HELD)).id


async def charge_of(sandbox: Sandbox) -> dict[str, Any]:
    [charge] = await objects(sandbox, "charge")
    return charge


async def test_an_authorisation_holds_the_money_and_moves_none(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(HELD)
    assert (made.status, made.amount_capturable, made.amount_received) == ("requires_capture", 1900, 0)
    charge = await charge_of(sandbox)
    assert (charge["status"], charge["captured"], charge["amount_captured"]) == ("succeeded", False, 0)
    assert charge["balance_transaction"] is None
    assert charge["payment_method_details"]["card"]["capture_before"] == charge["created"] + 7 * DAY
    assert await objects(sandbox, "balance_transaction") == []
    assert (await types(sandbox))[-2:] == ["charge.succeeded", "payment_intent.amount_capturable_updated"]


async def test_without_the_payer_a_visa_is_held_for_less(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    for token, seconds in (("pm_card_visa", 5 * DAY - 6 * 3600), ("pm_card_mastercard", 7 * DAY)):
        customer, method = await saved(stripe_client, token)
        await stripe_client.v1.payment_intents.create_async(
            off_session(customer, method, capture_method="manual")
        )
        charge = (await objects(sandbox, "charge"))[-1]
        assert charge["payment_method_details"]["card"]["capture_before"] == charge["created"] + seconds


async def test_all_of_it_is_captured(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    id = await held(stripe_client)
    done = await stripe_client.v1.payment_intents.capture_async(id)
    assert (done.status, done.amount_received, done.amount_capturable) == ("succeeded", 1900, 0)
    charge = await charge_of(sandbox)
    assert (charge["captured"], charge["amount_captured"], charge["amount_refunded"]) == (True, 1900, 0)
    [movement] = await objects(sandbox, "balance_transaction")
    assert (movement["amount"], movement["fee"], movement["source"]) == (1900, 54, charge["id"])
    assert (await types(sandbox))[-3:] == ["charge.captured", "payment_intent.succeeded", "charge.updated"]
    assert await objects(sandbox, "refund") == []


async def test_a_part_is_captured_and_the_rest_is_let_go(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await held(stripe_client)
    done = await stripe_client.v1.payment_intents.capture_async(
        id, {"amount_to_capture": 700, "metadata": {"row": "o1"}}
    )
    assert (done.amount, done.amount_received) == (1900, 700)
    assert done.metadata and done.metadata.to_dict() == {"row": "o1"}
    charge = await charge_of(sandbox)
    assert (charge["amount_captured"], charge["amount_refunded"], charge["refunded"]) == (700, 1200, False)
    [let_go] = await objects(sandbox, "refund")
    assert (let_go["amount"], let_go["balance_transaction"]) == (1200, None)
    assert [movement["amount"] for movement in await objects(sandbox, "balance_transaction")] == [700]
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.refunds.create_async({"payment_intent": id, "amount": 701})
    assert (await stripe_client.v1.refunds.create_async({"payment_intent": id})).amount == 700


async def test_not_more_than_is_held_and_not_twice(stripe_client: stripe.StripeClient) -> None:
    id = await held(stripe_client)
    capture = stripe_client.v1.payment_intents.capture_async
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await capture(id, {"amount_to_capture": 1901})
    assert (refused.value.code, refused.value.param) == ("amount_too_large", "amount_to_capture")
    await capture(id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await capture(id)
    assert refused.value.code == "payment_intent_unexpected_state"


async def test_what_is_held_can_be_let_go(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    id = await held(stripe_client)
    gone = await stripe_client.v1.payment_intents.cancel_async(
        id, {"cancellation_reason": "requested_by_customer"}
    )
    assert (gone.status, gone.amount_capturable) == ("canceled", 0)
    charge = await charge_of(sandbox)
    assert (charge["captured"], charge["refunded"], charge["amount_refunded"]) == (False, True, 1900)
    assert await objects(sandbox, "balance_transaction") == []
    assert (await types(sandbox))[-3:] == ["refund.created", "charge.refunded", "payment_intent.canceled"]
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.refunds.create_async({"payment_intent": id})


async def test_what_is_held_is_not_refunded_but_canceled(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await held(stripe_client)
    for asked in ({"payment_intent": id}, {"charge": (await charge_of(sandbox))["id"]}):
        with pytest.raises(stripe.InvalidRequestError):
            await stripe_client.v1.refunds.create_async(asked)  # type: ignore[arg-type]


async def test_an_authorisation_ends_when_its_time_has_come_and_not_before(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await held(stripe_client)
    late = "UPDATE sandbox.appointments SET due_at = due_at - make_interval(secs => $1)"
    await run(sandbox, late, 7 * DAY - 60)
    assert await happen(sandbox) == 0
    assert (await stripe_client.v1.payment_intents.retrieve_async(id)).status == "requires_capture"
    await run(sandbox, late, 61)
    assert await happen(sandbox) == 1
    gone = await stripe_client.v1.payment_intents.retrieve_async(id)
    assert (gone.status, gone.cancellation_reason) == ("canceled", "expired")
    assert (await types(sandbox))[-2:] == ["charge.expired", "payment_intent.canceled"]
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.payment_intents.capture_async(id)


async def test_what_was_captured_in_time_does_not_end(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await held(stripe_client)
    await stripe_client.v1.payment_intents.capture_async(id)
    await hurry(sandbox)
    assert (await stripe_client.v1.payment_intents.retrieve_async(id)).status == "succeeded"
    assert (await charge_of(sandbox))["refunded"] is False


async def test_capture_and_the_end_of_the_authorisation_race_and_one_wins(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    async def capture(id: str) -> bool:
        try:
            return (await stripe_client.v1.payment_intents.capture_async(id)).status == "succeeded"
        except stripe.InvalidRequestError:
            return False

    for _ in range(5):
        id = await held(stripe_client)
        captured, _ = await asyncio.gather(capture(id), hurry(sandbox, id))
        status = (await stripe_client.v1.payment_intents.retrieve_async(id)).status
        assert status == ("succeeded" if captured else "canceled")
    moved = len(await objects(sandbox, "balance_transaction"))
    assert moved == sum(charge["captured"] for charge in await objects(sandbox, "charge"))


async def test_a_session_may_only_authorise(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    data: Any = {"payment_intent_data": {"capture_method": "manual", "metadata": {"row": "o1"}}}
    id = await open_session(stripe_client, **data)
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    assert session.payment_method_types == ["card"]  # a debit is not captured by hand
    await pay(sandbox, id, cards.SUCCEEDS)
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    intent = await stripe_client.v1.payment_intents.retrieve_async(str(session.payment_intent))
    assert intent.status == "requires_capture"
    await stripe_client.v1.payment_intents.capture_async(intent.id)
    assert (await stripe_client.v1.checkout.sessions.retrieve_async(id)).payment_status == "paid"
    gone = await open_session(stripe_client, **data)
    await pay(sandbox, gone)
    other = await stripe_client.v1.checkout.sessions.retrieve_async(gone)
    await stripe_client.v1.payment_intents.cancel_async(str(other.payment_intent))


async def test_an_authorisation_may_be_asked_about_first(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client, payment_intent_data={"capture_method": "manual"})
    await pay(sandbox, id, cards.ASKS_3DS)
    async with sandbox.acting() as call:
        await checkout.authenticate(call, id, True)
    [intent] = await objects(sandbox, "payment_intent")
    assert intent["status"] == "requires_capture"


async def test_a_dispute_follows_the_capture_not_the_authorisation(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.payment_intents.create_async(
        {**HELD, "payment_method": "pm_card_createDispute"}
    )
    await happen(sandbox)
    assert await objects(sandbox, "dispute") == []
    await stripe_client.v1.payment_intents.capture_async(made.id)
    await happen(sandbox)
    [dispute] = await objects(sandbox, "dispute")
    assert dispute["payment_intent"] == made.id
