"""How like Stripe's own example is an object?"""

import inspect
import typing
from typing import Any

import stripe

CLASSES: dict[str, type[stripe.StripeObject]] = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "bank_account": stripe.BankAccount,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "mandate": stripe.Mandate,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "refund": stripe.Refund,
    "setup_attempt": stripe.SetupAttempt,
    "setup_intent": stripe.SetupIntent,
    "topup": stripe.Topup,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
}


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

    Null is right only where stripe-python says Optional, a key beyond the example only where it knows it. What
    is named after the object's `type` is there for that type alone, and compared with stripe-python's class.
    """
    if isinstance(served, dict) and isinstance(example, dict):
        if not example:
            return []
        known = annotations_of(cls) if cls else {}
        other = example.get("type") if served.get("type") != example.get("type") else None
        wrong = [f"{path}{key}: missing" for key in example if key not in served and key != other]
        for key, value in served.items():
            where = f"{path}{key}"
            if key not in example:
                wrong += unlike(value, known[key], where) if key in known else [f"{where}: unknown to Stripe"]
            elif value is None and example[key] is not None:
                wrong += [] if nullable(known.get(key)) else [f"{where}: null"]
            elif key == "metadata" and value is not None:  # its keys are ours
                wrong += [] if isinstance(value, dict) else [f"{where}: no mapping"]
            elif key == "capabilities" and value is not None:  # those that were asked for
                wrong += unlike(value, known[key], where)
            elif value is not None and example[key] is not None:
                wrong += differences(value, example[key], class_within(known.get(key)), f"{where}.")
        return wrong
    if isinstance(served, list) and isinstance(example, list):
        pairs = [(one, example[0]) for one in served] if example else []
        return [text for one, other in pairs for text in differences(one, other, None, path)]
    return [] if type(served) is type(example) else [f"{path[:-1]}: {type(served).__name__}"]


def unlike(value: Any, annotation: Any, path: str) -> list[str]:
    """Where a value beyond the example differs from what stripe-python says of it."""
    if value is None:
        return [] if nullable(annotation) else [f"{path}: null"]
    cls = class_within(annotation)
    if cls is None or not isinstance(value, dict):
        return []
    known = annotations_of(cls)
    wrong = [f"{path}.{key}: unknown to Stripe" for key in value if key not in known]
    wrong += [
        f"{path}.{key}: missing"
        for key, hint in known.items()
        if not nullable(hint) and key not in value and "ClassVar" not in str(hint) and not key.startswith("_")
    ]
    for key in value.keys() & known.keys():
        wrong += unlike(value[key], known[key], f"{path}.{key}")
    return wrong
