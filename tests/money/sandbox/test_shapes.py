"""What the sandbox serves has the keys and types of Stripe's own example objects."""

import typing
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, shapes
from tests.money.sandbox.likeness import CLASSES, differences
from tests.money.sandbox.story import told


async def test_every_served_object_has_the_keys_and_types_of_stripes_example(
    sandbox: Sandbox, examples: dict[str, Any]
) -> None:
    seen = await told(sandbox)
    assert {body["object"] for body in seen} == set(CLASSES)
    wrong = []
    for body in seen:
        kind = body["object"]
        example = examples[kind]
        if kind == "event":  # what happened to which object is compared as an object
            body, example = {**body, "data": {}}, {**example, "data": {}}
        wrong += [f"{kind} {text}" for text in differences(body, example, CLASSES[kind])]
    assert sorted(set(wrong)) == []


async def test_every_event_has_a_type_that_stripe_knows(sandbox: Sandbox) -> None:
    [listed] = typing.get_args(stripe.params.WebhookEndpointCreateParams.__annotations__["enabled_events"])
    known = set(typing.get_args(listed))
    happened = {body["type"] for body in await told(sandbox) if body["object"] == "event"}
    assert happened - known == set()
    assert len(happened) > 40


def test_the_comparison_sees_a_missing_a_wrong_and_a_null_key(examples: dict[str, Any]) -> None:
    good = shapes.payment_intent({}, created=1, amount=1900, currency="eur")
    assert differences(good, examples["payment_intent"], stripe.PaymentIntent) == []
    for bad in ({**good, "amount": "1900"}, {**good, "amount": None}, {**good, "colour": "blue"}):
        assert differences(bad, examples["payment_intent"], stripe.PaymentIntent)
    del good["livemode"]
    assert differences(good, examples["payment_intent"], stripe.PaymentIntent) == ["livemode: missing"]


@pytest.mark.parametrize(("amount", "fee"), [(1900, 54), (100, 27), (500, 33), (19900, 324)])
def test_the_fee_of_a_card_is_one_and_a_half_percent_and_a_quarter_half_up(amount: int, fee: int) -> None:
    assert shapes.card_fee(amount) == fee
