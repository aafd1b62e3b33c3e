"""One key, one effect: the sandbox keeps Stripe's rules of idempotency."""

import asyncio

import pytest
import stripe

from market.money.sandbox import Sandbox, faults
from tests.money.acts import fault, objects, paid, run, session_for

KEY: stripe.RequestOptions = {"idempotency_key": "checkout:o1:1"}


async def test_a_repeated_key_replays_the_first_answer(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    sessions = stripe_client.v1.checkout.sessions
    first = await sessions.create_async(session_for(), KEY)
    await sessions.expire_async(first.id)
    again = await sessions.create_async(session_for(), KEY)
    assert again.to_dict() == first.to_dict()  # as it was, though it has expired since
    assert again.last_response and first.last_response
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert again.last_response.headers["original-request"] == first.last_response.headers["request-id"]
    assert "idempotent-replayed" not in first.last_response.headers
    assert len(await objects(sandbox, "checkout.session")) == 1


async def test_a_key_used_with_other_parameters_is_an_error(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)
    with pytest.raises(stripe.IdempotencyError) as refused:
        await stripe_client.v1.checkout.sessions.create_async(session_for(2900), KEY)
    assert refused.value.http_status == 400
    assert len(await objects(sandbox, "checkout.session")) == 1


async def test_a_key_used_at_another_address_is_an_error(stripe_client: stripe.StripeClient) -> None:
    sessions = stripe_client.v1.checkout.sessions
    one, other = [await sessions.create_async(session_for()) for _ in range(2)]
    await sessions.expire_async(one.id, options=KEY)
    with pytest.raises(stripe.IdempotencyError):  # the parameters, none, are the same
        await sessions.expire_async(other.id, options=KEY)
    assert (await sessions.retrieve_async(other.id)).status == "open"


async def test_a_key_of_more_than_255_characters_is_refused(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    """docs.stripe.com/api/idempotent_requests"""
    sessions = stripe_client.v1.checkout.sessions
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sessions.create_async(session_for(), {"idempotency_key": "k" * 256})
    assert refused.value.http_status == 400 and "1-255 characters" in str(refused.value)
    assert await objects(sandbox, "checkout.session") == []
    assert (await sessions.create_async(session_for(), {"idempotency_key": "k" * 255})).id


async def test_a_key_is_forgotten_after_a_day_and_not_before(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    sessions = stripe_client.v1.checkout.sessions
    first = await sessions.create_async(session_for(), KEY)
    await run(sandbox, "UPDATE sandbox.idempotency_keys SET created_at = created_at - interval '23:59:00'")
    assert (await sessions.create_async(session_for(), KEY)).id == first.id
    await run(sandbox, "UPDATE sandbox.idempotency_keys SET created_at = created_at - interval '00:02:00'")
    assert (await sessions.create_async(session_for(), KEY)).id != first.id


async def test_a_saved_500_is_replayed_and_the_effect_never_happens(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    await fault(sandbox, "POST", "/v1/refunds", faults.SERVER_ERROR)
    for _ in range(3):
        with pytest.raises(stripe.APIError) as broken:
            await stripe_client.v1.refunds.create_async({"payment_intent": payment}, KEY)
        assert broken.value.http_status == 500
    assert broken.value.headers and broken.value.headers["idempotent-replayed"] == "true"
    assert await objects(sandbox, "refund") == []
    await stripe_client.v1.refunds.create_async({"payment_intent": payment}, {"idempotency_key": "another"})


async def test_a_500_after_the_effect_is_replayed_and_the_effect_stands(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    await fault(sandbox, "POST", "/v1/refunds", faults.SERVER_ERROR_AFTER)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            await stripe_client.v1.refunds.create_async({"payment_intent": payment}, KEY)
    assert len(await objects(sandbox, "refund")) == 1


async def test_a_refusal_of_the_endpoint_is_saved(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    await stripe_client.v1.refunds.create_async({"payment_intent": payment})
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await stripe_client.v1.refunds.create_async({"payment_intent": payment}, KEY)
    assert refused.value.headers and refused.value.headers["idempotent-replayed"] == "true"


async def test_a_failed_validation_is_not_saved(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.checkout.sessions.create_async(session_for(mode="gift"), KEY)
    assert (await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)).status == "open"


async def test_a_key_in_use_is_a_conflict_and_nothing_is_saved(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    refunds = stripe_client.v1.refunds
    async with (await sandbox.pool()).acquire() as other, other.transaction():
        await other.execute("SELECT 1 FROM sandbox.objects WHERE kind = 'charge' FOR UPDATE")
        first = asyncio.create_task(refunds.create_async({"payment_intent": payment}, KEY))
        await asyncio.sleep(0.2)  # it holds its key and waits for the charge
        with pytest.raises(stripe.APIError) as busy:
            async with asyncio.timeout(5):
                await refunds.create_async({"payment_intent": payment}, KEY)
    assert busy.value.http_status == 409
    made = await first
    assert (await refunds.create_async({"payment_intent": payment}, KEY)).id == made.id


async def test_twenty_requests_with_one_key_have_one_effect(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)

    async def ask() -> str:
        try:
            return (await stripe_client.v1.refunds.create_async({"payment_intent": payment}, KEY)).id
        except stripe.APIError as busy:
            assert busy.http_status == 409
            return ""

    answers = set(await asyncio.gather(*(ask() for _ in range(20)))) - {""}
    assert len(answers) == 1
    assert [refund["id"] for refund in await objects(sandbox, "refund")] == list(answers)


async def test_without_a_key_every_request_counts(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    for _ in range(2):
        await stripe_client.v1.checkout.sessions.create_async(session_for())
    assert len(await objects(sandbox, "checkout.session")) == 2
