"""What moves the balance, at what price, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping

from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.base import new_id

SEPA_FEE = 35
DISPUTE_FEES = {"card": 2000, "sepa_debit": 750}
CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "payment_failure_refund": "charge_failure",
    "transfer_refund": "transfer_reversal",
    "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal",
}
"""The reporting category of a type (docs.stripe.com/reports/reporting-categories); mostly its own name."""


def card_fee(amount: int) -> int:
    """Stripe's price for a European card, 1.5 % + 0.25, half up."""
    return (amount * 15 + 500) // 1000 + 25


def charge_fee(type: str, amount: int) -> int:
    """Stripe's price for a payment; a SEPA debit costs 0.35."""
    return card_fee(amount) if type == "card" else SEPA_FEE


def dispute_fee(type: str) -> int:
    """Stripe's price for a dispute, given back when it is won."""
    return DISPUTE_FEES[type]


def balance_transaction(
    source: Body,
    type: str,
    *,
    created: int,
    amount: int,
    fee: int = 0,
    fee_for: str = "Stripe processing fees",
    available_on: int | None = None,
    category: str | None = None,
    description: str | None = None,
) -> Body:
    """`amount` is signed: money that comes to us is positive. net = amount - fee. What comes in is available
    after seven days, what goes out at once, unless `available_on` says otherwise.
    """
    detail = {"amount": fee, "application": None, "currency": source["currency"], "type": "stripe_fee"}
    if available_on is None:
        available_on = created + 7 * 86400 if amount > 0 else created
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": created,
        "currency": source["currency"],
        "description": description or source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{**detail, "description": fee_for}] if fee else [],
        "net": amount - fee,
        "reporting_category": category or CATEGORIES.get(type, type),
        "source": source["id"],
        "status": "pending" if available_on > created else "available",
        "type": type,
    }


def balance(available: Mapping[str, int], pending: Mapping[str, int]) -> Body:
    """Amounts by currency; an account that never had money has none of euros."""
    currencies = sorted({*available, *pending} or {"eur"})

    def listed(amounts: Mapping[str, int]) -> list[Body]:
        return [
            {
                "amount": amounts.get(currency, 0),
                "currency": currency,
                "source_types": {"card": amounts.get(currency, 0)},
            }
            for currency in currencies
        ]

    return {
        "object": "balance",
        "available": listed(available),
        "connect_reserved": [{"amount": 0, "currency": currency} for currency in currencies],
        "livemode": False,
        "pending": listed(pending),
    }
