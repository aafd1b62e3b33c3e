"""What Stripe tells us: verified, once, and believed only after asking."""

import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from market.base import clock
from market.base.database import fetch, fetch_row, fetch_value
from market.base.origin import OwnPagesOnly
from market.money import inbox
from market.money.api import stripe_webhook
from market.money.chart import escrow
from market.money.inbox import WebhookRefused
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.sandbox import faults, webhooks
from market.money.sandbox.webhooks import signature
from market.web.failures import HANDLERS
from tests.money import acts
from tests.money.flows.shop import SECRET, Shop, killed, status, submit


async def events_at_stripe(shop: Shop) -> list[bytes]:
    return [json.dumps(event).encode() for event in await shop.at_stripe("event")]


async def paid_unheard(shop: Shop) -> bytes:
    """A payment of which no webhook was sent yet; the body of the one that matters."""
    bought = await shop.submitted()
    await shop.pay(bought)
    return next(event for event in await events_at_stripe(shop) if b"payment_intent.succeeded" in event)


async def inbox_count() -> int:
    return int(await fetch_value("select count(*) from money.inbox_events"))


async def test_a_webhook_is_kept_once_however_often_it_comes(shop: Shop) -> None:
    body = await paid_unheard(shop)
    for _ in range(3):
        await inbox.receive(body, signature(body, SECRET, int(time.time())))
    assert await inbox_count() == 1
    assert await fetch_value("select count(*) from jobs.pgqueuer where entrypoint = 'inbox.handle'") == 1
    await shop.work()
    assert len(shop.paid) == 1
    assert await check() == []


async def test_duplicated_and_reordered_webhooks_change_nothing(shop: Shop) -> None:
    await shop.fault("*", faults.DUPLICATE, "WEBHOOK", count=3)
    await shop.fault("*", faults.REORDER, "WEBHOOK", count=3)
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    async with (await shop.sandbox.pool()).acquire() as connection:
        for event in await shop.at_stripe("event"):
            await webhooks.redeliver(connection, event["id"])
        await webhooks.hurry(connection)
    await shop.settle()
    assert len(shop.paid) == 1
    assert len(await shop.at_stripe("refund")) == 1
    assert await inbox_count() == len(await shop.at_stripe("event"))
    assert await check() == []


@pytest.mark.parametrize(
    ("secret", "age", "reason"),
    [
        ("whsec_of_somebody_else", 0, "bad signature"),
        (SECRET, 400, "too old"),
        (SECRET, -400, "in the future"),
    ],
)
async def test_a_webhook_that_is_not_stripes_now_is_refused(
    shop: Shop, secret: str, age: int, reason: str
) -> None:
    body = await paid_unheard(shop)
    with pytest.raises(WebhookRefused) as refused:
        await inbox.receive(body, signature(body, secret, int(time.time()) - age))
    assert refused.value.facts == {"reason": reason}
    assert await inbox_count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"object":"event"}', b"\xff\xfe"])
async def test_signed_rubbish_is_refused(shop: Shop, body: bytes) -> None:
    with pytest.raises(WebhookRefused):
        await inbox.receive(body, signature(body, SECRET, int(time.time())))
    with pytest.raises(WebhookRefused):
        await inbox.receive(body, None)
    assert await inbox_count() == 0


async def test_the_travelling_clock_makes_no_signature_old(shop: Shop) -> None:
    body = await paid_unheard(shop)
    await clock.travel(timedelta(days=40))
    await inbox.receive(body, signature(body, SECRET, int(time.time())))
    assert await inbox_count() == 1


async def test_a_webhook_may_be_here_before_our_own_answer(shop: Shop) -> None:
    bought = await shop.place()
    shop.transport.dies_after = "/v1/checkout/sessions"
    await killed(submit(bought.payment))
    assert await fetch_value("select stripe_checkout_session_id from money.payments") is None
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    row = await fetch_row("select * from money.payments")
    assert row is not None and row["stripe_checkout_session_id"] and row["stripe_payment_intent_id"]
    assert await check() == []


