"""The gateway, with the real Stripe client, on the sandbox."""

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe

from market.money import stripe_statements
from market.money.gateway import (
    Gateway,
    GatewayBusy,
    GatewayError,
    GatewayKeyRefused,
    GatewayRefused,
    GatewayTurnedAway,
    GatewayUnknown,
    NetworkCallInTransaction,
    PaymentAmbiguous,
    RefundState,
    WebhookRejected,
)
from market.money.gateway_pages import CheckoutOpened
from market.money.sandbox import Sandbox, SandboxTransport, cards, faults, refunds, set_endpoint
from market.money.sandbox.shapes import API_VERSION
from market.money.stripe_gateway import StripeGateway
from tests.money.acts import fault, objects, pay

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
ABOUT = {"app": "moi", "kind": "checkout", "row": "o1", "attempt": "1"}


async def open_page(
    gateway: Gateway, key: str = "checkout:o1:1", amount: int = 1900, **more: Any
) -> CheckoutOpened:
    return await gateway.open_checkout(
        key,
        amount=amount,
        currency="EUR",
        description="Location d’un mois",
        success_url="https://moi.test/thanks?session={CHECKOUT_SESSION_ID}",
        cancel_url="https://moi.test/back",
        locale="fr",
        metadata={**ABOUT, **more.pop("metadata", {})},
        **more,
    )


async def paid_payment(
    gateway: Gateway, sandbox: Sandbox, key: str = "checkout:o1:1", **metadata: str
) -> str:
    opened = await open_page(gateway, key, metadata=metadata)
    await pay(sandbox, opened.id)
    return str((await gateway.fetch_checkout(opened.id)).payment_intent)


async def give_back(gateway: Gateway, payment: str, amount: int, key: str = "refund:r1:1") -> RefundState:
    return await gateway.refund(
        key,
        payment_intent=payment,
        amount=amount,
        reason="requested_by_customer",
        metadata={"app": "moi", "row": "r1"},
    )


async def test_a_checkout_opens_is_paid_and_tells_all(gateway: Gateway, sandbox: Sandbox) -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=31)
    opened = await open_page(gateway, expires_at=soon)
    assert opened.expires_at == soon
    assert opened.payment_intent is None and opened.url.endswith(opened.id)
    await pay(sandbox, opened.id)
    state = await gateway.fetch_checkout(opened.id)
    assert (state.status, state.payment_status, state.amount, state.currency) == (
        "complete",
        "paid",
        1900,
        "eur",
    )
    assert state.metadata == ABOUT
    payment = await gateway.fetch_payment(str(state.payment_intent))
    assert (payment.status, payment.captured, payment.refunded, payment.fee) == ("succeeded", 1900, 0, 54)
    assert payment.metadata == ABOUT and payment.charge and payment.failure is None


async def test_a_decline_tells_why(gateway: Gateway, sandbox: Sandbox) -> None:
    opened = await open_page(gateway)
    await pay(sandbox, opened.id, cards.LACKS_FUNDS)
    payment = await gateway.fetch_payment(str((await gateway.fetch_checkout(opened.id)).payment_intent))
    assert (payment.status, payment.captured, payment.fee) == ("requires_payment_method", 0, None)
    assert payment.failure == "insufficient_funds"


async def test_a_fee_that_stripe_does_not_know_yet_is_none(gateway: Gateway, sandbox: Sandbox) -> None:
    await fault(sandbox, faults.SETTLEMENT, "charge", faults.LATE)
    payment = await gateway.fetch_payment(await paid_payment(gateway, sandbox))
    assert (payment.captured, payment.fee) == (1900, None)


async def test_an_expired_checkout_cannot_be_expired_again(gateway: Gateway) -> None:
    opened = await open_page(gateway)
    assert (await gateway.expire_checkout(opened.id)).status == "expired"
    with pytest.raises(GatewayRefused):
        await gateway.expire_checkout(opened.id)


