"""Connected accounts, and money that goes to them and out of them."""

from __future__ import annotations

from collections.abc import Sequence

from market.money.sandbox.ibans import Account
from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.base import NO_ADDRESS, digits, new_id, page_of

EXPRESS = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}
CUSTOM = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "application",
    "stripe_dashboard": {"type": "none"},
}
STANDARD = {
    "fees": {"payer": "account"},
    "losses": {"payments": "stripe"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "full"},
}
TYPES = {"express": EXPRESS, "custom": CUSTOM, "standard": STANDARD}
"""The controller that each of the older types stands for (docs.stripe.com/connect/migrate-to-controller)."""


def _settings(given: Body) -> Body:
    nothing = dict.fromkeys
    schedule: Body = {"delay_days": 7, "interval": "daily", **given.get("payouts", {}).get("schedule", {})}
    return {
        "bacs_debit_payments": nothing(("display_name", "service_user_number")),
        "branding": nothing(("icon", "logo", "primary_color", "secondary_color")),
        "card_issuing": {"tos_acceptance": nothing(("date", "ip"))},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            **nothing(
                (
                    "statement_descriptor_prefix",
                    "statement_descriptor_prefix_kana",
                    "statement_descriptor_prefix_kanji",
                )
            ),
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "invoices": nothing(("default_account_tax_ids", "hosted_payment_method_save")),
        "payments": nothing(
            (
                "statement_descriptor",
                "statement_descriptor_kana",
                "statement_descriptor_kanji",
                "statement_descriptor_prefix_kana",
                "statement_descriptor_prefix_kanji",
            )
        ),
        "payouts": {
            "debit_negative_balances": False,
            "schedule": schedule,
            "statement_descriptor": given.get("payouts", {}).get("statement_descriptor"),
        },
        "sepa_debit_payments": {},
    }


def requirements(due: Sequence[str], disabled_reason: str | None) -> Body:
    """What an account still owes before it may do what it asked for."""
    nothing: Body = {"alternatives": [], "errors": [], "past_due": [], "pending_verification": []}
    return {
        **nothing,
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": disabled_reason,
        "eventually_due": list(due),
    }


def account(parameters: Body, *, created: int) -> Body:
    """A new account that may do nothing yet; the caller fills in what it owes."""
    id = new_id("acct", 16)
    profile = (
        "annual_revenue estimated_worker_count mcc minority_owned_business_designation name "
        "product_description support_address support_email support_phone support_url url"
    )
    kind = parameters.get("type")
    controller = TYPES[kind] if kind else {**STANDARD, **parameters.get("controller", {})}
    return {
        "id": id,
        "object": "account",
        "business_profile": {**dict.fromkeys(profile.split()), **parameters.get("business_profile", {})},
        "business_type": parameters.get("business_type"),
        "capabilities": {},
        "charges_enabled": False,
        "controller": {**controller, "is_controller": True, "type": "application"},
        "country": parameters.get("country", "FR"),
        "created": created,
        "default_currency": parameters.get("default_currency", "eur"),
        "details_submitted": False,
        "email": parameters.get("email"),
        "external_accounts": page_of([], f"/v1/accounts/{id}/external_accounts", False),
        "future_requirements": requirements((), None),
        "metadata": parameters.get("metadata", {}),
        "payouts_enabled": False,
        "requirements": requirements((), None),
        "settings": _settings(parameters.get("settings", {})),
        "tos_acceptance": {**dict.fromkeys(("date", "ip", "user_agent"))},
        "type": next((name for name, known in TYPES.items() if known == controller), "none"),
    }


def account_link(url: str, *, created: int, seconds: int) -> Body:
    return {"object": "account_link", "created": created, "expires_at": created + seconds, "url": url}


