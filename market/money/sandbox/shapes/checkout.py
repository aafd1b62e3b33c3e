"""Checkout Sessions."""

from __future__ import annotations

from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.base import new_id
from market.money.sandbox.shapes.intents import offered, options_of


def _settings(parameters: Body, method_types: list[str]) -> Body:
    """What a session would let one choose and we leave as Stripe has it."""
    return {
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_creation": None if "customer" in parameters else parameters.get("customer_creation"),
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer", "issuer")),
                "metadata": {},
                "rendering_options": None,
            },
        },
        "payment_method_collection": "if_required",
        "payment_method_options": options_of(method_types),
        "payment_method_types": method_types,
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


def checkout_session(
    parameters: Body, *, created: int, amount: int | None, currency: str | None, public_url: str
) -> Body:
    """An open session; in mode `payment` its payment intent is made when somebody first tries to pay."""
    id = new_id("cs_test", 58)
    empty = (
        "after_expiration allow_promotion_codes billing_address_collection client_secret consent "
        "consent_collection currency_conversion customer_account customer_details collected_information "
        "discounts invoice origin_context payment_intent payment_link payment_method_configuration_details "
        "permissions recovered_from saved_payment_method_options setup_intent shipping_address_collection "
        "shipping_cost subscription integration_identifier managed_payments wallet_options"
    )
    paying, allowed = parameters["mode"] == "payment", parameters.get("allowed_payment_method_types")
    manual = parameters.get("payment_intent_data", {}).get("capture_method") == "manual"
    return {
        **dict.fromkeys(empty.split()),
        **_settings(parameters, offered(allowed, currency, manual=manual)),
        "id": id,
        "object": "checkout.session",
        "allowed_payment_method_types": allowed,
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": parameters.get("cancel_url"),
        "client_reference_id": parameters.get("client_reference_id"),
        "created": created,
        "currency": currency,
        "customer": parameters.get("customer"),
        "customer_email": parameters.get("customer_email"),
        "expires_at": parameters.get("expires_at", created + 24 * 3600),
        "livemode": False,
        "locale": parameters.get("locale"),
        "metadata": parameters.get("metadata", {}),
        "mode": parameters["mode"],
        "payment_status": "unpaid" if paying else "no_payment_required",
        "status": "open",
        "submit_type": parameters.get("submit_type"),
        "success_url": parameters["success_url"],
        "url": f"{public_url}/sandbox/checkout/{id}",
    }