async def test_a_refund_is_made_fetched_and_found(gateway: Gateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    refund = await give_back(gateway, payment, 1287)
    assert (refund.status, refund.amount, refund.payment_intent) == ("succeeded", 1287, payment)
    assert await gateway.fetch_refund(refund.id) == refund
    rest = await give_back(gateway, payment, 613, "refund:r2:1")
    assert await gateway.find_refunds(payment) == [rest, refund]
    assert (await gateway.fetch_payment(payment)).refunded == 1900
    with pytest.raises(GatewayRefused) as refused:
        await give_back(gateway, payment, 1, "refund:r3:1")
    assert refused.value.code == "charge_already_refunded"


async def test_a_refund_that_failed_late_is_seen(gateway: Gateway, sandbox: Sandbox) -> None:
    refund = await give_back(gateway, await paid_payment(gateway, sandbox), 1900)
    async with sandbox.acting() as call:
        await refunds.fail(call, refund.id)
    assert (await gateway.fetch_refund(refund.id)).status == "failed"


async def test_a_payment_is_found_by_its_metadata(gateway: Gateway, sandbox: Sandbox) -> None:
    assert await gateway.find_payment(ABOUT) is None
    payment = await paid_payment(gateway, sandbox)
    await paid_payment(gateway, sandbox, "checkout:o2:1", row="o2")
    found = await gateway.find_payment(ABOUT)
    assert found and (found.id, found.fee) == (payment, 54)


async def test_a_paid_payment_is_found_before_a_declined_one_and_a_canceled_one_last(
    gateway: Gateway, sandbox: Sandbox
) -> None:
    first = await open_page(gateway, "checkout:o1:1")
    await pay(sandbox, first.id, cards.DECLINES)
    await gateway.expire_checkout(first.id)
    found = await gateway.find_payment(ABOUT)
    assert found and found.status == "canceled"
    payment = await paid_payment(gateway, sandbox, "checkout:o1:2")
    third = await open_page(gateway, "checkout:o1:3")
    await pay(sandbox, third.id, cards.DECLINES)
    found = await gateway.find_payment(ABOUT)
    assert found and found.id == payment


async def test_two_paid_payments_for_one_obligation_are_no_answer(gateway: Gateway, sandbox: Sandbox) -> None:
    both = {await paid_payment(gateway, sandbox, key) for key in ("checkout:o1:1", "checkout:o1:2")}
    with pytest.raises(PaymentAmbiguous) as ambiguous:
        await gateway.find_payment(ABOUT)
    assert set(ambiguous.value.payment_intents) == both


async def test_a_search_for_nothing_is_a_mistake(gateway: Gateway) -> None:
    with pytest.raises(ValueError):
        await gateway.find_payment({})


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (faults.TIMEOUT_BEFORE, GatewayUnknown),
        (faults.TIMEOUT_AFTER, GatewayUnknown),
        (faults.SERVER_ERROR, GatewayUnknown),
        (faults.SERVER_ERROR_AFTER, GatewayUnknown),
        (faults.CONFLICT, GatewayBusy),
        (faults.RATE_LIMIT, GatewayTurnedAway),
    ],
)
async def test_each_fault_has_its_name(
    gateway: Gateway, sandbox: Sandbox, kind: str, error: type[GatewayError]
) -> None:
    await fault(sandbox, "POST", "/v1/checkout/sessions", kind)
    with pytest.raises(error) as met:
        await open_page(gateway)
    assert isinstance(met.value, GatewayTurnedAway) is (kind == faults.RATE_LIMIT), (
        "a 409 is of a call that goes on"
    )


async def test_a_429_after_a_try_that_got_lost_is_not_of_a_call_that_was_turned_away(
    sandbox: Sandbox,
) -> None:
    """The client repeats by itself what got no answer, and tells of its last try alone."""
    patient = StripeGateway(
        "sk_test_x",
        in_transaction=lambda: False,
        transport=lambda: SandboxTransport(sandbox),
        max_network_retries=1,
    )
    await fault(sandbox, "POST", "/v1/checkout/sessions", faults.TIMEOUT_AFTER)
    await fault(sandbox, "POST", "/v1/checkout/sessions", faults.RATE_LIMIT)
    with pytest.raises(GatewayBusy) as met:
        await open_page(patient)
    assert not isinstance(met.value, GatewayTurnedAway)
    assert len(await objects(sandbox, "checkout.session")) == 1
    await patient.close()


