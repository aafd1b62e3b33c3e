"""Refunds never exceed the charge, whoever asks and however often."""

import asyncio

import asyncpg
import pytest
import stripe

from market.money.sandbox import Sandbox, cards, refunds
from tests.money.acts import objects, open_session, paid, pay, run


async def test_a_part_is_refunded_and_moves_the_balance(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    refund = await stripe_client.v1.refunds.create_async(
        {
            "payment_intent": payment,
            "amount": 1287,
            "metadata": {"row": "r1"},
            "reason": "requested_by_customer",
        }
    )
    assert (refund.status, refund.amount, refund.payment_intent) == ("succeeded", 1287, payment)
    assert refund.metadata and refund.metadata.to_dict() == {"row": "r1"}
    movement = await stripe_client.v1.balance_transactions.retrieve_async(str(refund.balance_transaction))
    assert (movement.amount, movement.fee, movement.net, movement.type) == (-1287, 0, -1287, "refund")
    assert movement.source == refund.id
    charge = await stripe_client.v1.charges.retrieve_async(str(refund.charge))
    assert (charge.amount_refunded, charge.refunded) == (1287, False)
    types = [event["type"] for event in await objects(sandbox, "event")]
    assert types[-2:] == ["refund.created", "charge.refunded"]


async def test_without_an_amount_the_rest_is_refunded(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    rest = await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    assert rest.amount == 613
    assert (await stripe_client.v1.charges.retrieve_async(str(rest.charge))).refunded


async def test_more_than_the_rest_is_an_error(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    payment = await paid(stripe_client, sandbox)
    await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 614})
    assert refused.value.param == "amount"
    assert len(await objects(sandbox, "refund")) == 1


async def test_a_refunded_charge_says_so(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    payment = await paid(stripe_client, sandbox)
    await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1})
    assert refused.value.code == "charge_already_refunded"


async def test_of_twenty_concurrent_refunds_exactly_one_succeeds(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)

    async def refund() -> bool:
        try:
            await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1900})
        except stripe.InvalidRequestError as refused:
            assert refused.code == "charge_already_refunded"
            return False
        return True

    assert sum(await asyncio.gather(*(refund() for _ in range(20)))) == 1
    assert [one["amount"] for one in await objects(sandbox, "refund")] == [1900]
    movements = await objects(sandbox, "balance_transaction")
    assert [movement["amount"] for movement in movements] == [1900, -1900]


async def test_the_database_itself_refuses_more_than_was_charged(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await paid(stripe_client, sandbox)
    with pytest.raises(asyncpg.CheckViolationError):
        await run(
            sandbox,
            "UPDATE sandbox.objects SET body = body || '{\"amount_refunded\": 1901}' WHERE kind = 'charge'",
        )


async def test_what_was_never_paid_is_not_refunded(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    id = await open_session(stripe_client)
    await pay(sandbox, id, cards.DECLINES)
    session = await stripe_client.v1.checkout.sessions.retrieve_async(id)
    for asked in ({"payment_intent": str(session.payment_intent)}, {"payment_intent": "pi_unknown"}, {}):
        with pytest.raises(stripe.InvalidRequestError):
            await stripe_client.v1.refunds.create_async(asked)  # type: ignore[arg-type]
    assert await objects(sandbox, "refund") == []


async def test_a_refund_may_fail_late_and_the_charge_is_refundable_again(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    async with sandbox.acting() as call:
        await refunds.fail(call, refund.id)
    failed = await stripe_client.v1.refunds.retrieve_async(refund.id)
    assert failed.status == "failed"
    back = await stripe_client.v1.balance_transactions.retrieve_async(str(failed.failure_balance_transaction))
    assert (back.amount, back.type) == (1287, "refund_failure")
    assert (await stripe_client.v1.refunds.create_async({"payment_intent": payment})).amount == 1900