async def test_what_is_not_ours_is_ignored_with_a_note(shop: Shop) -> None:
    for number, metadata in enumerate(
        (
            {"app": "other"},
            {"app": "moi", "kind": "payment", "row": "00000000-0000-4000-8000-000000000000"},
            {"app": "moi", "kind": "payment", "row": "no uuid"},
        )
    ):
        session = await shop.gateway.open_checkout(
            f"other:{number}",
            amount=1900,
            currency="EUR",
            description="somebody else's",
            success_url="https://moi.test/a",
            cancel_url="https://moi.test/b",
            locale="fr",
            metadata=metadata,
        )
        await acts.pay(shop.sandbox, session.id)
    await shop.settle()
    rows = await fetch("select distinct status, note from money.inbox_events order by note")
    assert {tuple(row) for row in rows} <= {
        ("ignored", inbox.NOT_OURS),
        ("ignored", inbox.NOT_HEARD),
    }
    assert ("ignored", inbox.NOT_OURS) in {tuple(row) for row in rows}
    assert shop.paid == []


async def test_an_event_about_an_object_that_stripe_does_not_know_is_ignored(shop: Shop) -> None:
    body = (await paid_unheard(shop)).replace(b'"id": "pi_', b'"id": "pi_x')
    await inbox.receive(body, signature(body, SECRET, int(time.time())))
    await shop.work()
    row = await fetch_row("select status, note from money.inbox_events")
    assert row is not None and tuple(row) == ("ignored", inbox.NOT_KNOWN)
    assert shop.paid == []


async def test_a_forged_body_changes_nothing_because_the_object_is_fetched(shop: Shop) -> None:
    """Even under a good signature, what an event claims is not what is booked."""
    bought = await shop.submitted()
    await shop.pay(bought, "4000000000000002")
    body = next(event for event in await events_at_stripe(shop) if b"payment_intent.payment_failed" in event)
    body = body.replace(b"payment_intent.payment_failed", b"payment_intent.succeeded")
    body = body.replace(b'"requires_payment_method"', b'"succeeded"')
    await inbox.receive(body, signature(body, SECRET, int(time.time())))
    await shop.work()
    assert await status(bought.payment) == "submitted"
    assert shop.paid == []


async def test_an_event_waits_while_stripe_is_away(shop: Shop) -> None:
    bought = await shop.submitted()
    await shop.pay(bought)
    await shop.fault("*", faults.TIMEOUT_BEFORE, "GET", count=50)
    await shop.settle()
    assert await fetch_value("select bool_and(status = 'received') from money.inbox_events")
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert await status(bought.payment) == "succeeded"
    assert await fetch_value("select count(*) from money.inbox_events where status = 'received'") == 0
    assert await check() == []


async def test_an_event_that_never_works_is_given_up_and_seen(shop: Shop) -> None:
    body = await paid_unheard(shop)
    await inbox.receive(body, signature(body, SECRET, int(time.time())))
    await shop.fault("*", faults.TIMEOUT_BEFORE, "GET", count=500)
    event = await fetch_value("select id from money.inbox_events")
    for _ in range(inbox.TRIES + 1):
        await inbox.handle(event)
    row = await fetch_row("select status, note, tries from money.inbox_events")
    assert row is not None and tuple(row) == ("dead", "too many tries", inbox.TRIES + 1)


async def test_the_payers_name_goes_when_the_event_is_dealt_with(shop: Shop) -> None:
    await shop.bought()
    assert await fetch_value("select count(*) from money.inbox_events where body is not null") == 0


@pytest.fixture
async def stripes_door(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        [stripe_webhook],
        middleware=[lambda app: OwnPagesOnly(app, "https://moi.test")],
        exception_handlers=HANDLERS,
        openapi_config=None,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://moi.test") as door:
        yield door


async def test_the_door_takes_a_webhook_from_elsewhere(shop: Shop, stripes_door: httpx.AsyncClient) -> None:
    body = await paid_unheard(shop)
    headers = {
        "stripe-signature": signature(body, SECRET, int(time.time())),
        "content-type": "application/json; charset=utf-8",
        "cookie": "irrelevant=1",
        "sec-fetch-site": "cross-site",
    }
    answer = await stripes_door.post("/stripe/webhooks", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    await shop.work()
    assert len(shop.paid) == 1
    assert await balance(escrow(shop.paid[0].rental_ids[0])) == 1900


async def test_the_door_refuses_what_is_not_signed(shop: Shop, stripes_door: httpx.AsyncClient) -> None:
    answer = await stripes_door.post("/stripe/webhooks", content=await paid_unheard(shop))
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/webhook-refused"
    assert await inbox_count() == 0
