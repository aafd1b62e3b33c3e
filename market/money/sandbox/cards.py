"""Stripe's documented test cards (docs.stripe.com/testing) and what each of them does. Pure.

A number is looked at and forgotten: only its last four digits are ever stored.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    """`code` and `decline_code` are Stripe's (docs.stripe.com/declines/codes)."""

    code: str
    decline_code: str
    message: str


@dataclass(frozen=True)
class Card:
    last4: str
    brand: str
    country: str
    expires: tuple[int, int]
    authenticates: bool = False
    decline: Decline | None = None


GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
POOR = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
LIVE = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card.",
)
NO_SUCH_CARD = Decline("incorrect_number", "incorrect_number", "Your card number is incorrect.")
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    "",
    "The provided payment method has failed authentication. You can provide payment_method_data or a new "
    "PaymentMethod to attempt to fulfill this PaymentIntent again.",
)

SUCCEEDS, DECLINES, LACKS_FUNDS = "4242424242424242", "4000000000000002", "4000000000009995"
ASKS_3DS, ASKS_3DS2 = "4000002760003184", "4000000000003220"

TEST_CARDS: dict[str, tuple[str, str, bool, Decline | None]] = {
    SUCCEEDS: ("visa", "US", False, None),
    "5555555555554444": ("mastercard", "US", False, None),
    DECLINES: ("visa", "US", False, GENERIC),
    LACKS_FUNDS: ("visa", "US", False, POOR),
    ASKS_3DS: ("visa", "DE", True, None),
    ASKS_3DS2: ("visa", "IE", True, None),
}


def passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def card_of(number: str, expires: tuple[int, int] = (12, 2034)) -> Card | None:
    """The card under a number written with or without spaces; None when no card has such a number."""
    digits = number.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19 and passes_luhn(digits)):
        return None
    brand, country, authenticates, decline = TEST_CARDS.get(digits, ("unknown", "FR", False, LIVE))
    return Card(digits[-4:], brand, country, expires, authenticates, decline)
