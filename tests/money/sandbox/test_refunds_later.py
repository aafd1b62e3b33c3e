"""Refunds that are pending first, fail late, are taken back, or are stopped by a dispute."""

from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, balance, cards, disputes, faults, refunds
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import fault, happen, objects, open_session, paid, pay, run, saved, types
from tests.money.acts import off_session as asked_off_session


async def paid_with(client: stripe.StripeClient, sandbox: Sandbox, number: str) -> str:
    session = await open_session(client)
    await pay(sandbox, session, number)
    return str((await client.v1.checkout.sessions.retrieve_async(session)).payment_intent)


async def total(sandbox: Sandbox) -> int:
    async with sandbox.acting() as call:
        available, pending = await balance.totals(call)
    return available["eur"] + pending["eur"]


async def test_a_refund_is_pending_and_succeeds_later(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid_with(stripe_client, sandbox, cards.REFUNDS_LATER)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    assert (await stripe_client.v1.charges.retrieve_async(str(refund.charge))).amount_refunded == 1287
    assert await total(sandbox) == 1846 - 1287
    await happen(sandbox)
    done = await stripe_client.v1.refunds.retrieve_async(refund.id)
    assert done.status == "succeeded" and "pending_reason" not in done.to_dict()
    assert (await types(sandbox))[-3:] == ["refund.created", "charge.refunded", "refund.updated"]
    assert await total(sandbox) == 1846 - 1287


async def test_a_refund_succeeds_and_fails_late(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    payment = await paid_with(stripe_client, sandbox, cards.REFUNDS_FAIL)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    assert refund.status == "succeeded"
    await happen(sandbox)
    failed = await stripe_client.v1.refunds.retrieve_async(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert await total(sandbox) == 1846
    assert (await types(sandbox))[-2:] == ["refund.updated", "refund.failed"]
    charge = await stripe_client.v1.charges.retrieve_async(str(refund.charge))
    assert (charge.amount_refunded, charge.refunded) == (0, False)


@pytest.mark.parametrize(
    ("kind", "first", "then"),
    [(faults.PENDING, "pending", "succeeded"), (faults.FAILS_LATE, "succeeded", "failed")],
)
async def test_any_refund_goes_as_was_asked_for(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, kind: str, first: str, then: str
) -> None:
    payment = await paid(stripe_client, sandbox)
    other = await paid(stripe_client, sandbox)
    charge = str((await stripe_client.v1.payment_intents.retrieve_async(payment)).latest_charge)
    await fault(sandbox, faults.REFUND, charge, kind)
    plain = await stripe_client.v1.refunds.create_async({"payment_intent": other})
    assert plain.status == "succeeded"  # the fault waits for its charge
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    assert refund.status == first
    await happen(sandbox)
    assert (await stripe_client.v1.refunds.retrieve_async(refund.id)).status == then


async def test_a_debit_is_refunded_by_a_transfer_that_takes_its_time(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client, "pm_sepaDebit_success_fr")
    made = await stripe_client.v1.payment_intents.create_async(asked_off_session(customer, method))
    await happen(sandbox)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": made.id, "amount": 900})
    assert refund.id.startswith("pyr_") and refund.status == "pending"
    movement = await stripe_client.v1.balance_transactions.retrieve_async(str(refund.balance_transaction))
    assert (movement.type, movement.reporting_category, movement.net) == ("payment_refund", "refund", -900)
    await happen(sandbox)
    assert (await stripe_client.v1.refunds.retrieve_async(refund.id)).status == "succeeded"


async def test_the_api_cancels_no_refund_of_a_card(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid_with(stripe_client, sandbox, cards.REFUNDS_LATER)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    with pytest.raises(stripe.InvalidRequestError, match="requires_action"):
        await stripe_client.v1.refunds.cancel_async(refund.id)


async def test_on_the_dashboard_a_refund_is_taken_back_within_half_an_hour(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid_with(stripe_client, sandbox, cards.REFUNDS_LATER)
    early, late = [
        await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 100})
        for _ in range(2)
    ]
    await run(
        sandbox,
        "UPDATE sandbox.objects SET body = jsonb_set(body, '{created}', "
        "to_jsonb((body->>'created')::bigint - 1801)) WHERE id = $1",
        late.id,
    )
    async with sandbox.acting() as call:
        await refunds.take_back(call, early.id)
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):
            await refunds.take_back(call, late.id)
    gone = await stripe_client.v1.refunds.retrieve_async(early.id)
    assert (gone.status, gone.failure_reason) == ("canceled", "merchant_request")
    assert (await types(sandbox))[-1] == "refund.updated"
    assert await total(sandbox) == 1846 - 100
    await happen(sandbox)  # the one that was taken back does not succeed any more
    assert (await stripe_client.v1.refunds.retrieve_async(early.id)).status == "canceled"
    assert (await stripe_client.v1.refunds.retrieve_async(late.id)).status == "succeeded"


async def test_a_refund_ends_once(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    payment = await paid(stripe_client, sandbox)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    async with sandbox.acting() as call:
        await refunds.fail(call, refund.id)
    for act in (refunds.fail, refunds.succeed, refunds.take_back):
        async with sandbox.acting() as call:
            with pytest.raises(StripeRefusal):
                await act(call, refund.id)
    assert await total(sandbox) == 1846


async def test_what_was_let_go_is_no_refund_that_could_fail(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked: Any = {
        "amount": 1900,
        "currency": "eur",
        "allowed_payment_method_types": ["card"],
        "capture_method": "manual",
        "payment_method": "pm_card_visa",
        "confirm": True,
    }
    held = await stripe_client.v1.payment_intents.create_async(asked)
    await stripe_client.v1.payment_intents.cancel_async(held.id)
    [let_go] = await objects(sandbox, "refund")
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):
            await refunds.fail(call, let_go["id"])


async def test_a_disputed_charge_is_not_refunded_until_the_dispute_is_won(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid_with(stripe_client, sandbox, cards.DISPUTES)
    await happen(sandbox)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    assert refused.value.code == "charge_disputed"
    [dispute] = await objects(sandbox, "dispute")
    async with sandbox.acting() as call:
        await disputes.win(call, dispute["id"])
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    assert refund.amount == 1900


async def test_a_dispute_stops_a_refund_that_is_pending(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid_with(stripe_client, sandbox, cards.REFUNDS_LATER)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    async with sandbox.acting() as call:
        dispute = await disputes.open_on(call, str(refund.charge))
    assert dispute["amount"] == 1900
    failed = await stripe_client.v1.refunds.retrieve_async(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "charge_for_pending_refund_disputed")
    assert await total(sandbox) == 1846 - 1900 - 2000


async def test_a_refunds_metadata_can_be_changed(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    refund = await stripe_client.v1.refunds.create_async(
        {"payment_intent": payment, "metadata": {"row": "r1", "app": "moi"}}
    )
    changed = await stripe_client.v1.refunds.update_async(refund.id, {"metadata": {"row": ""}})
    assert changed.metadata and changed.metadata.to_dict() == {"app": "moi"}
