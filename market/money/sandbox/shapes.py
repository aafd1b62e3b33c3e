"""Stripe's objects as plain dictionaries, with every key of API version 2026-10-28.endive. Pure.

Amounts are minor units, times Unix seconds. A test compares keys and types with Stripe's own examples and the
nullable ones with stripe-python's annotations.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence

from market.money.sandbox.cards import Card, Decline
from market.money.sandbox.schema import Body

API_VERSION = "2026-10-28.endive"
ALPHABET = string.ascii_letters + string.digits
NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def new_id(prefix: str, length: int = 24) -> str:
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def page_of(data: Sequence[Body], url: str, has_more: bool) -> Body:
    return {"object": "list", "data": list(data), "has_more": has_more, "url": url}


def search_of(data: Sequence[Body], url: str, next_page: str | None) -> Body:
    found: Body = {
        "object": "search_result",
        "data": list(data),
        "has_more": next_page is not None,
        "url": url,
    }
    return {**found, "next_page": next_page}


def _session_settings(method_types: list[str]) -> Body:
    """What a session would let one choose and we leave as Stripe has it."""
    return {
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_creation": "if_required",
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer", "issuer")),
                "metadata": {},
                "rendering_options": None,
            },
        },
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": method_types,
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


def checkout_session(parameters: Body, *, created: int, amount: int, currency: str, public_url: str) -> Body:
    """An open session in mode `payment`; its payment intent is made when somebody first tries to pay."""
    id = new_id("cs_test", 58)
    empty = (
        "after_expiration allow_promotion_codes billing_address_collection client_secret consent "
        "consent_collection "
        "currency_conversion customer customer_account customer_details collected_information "
        "discounts invoice "
        "origin_context payment_intent payment_link payment_method_configuration_details permissions "
        "recovered_from "
        "saved_payment_method_options setup_intent shipping_address_collection shipping_cost subscription "
        "integration_identifier managed_payments wallet_options"
    )
    return {
        **dict.fromkeys(empty.split()),
        **_session_settings(parameters.get("payment_method_types", ["card"])),
        "id": id,
        "object": "checkout.session",
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": parameters.get("cancel_url"),
        "client_reference_id": parameters.get("client_reference_id"),
        "created": created,
        "currency": currency,
        "customer_email": parameters.get("customer_email"),
        "expires_at": parameters.get("expires_at", created + 24 * 3600),
        "livemode": False,
        "locale": parameters.get("locale"),
        "metadata": parameters.get("metadata", {}),
        "mode": parameters["mode"],
        "payment_status": "unpaid",
        "status": "open",
        "submit_type": parameters.get("submit_type"),
        "success_url": parameters["success_url"],
        "url": f"{public_url}/sandbox/checkout/{id}",
    }


def payment_intent(parameters: Body, *, created: int, amount: int, currency: str) -> Body:
    id = new_id("pi")
    empty = (
        "application application_fee_amount automatic_payment_methods canceled_at "
        "cancellation_reason customer "
        "customer_account excluded_payment_method_types last_payment_error latest_charge managed_payments "
        "next_action on_behalf_of payment_method payment_method_configuration_details processing "
        "receipt_email "
        "review setup_future_usage shipping source statement_descriptor statement_descriptor_suffix "
        "transfer_data transfer_group"
    )
    return {
        **dict.fromkeys(empty.split()),
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{id}_secret_{new_id('x', 25)[2:]}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "description": parameters.get("description"),
        "livemode": False,
        "metadata": parameters.get("metadata", {}),
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": parameters.get("payment_method_types", ["card"]),
        "status": "requires_payment_method",
    }


def card_details(card: Card, amount: int, authenticated: bool) -> Body:
    secure = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }
    unavailable = {"status": "unavailable"}
    return {
        "amount_authorized": amount,
        "authorization_code": "".join(secrets.choice(string.digits) for _ in range(6)),
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": card.country,
        "exp_month": card.expires[0],
        "exp_year": card.expires[1],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": new_id("x", 16)[2:],
        "funding": "credit",
        "incremental_authorization": unavailable,
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": unavailable,
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, **unavailable},
        "regulated_status": "unregulated",
        "three_d_secure": secure if authenticated else None,
        "transaction_link_id": None,
        "wallet": None,
    }


def outcome_of(decline: Decline | None) -> Body:
    refused: Body = {"network_status": "declined_by_network", "type": "issuer_declined"}
    passed: Body = {"network_status": "approved_by_network", "type": "authorized"}
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "reason": decline.decline_code if decline else None,
        "seller_message": "The bank did not return any further details." if decline else "Payment complete.",
        **(refused if decline else passed),
    }


def charge(intent: Body, card: Card, *, created: int, authenticated: bool, decline: Decline | None) -> Body:
    """A charge that succeeded and was captured, or with `decline` one that failed."""
    id, paid = new_id("ch"), decline is None
    empty = (
        "application application_fee application_fee_amount balance_transaction customer "
        "failure_balance_transaction on_behalf_of receipt_email receipt_number review shipping source "
        "source_transfer statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
    )
    person = dict.fromkeys(("email", "name", "phone", "tax_id"))
    return {
        **dict.fromkeys(empty.split()),
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "billing_details": {**person, "address": NO_ADDRESS},
        "calculated_statement_descriptor": "MOI",
        "captured": paid,
        "created": created,
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": outcome_of(decline),
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {
            "card": card_details(card, intent["amount"], authenticated),
            "type": "card",
        },
        "receipt_url": f"https://pay.stripe.com/receipts/payment/{id}" if paid else None,
        "refunded": False,
        "refunds": page_of([], f"/v1/charges/{id}/refunds", False),
        "status": "succeeded" if paid else "failed",
    }


def card_error(decline: Decline, charge_id: str | None) -> Body:
    error: Body = {"type": "card_error", "code": decline.code, "message": decline.message}
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if charge_id:
        error["charge"] = charge_id
    return error


def refund(parameters: Body, charge: Body, *, created: int, amount: int) -> Body:
    empty = (
        "balance_transaction customer customer_account receipt_number source_transfer_reversal "
        "transfer_reversal"
    )
    return {
        **dict.fromkeys(empty.split()),
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": parameters.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": parameters.get("reason"),
        "status": "succeeded",
    }


def card_fee(amount: int) -> int:
    """Stripe's price for a European card, 1.5 % + 0.25, half up."""
    return (amount * 15 + 500) // 1000 + 25


def balance_transaction(source: Body, type: str, *, created: int, amount: int, fee: int = 0) -> Body:
    """`amount` is signed: money that comes to us is positive. net = amount - fee."""
    detail = {"amount": fee, "application": None, "currency": source["currency"], "type": "stripe_fee"}
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": created + 7 * 86400 if amount > 0 else created,
        "balance_type": "payments",
        "created": created,
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{**detail, "description": "Stripe processing fees"}] if fee else [],
        "net": amount - fee,
        "reporting_category": type,
        "source": source["id"],
        "status": "pending" if amount > 0 else "available",
        "type": type,
    }


def event(type: str, subject: Body, *, created: int, request_id: str | None, key: str | None) -> Body:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": request_id, "idempotency_key": key},
        "type": type,
    }
