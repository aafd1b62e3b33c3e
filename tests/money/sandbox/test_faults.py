"""Faults on request, at every stage of a call."""

import pytest
import stripe

from market.money.sandbox import Sandbox, SandboxTransport, faults
from market.money.sandbox.shapes import API_VERSION
from tests.money.acts import fault, objects, session_for

KEY: stripe.RequestOptions = {"idempotency_key": "checkout:o1:1"}


async def test_a_time_out_before_the_effect_leaves_nothing(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await fault(sandbox, "POST", "/v1/checkout/*", faults.TIMEOUT_BEFORE)
    with pytest.raises(stripe.APIConnectionError) as lost:
        await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)
    assert lost.value.should_retry
    assert await objects(sandbox, "checkout.session") == []
    assert (await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)).status == "open"


async def test_a_time_out_after_the_effect_and_a_retry_with_the_key_give_the_same_object(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await fault(sandbox, "POST", "/v1/checkout/*", faults.TIMEOUT_AFTER)
    with pytest.raises(stripe.APIConnectionError):
        await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)
    made = await objects(sandbox, "checkout.session")
    again = await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)
    assert [body["id"] for body in made] == [again.id]
    assert len(await objects(sandbox, "checkout.session")) == 1


async def test_the_clients_own_retry_survives_a_lost_answer(sandbox: Sandbox) -> None:
    await fault(sandbox, "POST", "*", faults.TIMEOUT_AFTER)
    client = stripe.StripeClient(
        "sk_test_x",
        http_client=SandboxTransport(sandbox),
        max_network_retries=1,
        stripe_version=API_VERSION,
    )
    session = await client.v1.checkout.sessions.create_async(session_for())
    assert [body["id"] for body in await objects(sandbox, "checkout.session")] == [session.id]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (faults.CONFLICT, 409),
        (faults.RATE_LIMIT, 429),
        (faults.KEY_REFUSED, 401),
        (faults.NOT_PERMITTED, 403),
    ],
)
async def test_a_busy_stripe_did_nothing_and_saved_nothing(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, kind: str, status: int
) -> None:
    await fault(sandbox, "*", "/v1/checkout/sessions", kind)
    with pytest.raises(stripe.StripeError) as busy:
        await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)
    assert busy.value.http_status == status
    assert await objects(sandbox, "checkout.session") == []
    assert (await stripe_client.v1.checkout.sessions.create_async(session_for(), KEY)).status == "open"


async def test_a_fault_strikes_as_often_as_was_asked_and_only_where(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await fault(sandbox, "GET", "/v1/events", faults.RATE_LIMIT, count=2)
    await stripe_client.v1.refunds.list_async()
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            await stripe_client.v1.events.list_async()
    assert (await stripe_client.v1.events.list_async()).data == []


async def test_a_fault_that_nobody_knows_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(faults.FaultUnknown):
        await fault(sandbox, "POST", "*", "earthquake")
    with pytest.raises(faults.FaultUnknown):
        await fault(sandbox, faults.WEBHOOK, "*", faults.SERVER_ERROR)


async def test_a_lost_database_is_a_lost_connection_to_the_client() -> None:
    nowhere = Sandbox("postgresql://nobody@/nothing?host=/nonexistent", "https://moi.test")
    client = stripe.StripeClient("sk_test_x", http_client=SandboxTransport(nowhere), max_network_retries=0)
    with pytest.raises(stripe.APIConnectionError):
        await client.v1.events.list_async()
