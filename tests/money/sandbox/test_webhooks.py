"""Webhooks: signed, at least once, by any number of workers, and as unruly as was asked."""

import asyncio
import json
import time
from collections.abc import Mapping

import httpx
import pytest
import stripe

from market.money.sandbox import Sandbox, cards, deliver_due, faults, webhooks
from tests.money.acts import fault, open_session, pay, run
from tests.money.sandbox.receiver import SECRET, Receiver


async def deliver(sandbox: Sandbox, receiver: Receiver) -> int:
    return await deliver_due(await sandbox.pool(), receiver.post)


async def hurry(sandbox: Sandbox) -> None:
    async with sandbox.acting() as call:
        await webhooks.hurry(call.connection)


async def test_a_webhook_is_signed_so_that_stripes_own_code_accepts_it(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    id = await open_session(stripe_client)
    await pay(sandbox, id)
    assert await deliver(sandbox, receiver) == 1  # the endpoint listens to no more
    event = stripe_client.construct_event(receiver.bodies[0], receiver.signatures[0], SECRET)
    assert (event.type, event.data.object["id"]) == ("checkout.session.completed", id)
    signed_at = int(receiver.signatures[0].split(",")[0].removeprefix("t="))
    assert abs(signed_at - time.time()) < 10
    with pytest.raises(stripe.SignatureVerificationError):
        stripe_client.construct_event(receiver.bodies[0], receiver.signatures[0], "whsec_other")


async def test_what_was_delivered_is_not_sent_again(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await pay(sandbox, await open_session(stripe_client))
    assert [await deliver(sandbox, receiver) for _ in range(2)] == [1, 0]
    [event] = (await stripe_client.v1.events.list_async({"type": "checkout.session.completed"})).data
    assert event.pending_webhooks == 0


async def test_an_event_that_was_not_delivered_can_be_found(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await pay(sandbox, await open_session(stripe_client))
    lost = await stripe_client.v1.events.list_async({"delivery_success": False})
    assert [event.type for event in lost.data] == ["checkout.session.completed"]


async def test_a_failure_is_tried_again_later_and_later(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.answers = [500, 302]
    await pay(sandbox, await open_session(stripe_client))
    assert [await deliver(sandbox, receiver) for _ in range(2)] == [1, 0]
    waits = []
    for _ in range(2):
        async with (await sandbox.pool()).acquire() as connection:
            waits.append(
                await connection.fetchval(
                    "SELECT extract(epoch FROM due_at - clock_timestamp())::float FROM sandbox.deliveries"
                )
            )
        await hurry(sandbox)
        await deliver(sandbox, receiver)
    assert 0 < waits[0] <= 2 < waits[1] <= 4
    assert receiver.types == ["checkout.session.completed"] * 3
    assert len(set(receiver.bodies)) == 1
    assert await deliver(sandbox, receiver) == 0


async def test_after_sixteen_failures_it_gives_up(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.answers = [503] * 30
    await pay(sandbox, await open_session(stripe_client))
    for _ in range(18):
        await deliver(sandbox, receiver)
        await hurry(sandbox)
    assert len(receiver.bodies) == 16


async def test_a_lost_connection_is_a_failure(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    async def refuse(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        raise httpx.ConnectError("refused")

    await pay(sandbox, await open_session(stripe_client))
    await deliver_due(await sandbox.pool(), refuse)
    await hurry(sandbox)
    assert await deliver(sandbox, receiver) == 1


async def test_a_dropped_event_never_comes_until_it_is_redelivered(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await fault(sandbox, faults.WEBHOOK, "checkout.session.completed", faults.DROP)
    await pay(sandbox, await open_session(stripe_client))
    await hurry(sandbox)
    assert await deliver(sandbox, receiver) == 0
    [event] = (await stripe_client.v1.events.list_async({"type": "checkout.session.completed"})).data
    async with sandbox.acting() as call:
        await webhooks.redeliver(call.connection, event.id)
    assert await deliver(sandbox, receiver) == 1
    assert json.loads(receiver.bodies[0])["id"] == event.id


async def test_a_duplicate_comes_twice_with_one_id(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await fault(sandbox, faults.WEBHOOK, "checkout.*", faults.DUPLICATE)
    await pay(sandbox, await open_session(stripe_client))
    await pay(sandbox, await open_session(stripe_client))
    assert await deliver(sandbox, receiver) == 3
    assert len({json.loads(body)["id"] for body in receiver.bodies}) == 2


async def test_a_delayed_event_comes_when_its_time_has_come(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await fault(sandbox, faults.WEBHOOK, "*completed", faults.DELAY, seconds=600)
    await pay(sandbox, await open_session(stripe_client))
    assert await deliver(sandbox, receiver) == 0
    await run(sandbox, "UPDATE sandbox.deliveries SET due_at = due_at - interval '601 seconds'")
    assert await deliver(sandbox, receiver) == 1


async def test_a_reordered_event_comes_after_the_next_one(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await fault(sandbox, faults.WEBHOOK, "payment_intent.payment_failed", faults.REORDER)
    id = await open_session(stripe_client)
    await pay(sandbox, id, cards.DECLINES)
    assert await deliver(sandbox, receiver) == 0
    await pay(sandbox, id)
    await asyncio.sleep(0.01)
    await deliver(sandbox, receiver)
    assert receiver.types == ["checkout.session.completed", "payment_intent.payment_failed"]


async def test_two_workers_send_each_event_once(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.slow = 0.02
    for _ in range(10):
        await pay(sandbox, await open_session(stripe_client))
    sent = await asyncio.gather(deliver(sandbox, receiver), deliver(sandbox, receiver))
    assert sum(sent) == 10 and min(sent) > 0
    assert len({json.loads(body)["id"] for body in receiver.bodies}) == 10


async def test_what_another_worker_is_taking_is_passed_over(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    for _ in range(2):
        await pay(sandbox, await open_session(stripe_client))
    async with (await sandbox.pool()).acquire() as other, other.transaction():
        taken = await other.fetchval(
            "SELECT event FROM sandbox.deliveries ORDER BY due_at, id LIMIT 1 FOR UPDATE"
        )
        async with asyncio.timeout(5):
            assert await deliver(sandbox, receiver) == 1
    assert json.loads(receiver.bodies[0])["id"] != taken


async def test_no_transaction_is_open_while_a_webhook_is_on_its_way(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    open_ones: list[int] = []

    async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        async with (await sandbox.pool()).acquire() as connection:
            open_ones.append(
                await connection.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
                )
            )
        return 200

    await pay(sandbox, await open_session(stripe_client))
    await deliver_due(await sandbox.pool(), post)
    assert open_ones == [0]


async def test_what_a_dead_worker_took_goes_out_again_after_its_lease(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    async def die(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        raise asyncio.CancelledError

    await pay(sandbox, await open_session(stripe_client))
    with pytest.raises(asyncio.CancelledError):
        await deliver_due(await sandbox.pool(), die)
    assert await deliver(sandbox, receiver) == 0
    await run(sandbox, "UPDATE sandbox.deliveries SET claimed_until = claimed_until - interval '61 seconds'")
    assert await deliver(sandbox, receiver) == 1


async def test_delivering_also_expires_the_sessions_that_nobody_looks_at(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await open_session(stripe_client)
    await run(
        sandbox,
        "UPDATE sandbox.objects SET body = body || '{\"expires_at\": 1}' WHERE kind = 'checkout.session'",
    )
    assert await deliver(sandbox, receiver) == 1
    assert receiver.types == ["checkout.session.expired"]


async def test_without_an_endpoint_nothing_is_sent(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client))
    assert await deliver(sandbox, Receiver()) == 0


async def test_a_postman_goes_no_further_than_he_was_told(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    for _ in range(2):
        await pay(sandbox, await open_session(stripe_client))
    pool = await sandbox.pool()
    assert [await deliver_due(pool, receiver.post, at_most=1) for _ in range(3)] == [1, 1, 0]


async def test_whoever_comes_first_opens_the_sandboxs_connections_for_all(sandbox: Sandbox) -> None:
    made = Sandbox(sandbox.dsn, sandbox.public_url)
    first, *others = await asyncio.gather(*(made.pool() for _ in range(8)))
    assert all(it is first for it in others)
    await made.close()
