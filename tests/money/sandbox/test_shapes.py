"""What the sandbox serves has the keys and types of Stripe's own example objects."""

import inspect
import json
import os
import typing
from pathlib import Path
from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, cards, faults, refunds, shapes
from tests.money.acts import fault, objects, open_session, paid, pay

REFERENCE = Path(os.environ.get("MOI_REFERENCE", Path(__file__).parents[4] / "shared" / "reference"))
CLASSES: dict[str, type[stripe.StripeObject]] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "balance_transaction": stripe.BalanceTransaction,
    "event": stripe.Event,
}


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    file = REFERENCE / "stripe-fixtures3.json"
    if not file.exists():
        message = f"Stripe's example objects are not at {file}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return dict(json.loads(file.read_text())["resources"])


def annotations_of(cls: type) -> dict[str, Any]:
    return {k: v for base in reversed(cls.__mro__) for k, v in getattr(base, "__annotations__", {}).items()}


def nullable(annotation: Any) -> bool:
    return annotation is not None and ("Optional" in str(annotation) or "NoneType" in str(annotation))


def class_within(annotation: Any) -> type[stripe.StripeObject] | None:
    for part in (annotation, *typing.get_args(annotation)):
        if inspect.isclass(part) and issubclass(part, stripe.StripeObject):
            return part
    return None


def differences(served: Any, example: Any, cls: type | None, path: str = "") -> list[str]:
    """Where a served object differs from Stripe's example.

    Null is right only where stripe-python says Optional, a key beyond the example only where it knows it.
    """
    if isinstance(served, dict) and isinstance(example, dict):
        if not example:
            return []
        known = annotations_of(cls) if cls else {}
        wrong = [f"{path}{key}: missing" for key in example if key not in served]
        for key, value in served.items():
            where = f"{path}{key}"
            if key not in example:
                wrong += [] if key in known else [f"{where}: unknown to Stripe"]
            elif value is None and example[key] is not None:
                wrong += [] if nullable(known.get(key)) else [f"{where}: null"]
            elif value is not None and example[key] is not None:
                wrong += differences(value, example[key], class_within(known.get(key)), f"{where}.")
        return wrong
    if isinstance(served, list) and isinstance(example, list):
        pairs = [(one, example[0]) for one in served] if example else []
        return [text for one, other in pairs for text in differences(one, other, None, path)]
    return [] if type(served) is type(example) else [f"{path[:-1]}: {type(served).__name__}"]


async def served_by(sandbox: Sandbox, client: stripe.StripeClient) -> dict[str, list[dict[str, Any]]]:
    """A month at Stripe: paid, declined, authenticated, refunded, failed, expired, settled late."""
    payment = await paid(client, sandbox)
    refund = await client.v1.refunds.create_async({"payment_intent": payment, "amount": 1287})
    async with sandbox.acting() as call:
        await refunds.fail(call, refund.id)
    declined = await open_session(client)
    await pay(sandbox, declined, cards.DECLINES)
    await client.v1.checkout.sessions.expire_async(declined)
    await pay(sandbox, await open_session(client), cards.ASKS_3DS)
    await fault(sandbox, faults.SETTLEMENT, "charge", faults.LATE)
    await paid(client, sandbox)
    return {kind: await objects(sandbox, kind) for kind in CLASSES}


async def test_every_served_object_has_the_keys_and_types_of_stripes_example(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, examples: dict[str, Any]
) -> None:
    for kind, bodies in (await served_by(sandbox, stripe_client)).items():
        assert bodies, kind
        for body in bodies:
            example = examples[kind]
            if kind == "event":
                subject = body["data"]["object"]
                inner = subject["object"]
                assert differences(subject, examples[inner], CLASSES[inner]) == []
                body, example = {**body, "data": {}}, {**example, "data": {}}
            assert differences(body, example, CLASSES[kind]) == [], body["id"]


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