async def test_an_unknown_outcome_is_settled_by_the_same_key(gateway: Gateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    await fault(sandbox, "POST", "/v1/refunds", faults.TIMEOUT_AFTER)
    with pytest.raises(GatewayUnknown):
        await give_back(gateway, payment, 1287)
    again = await give_back(gateway, payment, 1287)
    assert [refund["id"] for refund in await objects(sandbox, "refund")] == [again.id]


async def test_a_key_reused_for_something_else_is_refused(gateway: Gateway) -> None:
    await open_page(gateway)
    with pytest.raises(GatewayRefused) as refused:
        await open_page(gateway, amount=2900)
    assert refused.value.code == "idempotency_error"


async def test_an_unknown_object_is_refused(gateway: Gateway) -> None:
    with pytest.raises(GatewayRefused) as refused:
        await gateway.fetch_payment("pi_unknown")
    assert refused.value.code == "resource_missing"


async def test_an_account_that_is_not_connected_is_refused_though_it_is_a_403(gateway: Gateway) -> None:
    """What Stripe says of a key that it does not take has that status too, and is no answer about anything."""
    with pytest.raises(GatewayRefused) as refused:
        await gateway.fetch_account("acct_unknown")
    assert refused.value.code == "account_invalid"


async def test_a_key_that_is_not_taken_says_nothing_of_what_was_asked(sandbox: Sandbox) -> None:
    stranger = StripeGateway(
        "sk_live_x", in_transaction=lambda: False, transport=lambda: SandboxTransport(sandbox)
    )
    with pytest.raises(GatewayKeyRefused):
        await stranger.fetch_payment("pi_unknown")


async def test_of_twenty_refunds_one_succeeds(gateway: Gateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    answers = await asyncio.gather(
        *(give_back(gateway, payment, 1900, f"refund:r{n}:1") for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(answer, RefundState) for answer in answers) == 1
    assert sum(isinstance(answer, GatewayRefused) for answer in answers) == 19


async def test_no_call_leaves_while_a_transaction_is_open(sandbox: Sandbox) -> None:
    gateway: Gateway = StripeGateway(
        "sk_test_x", in_transaction=lambda: True, transport=lambda: SandboxTransport(sandbox)
    )
    for call in (
        open_page(gateway),
        gateway.expire_checkout("cs_1"),
        gateway.fetch_checkout("cs_1"),
        gateway.fetch_payment("pi_1"),
        gateway.find_payment(ABOUT),
        give_back(gateway, "pi_1", 1),
        gateway.fetch_refund("re_1"),
        gateway.find_refunds("pi_1"),
    ):
        with pytest.raises(NetworkCallInTransaction):
            await call
    assert await objects(sandbox, "checkout.session") == []


async def test_each_event_loop_has_a_client_of_its_own(sandbox: Sandbox) -> None:
    made: list[stripe.HTTPClient] = []

    def transport() -> stripe.HTTPClient:
        made.append(SandboxTransport(Sandbox(sandbox.dsn, sandbox.public_url)))
        return made[-1]

    gateway = StripeGateway("sk_test_x", in_transaction=lambda: False, transport=transport)

    async def ask() -> None:
        for _ in range(2):
            with pytest.raises(GatewayRefused):
                await gateway.fetch_refund("re_unknown")
        await made[-1]._sandbox.close()  # type: ignore[attr-defined]

    await ask()
    await asyncio.to_thread(asyncio.run, ask())
    assert len(made) == 2


EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "api_version": API_VERSION,
    "created": int(NOW.timestamp()),
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
    "livemode": False,
    "type": "checkout.session.completed",
}
BODY = json.dumps(EVENT).encode()


def signed(body: bytes = BODY, secret: str = "whsec_a", at: float = 0) -> str:
    stamp = int(NOW.timestamp() + at)
    return f"t={stamp},v1=" + hmac.new(secret.encode(), b"%d." % stamp + body, hashlib.sha256).hexdigest()


@pytest.fixture
def doorkeeper() -> StripeGateway:
    return StripeGateway("sk_test_x", in_transaction=lambda: True)


def test_a_webhook_is_believed_under_either_secret_of_a_rotation(doorkeeper: StripeGateway) -> None:
    for secret in ("whsec_a", "whsec_b"):
        event = doorkeeper.verify_webhook(BODY, signed(secret=secret), ["whsec_a", "whsec_b"], NOW)
        assert (event.id, event.type, event.object_id) == ("evt_1", "checkout.session.completed", "cs_test_1")
        assert (event.created, event.livemode, event.api_version) == (NOW, False, API_VERSION)


@pytest.mark.parametrize("at", [-300, 300])
def test_five_minutes_of_difference_pass(doorkeeper: StripeGateway, at: int) -> None:
    assert doorkeeper.verify_webhook(BODY, signed(at=at), ["whsec_a"], NOW).id == "evt_1"


def test_a_webhook_that_carries_several_signatures_needs_one_good_one(doorkeeper: StripeGateway) -> None:
    header = signed() + ",v1=" + "0" * 64 + ",v0=1"
    assert doorkeeper.verify_webhook(BODY, header, ["whsec_a"], NOW).id == "evt_1"


def rejection(doorkeeper: StripeGateway, body: bytes, header: str | None) -> str:
    with pytest.raises(WebhookRejected) as rejected:
        doorkeeper.verify_webhook(body, header, ["whsec_a"], NOW)
    return rejected.value.reason


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (BODY, None, "no signature"),
        (BODY, "", "no signature"),
        (BODY, "rubbish", "bad signature"),
        (BODY, "t=x,v1=y", "bad signature"),
        (BODY, signed().split(",")[0], "bad signature"),
        (BODY, signed(secret="whsec_other"), "bad signature"),
        (BODY + b" ", signed(), "bad signature"),
        (BODY, f"t={int(NOW.timestamp()) + 1}," + signed().split(",")[1], "bad signature"),
        (BODY, signed().replace("v1=", "v1=é"), "bad signature"),
        (b"\xff", signed(b"\xff"), "bad signature"),
        (BODY, signed(at=-301), "too old"),
        (BODY, signed(at=301), "in the future"),
        (BODY, signed(at=4000), "in the future"),
        (b"x", signed(b"x"), "not JSON"),
        (b"", signed(b""), "not JSON"),
        (b"[" * 100_000, signed(b"[" * 100_000), "not JSON"),
        (b"[]", signed(b"[]"), "not an event"),
        (b"null", signed(b"null"), "not an event"),
        (b"{}", signed(b"{}"), "not an event"),
    ],
)
def test_what_stripe_did_not_say_now_is_rejected(
    doorkeeper: StripeGateway, body: bytes, header: str | None, reason: str
) -> None:
    assert rejection(doorkeeper, body, header) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"object": "v2.core.event"}, "not an event"),
        ({"id": 7}, "not an event"),
        ({"created": "now"}, "not an event"),
        ({"created": 10**30}, "not an event"),
        ({"data": {"object": ["x"]}}, "not an event"),
        ({"livemode": None}, "not an event"),
        ({"id": "evt_\0"}, "not an event"),
        ({"id": "evt_" + "x" * 100}, "not an event"),
        ({"type": "x" * 65}, "not an event"),
        ({"type": "\ud800"}, "not an event"),
        ({"data": {"object": {"id": "é"}}}, "not an event"),
        ({"livemode": True}, "wrong mode"),
        ({"account": "acct_other"}, "wrong account"),
    ],
)
def test_what_was_not_said_to_us_is_rejected(
    doorkeeper: StripeGateway, change: dict[str, Any], reason: str
) -> None:
    body = json.dumps({**EVENT, **change}).encode()
    assert rejection(doorkeeper, body, signed(body)) == reason


