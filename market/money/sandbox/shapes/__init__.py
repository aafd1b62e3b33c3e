"""Stripe's objects as plain dictionaries, with every key of API version 2026-10-28.endive. Pure.

Amounts are minor units, times Unix seconds. A test compares keys and types with Stripe's own examples and the
nullable ones with stripe-python's annotations.
"""

from market.money.sandbox.shapes.balance import (
    balance,
    balance_transaction,
    card_fee,
    charge_fee,
    dispute_fee,
)
from market.money.sandbox.shapes.base import API_VERSION, NO_ADDRESS, event, new_id, page_of, search_of
from market.money.sandbox.shapes.charges import (
    account_error,
    card_details,
    card_error,
    charge,
    debit_details,
    dispute,
    outcome_of,
    refund,
)
from market.money.sandbox.shapes.checkout import checkout_session
from market.money.sandbox.shapes.connect import (
    account,
    account_link,
    bank_account,
    payout,
    topup,
    transfer,
    transfer_reversal,
)
from market.money.sandbox.shapes.intents import payment_intent, setup_attempt, setup_intent
from market.money.sandbox.shapes.methods import card_method, customer, mandate, person_of, sepa_method

__all__ = [
    "API_VERSION",
    "NO_ADDRESS",
    "account",
    "account_error",
    "account_link",
    "balance",
    "balance_transaction",
    "bank_account",
    "card_details",
    "card_error",
    "card_fee",
    "card_method",
    "charge",
    "charge_fee",
    "checkout_session",
    "customer",
    "debit_details",
    "dispute",
    "dispute_fee",
    "event",
    "mandate",
    "new_id",
    "outcome_of",
    "page_of",
    "payment_intent",
    "payout",
    "person_of",
    "refund",
    "search_of",
    "sepa_method",
    "setup_attempt",
    "setup_intent",
    "topup",
    "transfer",
    "transfer_reversal",
]
