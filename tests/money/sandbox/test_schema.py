"""A local database from before is completed, and goes on where it was."""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import stripe

from market.base.embedded import SERVICE
from market.money.sandbox import Sandbox, SandboxTransport, checkout, install
from market.money.sandbox.shapes import API_VERSION
from tests.conftest import FreshDatabase
from tests.money.acts import MANDATE
from tests.money.sandbox.likeness import CLASSES, differences

BEFORE = """
DROP SCHEMA sandbox CASCADE;
CREATE SCHEMA sandbox;
CREATE TABLE sandbox.objects (
    seq  bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT objects_seq_unique UNIQUE,
    id   text  CONSTRAINT objects_pk PRIMARY KEY,
    kind text  NOT NULL,
    body jsonb NOT NULL
);
CREATE UNIQUE INDEX objects_one_paid_charge ON sandbox.objects ((body->>'payment_intent'))
    WHERE kind = 'charge' AND body->>'status' = 'succeeded';
CREATE TABLE sandbox.endpoint (
    only_one boolean CONSTRAINT endpoint_pk PRIMARY KEY DEFAULT true CONSTRAINT endpoint_only_one CHECK (only_one),
    url text NOT NULL, secret text NOT NULL, types text[] NOT NULL
);
CREATE TABLE sandbox.deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT deliveries_pk PRIMARY KEY,
    event text NOT NULL CONSTRAINT deliveries_event_fk REFERENCES sandbox.objects (id) ON DELETE CASCADE,
    status text NOT NULL, due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    after_next boolean NOT NULL DEFAULT false, attempts int NOT NULL DEFAULT 0, claimed_until timestamptz,
    answer text
);
"""
CARD = {"last4": "3184", "brand": "visa", "country": "DE", "expires": [12, 2034]}
UNSET = (
    "application_fee_amount customer description receipt_email setup_future_usage latest_charge "
    "statement_descriptor_suffix transfer_group automatic_payment_methods last_payment_error"
)
EMPTY = (
    "customer customer_creation setup_intent payment_intent cancel_url customer_email submit_type "
    "client_reference_id locale"
)
OLD: list[dict[str, Any]] = [
    {
        "id": "pm_old",
        "object": "payment_method",
        "type": "card",
        "created": 1,
        "livemode": False,
        "card": CARD,
    },
    {
        **dict.fromkeys(UNSET.split()),
        "id": "pi_old",
        "object": "payment_intent",
        "amount": 1900,
        "amount_received": 0,
        "amount_capturable": 0,
        "capture_method": "automatic_async",
        "currency": "eur",
        "metadata": {},
        "next_action": {"type": "redirect_to_url"},
        "payment_method": "pm_old",
        "payment_method_types": ["card"],
        "status": "requires_action",
    },
    {
        **dict.fromkeys(EMPTY.split()),
        "id": "cs_test_old",
        "object": "checkout.session",
        "amount_total": 1900,
        "currency": "eur",
        "expires_at": 4_000_000_000,
        "metadata": {},
        "mode": "payment",
        "payment_intent": "pi_old",
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "status": "open",
        "success_url": "https://moi.test/thanks",
        "url": "https://moi.test/sandbox/checkout/cs_test_old",
    },
    {"id": "draft_cs_test_old", "object": "sandbox.draft", "intent": {}, "names": ["Location"]},
]


@pytest.fixture
async def before(fresh: FreshDatabase) -> AsyncIterator[Sandbox]:
    owner = await asyncpg.connect(fresh.owner)
    await owner.execute(BEFORE)
    for body in OLD:
        await owner.execute(
            "INSERT INTO sandbox.objects (id, kind, body) VALUES ($1, $2, $3)",
            body["id"],
            body["object"],
            json.dumps(body),
        )
    for _ in range(2):  # every statement may run again
        await install(owner, SERVICE)
    await owner.close()
    made = Sandbox(fresh.service, "https://moi.test")
    yield made
    await made.close()


async def test_a_payment_that_was_begun_before_is_paid_and_refunded_after(before: Sandbox) -> None:
    client = stripe.StripeClient(
        "sk_test_x", http_client=SandboxTransport(before), max_network_retries=0, stripe_version=API_VERSION
    )
    async with before.acting() as call:
        assert isinstance(await checkout.authenticate(call, "cs_test_old", True), checkout.Paid)
    paid = await client.v1.payment_intents.retrieve_async("pi_old")
    assert paid.status == "succeeded"
    refund = await client.v1.refunds.create_async({"payment_intent": "pi_old", "amount": 100})
    assert refund.status == "succeeded"
    debit = await client.v1.payment_intents.create_async(
        {
            "amount": 500,
            "currency": "eur",
            "payment_method": "pm_sepaDebit_success_fr",
            "allowed_payment_method_types": ["sepa_debit"],
            "mandate_data": MANDATE,  # type: ignore[typeddict-item]
            "confirm": True,
        }
    )
    assert debit.status == "processing"


async def test_a_payment_method_from_before_looks_like_stripes(
    before: Sandbox, examples: dict[str, Any]
) -> None:
    client = stripe.StripeClient(
        "sk_test_x", http_client=SandboxTransport(before), max_network_retries=0, stripe_version=API_VERSION
    )
    method = (await client.v1.payment_methods.retrieve_async("pm_old")).to_dict(for_json=True)
    assert differences(method, examples["payment_method"], CLASSES["payment_method"]) == []
    assert (method["card"]["last4"], method["card"]["exp_year"]) == ("3184", 2034)