def test_a_live_key_refuses_test_events() -> None:
    live = StripeGateway("sk_live_x", in_transaction=lambda: False)
    assert rejection(live, BODY, signed()) == "wrong mode"


async def test_the_movements_of_our_balance_are_listed_newest_first_page_by_page(
    gateway: StripeGateway, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_statements, "PAGE", 2)
    payment = await paid_payment(gateway, sandbox)
    for number, amount in enumerate((100, 200), 1):
        await give_back(gateway, payment, amount, f"refund:{number}:1")
    first = await gateway.movements()
    assert [(it.type, it.net) for it in first.items] == [("refund", -200), ("refund", -100)]
    rest = await gateway.movements(after=first.following)
    (charge,) = rest.items
    assert rest.following is None
    assert (charge.type, charge.amount, charge.fee, charge.net, charge.currency) == (
        "charge",
        1900,
        54,
        1846,
        "EUR",
    )
    assert charge.source == (await gateway.fetch_payment(payment)).charge
    assert (
        abs(charge.created - datetime.now(UTC)) < timedelta(minutes=1) < charge.available_on - charge.created
    )
    assert (await gateway.movements(source=charge.source)).items == [charge]
    later = charge.created + timedelta(hours=1)
    assert (await gateway.movements(since=later)).items == []
    assert len((await gateway.movements(since=charge.created)).items) == 2


