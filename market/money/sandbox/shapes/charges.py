"""Charges, and what goes back: refunds and disputes."""

from __future__ import annotations

from market.money.sandbox.cards import Decline
from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.base import digits, new_id, page_of


def card_details(card: Body, amount: int, *, authenticated: bool, capture_before: int | None = None) -> Body:
    """Of the `card` of a payment method. `capture_before` is when an authorisation ends."""
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
    kept = "brand checks country exp_month exp_year fingerprint funding last4 regulated_status wallet"
    details = {
        **{key: card[key] for key in kept.split()},
        "amount_authorized": amount,
        "authorization_code": digits(6),
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": unavailable,
        "installments": None,
        "mandate": None,
        "multicapture": unavailable,
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, **unavailable},
        "three_d_secure": secure if authenticated else None,
        "transaction_link_id": None,
    }
    return details | ({"capture_before": capture_before} if capture_before is not None else {})


def debit_details(account: Body, mandate: str) -> Body:
    """Of the `sepa_debit` of a payment method."""
    kept = ("bank_code", "branch_code", "country", "fingerprint", "last4")
    return {**{key: account[key] for key in kept}, "expected_debit_date": None, "mandate": mandate}


def outcome_of(decline: Decline | None, status: str = "authorized") -> Body:
    refused: Body = {"network_status": "declined_by_network", "type": "issuer_declined"}
    passed: Body = {"network_status": "approved_by_network", "type": status}
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "reason": decline.decline_code if decline else None,
        "seller_message": "The bank did not return any further details." if decline else "Payment complete.",
        **(refused if decline else passed),
    }


def charge(intent: Body, method: Body, details: Body, *, created: int, status: str, captured: bool) -> Body:
    """What an intent takes from a payment method. `status` is succeeded, pending or failed; the caller says
    why one failed.
    """
    id = new_id("ch" if method["type"] == "card" else "py")
    empty = (
        "application application_fee application_fee_amount balance_transaction failure_balance_transaction "
        "failure_code failure_message on_behalf_of receipt_number review shipping source source_transfer "
        "statement_descriptor transfer_data"
    )
    kept = "customer description metadata receipt_email statement_descriptor_suffix transfer_group"
    return {
        **dict.fromkeys(empty.split()),
        **{key: intent[key] for key in kept.split()},
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "MOI",
        "captured": captured,
        "created": created,
        "currency": intent["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "outcome": outcome_of(None),
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {method["type"]: details, "type": method["type"]},
        "receipt_url": f"https://pay.stripe.com/receipts/payment/{id}" if status == "succeeded" else None,
        "refunded": False,
        "refunds": page_of([], f"/v1/charges/{id}/refunds", False),
        "status": status,
    }


def card_error(decline: Decline, charge_id: str | None, method: Body | None = None) -> Body:
    error: Body = {"type": "card_error", "code": decline.code, "message": decline.message}
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if charge_id:
        error["charge"] = charge_id
    return error | ({"payment_method": method} if method else {})


def account_error(code: str, charge_id: str, method: Body) -> Body:
    """Why a debit failed."""
    return {
        "type": "invalid_request_error",
        "code": code,
        "message": f"The payment failed: {code.replace('_', ' ')}.",
        "charge": charge_id,
        "payment_method": method,
    }


def refund(parameters: Body, charge: Body, *, created: int, amount: int, status: str = "succeeded") -> Body:
    empty = (
        "balance_transaction customer customer_account receipt_number source_transfer_reversal "
        "transfer_reversal"
    )
    type = charge["payment_method_details"]["type"]
    said = {"type": "pending" if status == "pending" else "refund"}
    return {
        **dict.fromkeys(empty.split()),
        "id": new_id("re" if type == "card" else "pyr"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": {"card": said, "type": "card"} if type == "card" else None,
        "metadata": parameters.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": parameters.get("reason"),
        "status": status,
        **({"pending_reason": "processing"} if status == "pending" else {}),
    }


EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation",
    "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy",
    "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
    "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation",
    "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
NETWORK_CODES = {"fraudulent": "10.4", "product_not_received": "13.1", "duplicate": "12.6.1"}


def dispute(charge: Body, *, created: int, amount: int, reason: str, status: str, due_by: int | None) -> Body:
    """A card-holder or a debtor says no to a charge."""
    details = charge["payment_method_details"]
    inquiry = status.startswith("warning_")
    said: Body | None = None
    if details["type"] == "card":
        of_card = {
            "brand": details["card"]["brand"],
            "case_type": "inquiry" if inquiry else "chargeback",
            "network": details["card"]["network"],
            "network_reason_code": NETWORK_CODES.get(reason, "13.7"),
        }
        said = {"card": of_card, "type": "card"}
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": said,
        "reason": reason,
        "status": status,
    }
