"""Customers, what they pay with, and what they allowed."""

from __future__ import annotations

from market.money.sandbox.cards import Card
from market.money.sandbox.ibans import Account
from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.base import NO_ADDRESS, digits, letters, new_id


def person_of(given: Body | None = None) -> Body:
    """The billing details of a payment method, from those that were given."""
    given = given or {}
    person: Body = {key: given.get(key) for key in ("email", "name", "phone", "tax_id")}
    return {**person, "address": {**NO_ADDRESS, **given.get("address", {})}}


def customer(parameters: Body, *, created: int) -> Body:
    empty = ("customer_account", "default_source", "discount", "shipping", "test_clock")
    kept = {key: parameters.get(key) for key in ("description", "email", "name", "phone")}
    address = parameters.get("address")
    settings = {
        **dict.fromkeys(("custom_fields", "footer", "rendering_options")),
        "default_payment_method": parameters.get("invoice_settings", {}).get("default_payment_method"),
    }
    return {
        **dict.fromkeys(empty),
        **kept,
        "id": new_id("cus", 14),
        "object": "customer",
        "address": {**NO_ADDRESS, **address} if address else None,
        "balance": 0,
        "created": created,
        "currency": None,
        "delinquent": False,
        "invoice_prefix": letters(8).upper(),
        "invoice_settings": settings,
        "livemode": False,
        "metadata": parameters.get("metadata", {}),
        "next_invoice_sequence": 1,
        "preferred_locales": parameters.get("preferred_locales", []),
        "tax_exempt": "none",
    }


def _method(type: str, details: Body, person: Body, *, created: int, metadata: Body) -> Body:
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": person,
        "created": created,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": metadata,
        "type": type,
        type: details,
    }


def card_method(
    card: Card, *, created: int, person: Body | None = None, metadata: Body | None = None
) -> Body:
    details = {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": card.expires[0],
        "exp_year": card.expires[1],
        "fingerprint": card.fingerprint,
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return _method("card", details, person or person_of(), created=created, metadata=metadata or {})


def sepa_method(account: Account, person: Body, *, created: int, metadata: Body | None = None) -> Body:
    details = {
        "bank_code": account.bank_code,
        "branch_code": account.branch_code,
        "country": account.country,
        "fingerprint": account.fingerprint,
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": account.last4,
    }
    return _method("sepa_debit", details, person, created=created, metadata=metadata or {})


def mandate(
    method: Body, acceptance: Body, *, created: int, single_use: tuple[int, str] | None, public_url: str
) -> Body:
    """A debtor's permission: for one payment of an amount and currency, or without `single_use` for many."""
    id, kind = new_id("mandate"), acceptance.get("type", "online")
    given: Body = acceptance.get(kind, {})
    if kind == "online":
        given = {"ip_address": given.get("ip_address"), "user_agent": given.get("user_agent")}
    type: Body = {"type": "multi_use", "multi_use": {}}
    if single_use:
        amount, currency = single_use
        type = {"type": "single_use", "single_use": {"amount": amount, "currency": currency}}
    return {
        "id": id,
        "object": "mandate",
        "customer_acceptance": {
            "accepted_at": acceptance.get("accepted_at", created),
            "type": kind,
            kind: given,
        },
        "livemode": False,
        "payment_method": method["id"],
        "payment_method_details": {
            "sepa_debit": {
                "reference": letters(16).upper() + digits(2),
                "url": f"{public_url}/sandbox/mandates/{id}",
            },
            "type": "sepa_debit",
        },
        "status": "active",
        **type,
    }
