"""Payment intents, setup intents and their attempts."""

from __future__ import annotations

from collections.abc import Sequence

from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.base import letters, new_id


def options_of(method_types: list[str]) -> Body:
    """The options of each kind of payment method, as Stripe fills them in."""
    options: Body = {}
    if "card" in method_types:
        options["card"] = {"request_three_d_secure": "automatic"}
    if "sepa_debit" in method_types:
        options["sepa_debit"] = {}
    return options


ENABLED = ("card", "sepa_debit")
"""The payment methods that are switched on in the dashboard of our account."""


def offered(allowed: Sequence[str] | None, currency: str | None, *, manual: bool = False) -> list[str]:
    """The kinds of payment method that fit, of those that are enabled and, where there is a list, allowed: a
    debit takes euros and is not captured by hand.
    """
    fitting = [type for type in ENABLED if type == "card" or (currency in (None, "eur") and not manual)]
    return [type for type in fitting if allowed is None or type in allowed]


def _methods(parameters: Body, currency: str) -> Body:
    allowed = parameters.get("allowed_payment_method_types")
    types = offered(allowed, currency, manual=parameters.get("capture_method") == "manual")
    redirects = parameters.get("automatic_payment_methods", {}).get("allow_redirects", "always")
    return {
        "allowed_payment_method_types": allowed,
        "automatic_payment_methods": {"allow_redirects": redirects, "enabled": True},
        "payment_method_options": options_of(types),
        "payment_method_types": types,
    }


def payment_intent(parameters: Body, *, created: int, amount: int, currency: str) -> Body:
    """An intent that nobody confirmed yet."""
    id = new_id("pi")
    empty = (
        "application application_fee_amount canceled_at cancellation_reason customer_account "
        "excluded_payment_method_types last_payment_error latest_charge managed_payments next_action "
        "on_behalf_of payment_method payment_method_configuration_details processing review shipping source "
        "statement_descriptor transfer_data"
    )
    kept = "customer description receipt_email setup_future_usage statement_descriptor_suffix transfer_group"
    return {
        **dict.fromkeys(empty.split()),
        **{key: parameters.get(key) for key in kept.split()},
        **_methods(parameters, currency),
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": parameters.get("capture_method", "automatic_async"),
        "client_secret": f"{id}_secret_{letters(25)}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "livemode": False,
        "metadata": parameters.get("metadata", {}),
        "status": "requires_payment_method",
    }


def setup_intent(parameters: Body, *, created: int) -> Body:
    """An intent to keep a payment method that nobody confirmed yet."""
    id = new_id("seti")
    empty = (
        "application cancellation_reason flow_directions last_setup_error latest_attempt managed_payments "
        "mandate next_action on_behalf_of payment_method payment_method_configuration_details "
        "single_use_mandate customer_account excluded_payment_method_types"
    )
    return {
        **dict.fromkeys(empty.split()),
        **_methods(parameters, "eur"),
        "id": id,
        "object": "setup_intent",
        "client_secret": f"{id}_secret_{letters(30)}",
        "created": created,
        "customer": parameters.get("customer"),
        "description": parameters.get("description"),
        "livemode": False,
        "metadata": parameters.get("metadata", {}),
        "status": "requires_payment_method",
        "usage": parameters.get("usage", "off_session"),
    }


def setup_attempt(intent: Body, method: Body, *, created: int, status: str, error: Body | None) -> Body:
    """One try to set up a payment method; of a card it knows what the bank said."""
    details: Body = {"type": method["type"], method["type"]: {}}
    if method["type"] == "card":
        card = method["card"]
        kept = "brand checks country exp_month exp_year fingerprint funding last4 wallet"
        details["card"] = {key: card[key] for key in kept.split()}
        details["card"] |= {"network": card["brand"], "three_d_secure": None}
    return {
        **dict.fromkeys(("application", "customer_account", "flow_directions", "on_behalf_of")),
        "id": new_id("setatt"),
        "object": "setup_attempt",
        "created": created,
        "customer": intent["customer"],
        "livemode": False,
        "payment_method": method["id"],
        "payment_method_details": details,
        "setup_error": error,
        "setup_intent": intent["id"],
        "status": status,
        "usage": intent["usage"],
    }