async def test_our_balance_is_what_is_available_and_what_is_pending(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    assert await gateway.balance() == {"EUR": 0}
    payment = await paid_payment(gateway, sandbox)
    await give_back(gateway, payment, 100)
    assert await gateway.balance() == {"EUR": 1846 - 100}


async def test_events_that_did_not_arrive_are_listed_without_those_of_others(
    gateway: StripeGateway, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sandbox.acting() as call:
        await set_endpoint(call.connection, "https://moi.test/hook", "whsec_x")
    await paid_payment(gateway, sandbox)
    monkeypatch.setattr(stripe_statements, "PAGE", 1)
    found, page = [], await gateway.undelivered()
    while page.following:
        found += page.items
        page = await gateway.undelivered(after=page.following)
    found += page.items
    types = [event.type for event in found]
    assert "charge.succeeded" in types and "payment_intent.succeeded" in types
    (charge,) = [event for event in found if event.type == "charge.succeeded"]
    assert charge.object_id.startswith("ch_") and charge.account is None and not charge.livemode
    other = StripeGateway(
        "sk_test_moi",
        in_transaction=lambda: False,
        transport=lambda: SandboxTransport(sandbox),
        max_network_retries=0,
        account="acct_other",
    )
    assert (await other.undelivered()).items == []
    await other.close()


async def test_a_charge_tells_its_payment(gateway: StripeGateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    charge = (await gateway.fetch_payment(payment)).charge
    assert (await gateway.fetch_charge(str(charge))).payment_intent == payment
    with pytest.raises(GatewayRefused):
        await gateway.fetch_charge("ch_none")


async def test_nothing_is_asked_of_stripe_inside_a_transaction(sandbox: Sandbox) -> None:
    inside = StripeGateway(
        "sk_test_moi", in_transaction=lambda: True, transport=lambda: SandboxTransport(sandbox)
    )
    for call in (inside.movements, inside.balance, inside.undelivered):
        with pytest.raises(NetworkCallInTransaction):
            await call()


async def test_a_page_without_an_address_is_no_answer(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from market.money import stripe_pages

    told = stripe_pages._checkout
    monkeypatch.setattr(stripe_pages, "_checkout", lambda session: replace(told(session), url=None))
    with pytest.raises(GatewayUnknown):
        await open_page(gateway)


async def test_of_several_accounts_the_one_that_is_ours_is_found(gateway: StripeGateway) -> None:
    since = datetime.now(UTC) - timedelta(minutes=5)
    made = [
        await gateway.create_account(f"account:{row}", country="FR", metadata={"app": "moi", "row": row})
        for row in ("a", "b", "c")
    ]
    found = await gateway.find_account({"app": "moi", "row": "b"}, since=since)
    assert found and found.id == made[1].id
    assert await gateway.find_account({"app": "moi", "row": "d"}, since=since) is None