def bank_account(given: Body, account: Account, owner: str, *, default: bool) -> Body:
    """Where payouts of the account `owner` go to."""
    return {
        "id": new_id("ba"),
        "object": "bank_account",
        "account": owner,
        "account_holder_name": given.get("account_holder_name"),
        "account_holder_type": given.get("account_holder_type"),
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": account.country,
        "currency": given.get("currency", "eur"),
        "customer": None,
        "default_for_currency": default,
        "fingerprint": account.fingerprint,
        "last4": account.last4,
        "metadata": given.get("metadata", {}),
        "routing_number": account.bank_code,
        "status": "new",
    }


def transfer(parameters: Body, *, created: int) -> Body:
    id = new_id("tr")
    kept = "amount currency destination description source_transaction transfer_group"
    return {
        **{key: parameters.get(key) for key in kept.split()},
        "id": id,
        "object": "transfer",
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": created,
        "destination_payment": None,
        "livemode": False,
        "metadata": parameters.get("metadata", {}),
        "reversals": page_of([], f"/v1/transfers/{id}/reversals", False),
        "reversed": False,
        "source_type": parameters.get("source_type", "card"),
    }


def transfer_reversal(parameters: Body, transfer: Body, *, created: int, amount: int) -> Body:
    return {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": created,
        "currency": transfer["currency"],
        "destination_payment_refund": None,
        "metadata": parameters.get("metadata", {}),
        "source_refund": None,
        "transfer": transfer["id"],
    }


def destination_payment(transfer: Body, *, created: int) -> Body:
    """The charge that a transfer is on the account it goes to."""
    id = new_id("py")
    empty = (
        "application application_fee application_fee_amount balance_transaction calculated_statement_descriptor "
        "customer description failure_balance_transaction failure_code failure_message on_behalf_of outcome "
        "payment_intent payment_method receipt_email receipt_number receipt_url review shipping source "
        "statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
    )
    person = dict.fromkeys(("email", "name", "phone", "tax_id"))
    return {
        **dict.fromkeys(empty.split()),
        "id": id,
        "object": "charge",
        "amount": transfer["amount"],
        "amount_captured": transfer["amount"],
        "amount_refunded": 0,
        "billing_details": {**person, "address": NO_ADDRESS},
        "captured": True,
        "created": created,
        "currency": transfer["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "paid": True,
        "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
        "refunded": False,
        "refunds": page_of([], f"/v1/charges/{id}/refunds", False),
        "source_transfer": transfer["id"],
        "status": "succeeded",
    }


def payout(parameters: Body, destination: str, *, created: int, automatic: bool) -> Body:
    """Money on its way to a bank account; it arrives after two days."""
    empty = (
        "application_fee application_fee_amount balance_transaction failure_balance_transaction failure_code "
        "failure_message original_payout payout_method reversed_by"
    )
    return {
        **dict.fromkeys(empty.split()),
        "id": new_id("po"),
        "object": "payout",
        "amount": parameters["amount"],
        "arrival_date": created + 2 * 86400,
        "automatic": automatic,
        "created": created,
        "currency": parameters["currency"],
        "description": parameters.get("description", "STRIPE PAYOUT" if automatic else None),
        "destination": destination,
        "livemode": False,
        "metadata": parameters.get("metadata", {}),
        "method": parameters.get("method", "standard"),
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "source_type": parameters.get("source_type", "card"),
        "statement_descriptor": parameters.get("statement_descriptor"),
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }


def topup(amount: int, currency: str, *, created: int) -> Body:
    """Money of ours that reached the balance by a bank transfer: nobody gave a source of it."""
    empty = "balance_transaction failure_code failure_message source statement_descriptor transfer_group"
    return {
        **dict.fromkeys(empty.split()),
        "id": new_id("tu"),
        "object": "topup",
        "amount": amount,
        "created": created,
        "currency": currency,
        "description": None,
        "expected_availability_date": created,
        "initiated_by": "user",
        "livemode": False,
        "metadata": {},
        "status": "succeeded",
    }


def trace_id() -> Body:
    """What a bank can find an arrived payout by."""
    return {"status": "supported", "value": digits(16)}
