"""Somebody plays with the post: late, lost, turned round, once more, in any order; and connected accounts."""

import itertools
import json

import pytest
import stripe

from market.money.sandbox import (
    Sandbox,
    cards,
    checkout,
    deliver_due,
    ibans,
    set_connect_endpoint,
    set_endpoint,
    webhooks,
)
from market.money.sandbox.checkout import Debtor
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import happen, objects, onboarded, open_session, pay, run
from tests.money.sandbox.receiver import SECRET, URL, Receiver
from tests.money.sandbox.test_webhooks import deliver, hurry

ALL = ("*",)


async def hear(sandbox: Sandbox, *types: str) -> None:
    async with (await sandbox.pool()).acquire() as connection:
        await set_endpoint(connection, URL, SECRET, types or ALL)


async def ids(sandbox: Sandbox) -> list[str]:
    return [event["id"] for event in await objects(sandbox, "event")]


async def test_what_waits_is_turned_round(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox)
    await pay(sandbox, await open_session(stripe_client))
    async with sandbox.acting() as call:
        await webhooks.reverse(call.connection)
    await deliver(sandbox, receiver)
    assert [json.loads(body)["id"] for body in receiver.bodies] == (await ids(sandbox))[::-1]


async def test_one_event_is_postponed_and_another_dropped(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox)
    await pay(sandbox, await open_session(stripe_client))
    late, lost, *rest = await ids(sandbox)
    async with sandbox.acting() as call:
        await webhooks.postpone(call.connection, late, 600)
        await webhooks.drop(call.connection, lost)
    await deliver(sandbox, receiver)
    assert [json.loads(body)["id"] for body in receiver.bodies] == rest
    await run(sandbox, "UPDATE sandbox.deliveries SET due_at = due_at - interval '601 seconds'")
    assert await deliver(sandbox, receiver) == 1
    await hurry(sandbox)
    assert await deliver(sandbox, receiver) == 0
    assert lost not in {json.loads(body)["id"] for body in receiver.bodies}


async def test_all_that_never_arrived_is_sent_once_more(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox)
    await pay(sandbox, await open_session(stripe_client))
    lost, given_up, *rest = await ids(sandbox)
    async with sandbox.acting() as call:
        await webhooks.drop(call.connection, lost)
    await run(sandbox, "UPDATE sandbox.deliveries SET status = 'failed' WHERE event = $1", given_up)
    assert await deliver(sandbox, receiver) == len(rest)
    for _ in range(2):
        async with sandbox.acting() as call:
            await webhooks.redeliver_lost(call.connection)
    assert await deliver(sandbox, receiver) == 2
    assert {json.loads(body)["id"] for body in receiver.bodies[-2:]} == {lost, given_up}


async def test_events_are_sent_in_any_order_and_any_number(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox, "payment_intent.succeeded", "charge.succeeded", "checkout.session.completed")
    await pay(sandbox, await open_session(stripe_client))
    events = await ids(sandbox)
    heard = [events[1], events[2], events[-1]]
    for order in itertools.permutations([*heard, heard[0]]):
        receiver.bodies.clear()
        for event in order:
            await webhooks.send(await sandbox.pool(), receiver.post, event)
        assert [json.loads(body)["id"] for body in receiver.bodies] == list(order)
    with pytest.raises(StripeRefusal):
        await webhooks.send(await sandbox.pool(), receiver.post, "evt_unknown")


async def test_the_postman_lets_happen_what_is_due_and_tells_it(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox, "charge.dispute.*")
    await pay(sandbox, await open_session(stripe_client), cards.DISPUTES)
    assert await deliver(sandbox, receiver) == 2
    assert receiver.types == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


async def test_connected_accounts_are_heard_at_an_endpoint_of_their_own(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox)
    account = await onboarded(stripe_client, sandbox)
    assert await deliver(sandbox, receiver) == 0  # nobody listens to accounts yet
    [event, *_] = await ids(sandbox)
    async with sandbox.acting() as call:
        with pytest.raises(StripeRefusal):
            await webhooks.redeliver(call.connection, event)
        await set_connect_endpoint(call.connection, URL, "whsec_connect", ["account.*"])
    await stripe_client.v1.accounts.update_async(account, {"metadata": {"row": "h1"}})
    await stripe_client.v1.customers.create_async({})
    assert await deliver(sandbox, receiver) == 2
    signed: dict[str, str] = {}
    for body, signature in zip(receiver.bodies, receiver.signatures, strict=True):
        secret = "whsec_connect" if json.loads(body)["type"] == "account.updated" else SECRET
        said = stripe_client.construct_event(body, signature, secret)
        signed[said.type] = getattr(said, "account", "")
    assert signed == {"account.updated": account, "customer.created": ""}


async def test_what_a_payer_did_not_wait_for_is_told_by_the_postman(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, receiver: Receiver
) -> None:
    await hear(sandbox, "checkout.session.*")
    id = await open_session(stripe_client)
    async with sandbox.acting() as call:
        await checkout.pay(call, id, Debtor(ibans.SUCCEEDS, "Jenny Rosen", "jenny@example.com"))
    await deliver_due(await sandbox.pool(), receiver.post)
    assert receiver.types == ["checkout.session.completed", "checkout.session.async_payment_succeeded"]
    assert await happen(sandbox) == 0
