"""Stripe's documented test cards (docs.stripe.com/testing) and what each of them does. Pure.

A number is looked at and forgotten: only its last four digits are ever stored, with the card's name here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class Decline:
    """`code` and `decline_code` are Stripe's (docs.stripe.com/declines/codes)."""

    code: str
    decline_code: str
    message: str


class Asks(StrEnum):
    """When the card's bank wants to be asked (3-D Secure)."""

    NEVER = "never"
    ON_SESSION = "on_session"  # set up already: off session it lets everything pass
    UNLESS_SET_UP = "unless_set_up"
    ALWAYS = "always"


@dataclass(frozen=True)
class Card:
    """`name` is what the test payment method `pm_card_<name>` is called after. `decline` is how every charge
    ends, `attaches` whether a customer may keep it, `dispute` the reason of the dispute that follows each
    charge, `refunds` how refunds go, `funds_at_once` whether its money is available without waiting.
    """

    name: str
    last4: str
    brand: str
    country: str
    fingerprint: str
    expires: tuple[int, int] = (12, 2034)
    asks: Asks = Asks.NEVER
    decline: Decline | None = None
    attaches: bool = True
    dispute: str | None = None
    inquiry: bool = False
    refunds: Literal["at once", "pending", "fail"] = "at once"
    funds_at_once: bool = False

    @property
    def authenticates(self) -> bool:
        """Whether its bank asks when the card-holder is there."""
        return self.asks is not Asks.NEVER

    def asks_off_session(self, set_up: bool) -> bool:
        """Whether its bank asks when nobody is there to answer."""
        return self.asks is Asks.ALWAYS or (self.asks is Asks.UNLESS_SET_UP and not set_up)

    @property
    def asks_at_setup(self) -> bool:
        return self.asks in (Asks.UNLESS_SET_UP, Asks.ALWAYS)


def _declined(code: str, message: str) -> Decline:
    return Decline("card_declined", code, message)


GENERIC = _declined("generic_decline", "Your card was declined.")
POOR = _declined("insufficient_funds", "Your card has insufficient funds.")
LOST = _declined("lost_card", "Your card was declined.")
STOLEN = _declined("stolen_card", "Your card was declined.")
VELOCITY = _declined(
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
)
EXPIRED = Decline("expired_card", "expired_card", "Your card has expired.")
WRONG_CVC = Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")
BROKEN = Decline(
    "processing_error",
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
)
LIVE = _declined(
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
SETUP_NOT_AUTHENTICATED = Decline(
    "setup_intent_authentication_failure",
    "",
    "The provided payment method has failed authentication. You can provide payment_method_data or a new "
    "PaymentMethod to attempt to fulfill this SetupIntent again.",
)
ASKED_OFF_SESSION = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)

SUCCEEDS, DECLINES, LACKS_FUNDS = "4242424242424242", "4000000000000002", "4000000000009995"
ASKS_3DS, ASKS_3DS2 = "4000002760003184", "4000000000003220"
ASKS_UNLESS_SET_UP, IS_SET_UP, ASKS_AND_LACKS_FUNDS = (
    "4000002500003155", "4000003800000446", "4000008260003178",
)  # fmt: skip
DECLINES_LATER = "4000000000000341"
DISPUTES, DISPUTES_DELIVERY, INQUIRES = "4000000000000259", "4000000000002685", "4000000000001976"
REFUNDS_LATER, REFUNDS_FAIL = "4000000000007726", "4000000000005126"
FUNDS_AT_ONCE = "4000000000000077"


def fingerprint_of(number: str) -> str:
    """The same for the same card or account, and nobody can tell the number from it."""
    return hashlib.sha256(f"sandbox {number}".encode()).hexdigest()[:16]


def _card(number: str, name: str, brand: str = "visa", country: str = "US") -> Card:
    return Card(name, number[-4:], brand, country, fingerprint_of(number))


def _refused(number: str, name: str, decline: Decline) -> Card:
    return replace(_card(number, name), decline=decline, attaches=False)


def _declined_cards() -> list[tuple[str, Card]]:
    return [
        (number, _refused(number, name, decline))
        for number, name, decline in (
            (DECLINES, "visa_chargeDeclined", GENERIC),
            (LACKS_FUNDS, "visa_chargeDeclinedInsufficientFunds", POOR),
            ("4000000000009987", "visa_chargeDeclinedLostCard", LOST),
            ("4000000000009979", "visa_chargeDeclinedStolenCard", STOLEN),
            ("4000000000000069", "chargeDeclinedExpiredCard", EXPIRED),
            ("4000000000000127", "chargeDeclinedIncorrectCvc", WRONG_CVC),
            ("4000000000000119", "chargeDeclinedProcessingError", BROKEN),
            ("4000000000006975", "visa_chargeDeclinedVelocityLimitExceeded", VELOCITY),
        )
    ]


def _asking_cards() -> list[tuple[str, Card]]:
    declined_after = "authenticationRequiredChargeDeclinedInsufficientFunds"
    return [
        (number, replace(_card(number, name, country=country), asks=asks, decline=decline))
        for number, name, country, asks, decline in (
            (ASKS_3DS, "authenticationRequired", "DE", Asks.ALWAYS, None),
            (ASKS_3DS2, "threeDSecure2Required", "IE", Asks.UNLESS_SET_UP, None),
            (ASKS_UNLESS_SET_UP, "authenticationRequiredOnSetup", "FR", Asks.UNLESS_SET_UP, None),
            (IS_SET_UP, "authenticationRequiredSetupForOffSession", "IT", Asks.ON_SESSION, None),
            (ASKS_AND_LACKS_FUNDS, declined_after, "GB", Asks.UNLESS_SET_UP, POOR),
        )
    ]


TEST_CARDS: Mapping[str, Card] = MappingProxyType(
    {
        SUCCEEDS: _card(SUCCEEDS, "visa"),
        "5555555555554444": _card("5555555555554444", "mastercard", "mastercard"),
        "378282246310005": _card("378282246310005", "amex", "amex"),
        "4000002500000003": _card("4000002500000003", "fr", country="FR"),
        **dict(_declined_cards()),
        DECLINES_LATER: replace(_card(DECLINES_LATER, "chargeCustomerFail"), decline=GENERIC),
        **dict(_asking_cards()),
        DISPUTES: replace(_card(DISPUTES, "createDispute"), dispute="fraudulent"),
        DISPUTES_DELIVERY: replace(
            _card(DISPUTES_DELIVERY, "createDisputeProductNotReceived"), dispute="product_not_received"
        ),
        INQUIRES: replace(_card(INQUIRES, "createDisputeInquiry"), dispute="fraudulent", inquiry=True),
        REFUNDS_LATER: replace(_card(REFUNDS_LATER, "pendingRefund"), refunds="pending"),
        REFUNDS_FAIL: replace(_card(REFUNDS_FAIL, "refundFail"), refunds="fail"),
        FUNDS_AT_ONCE: replace(_card(FUNDS_AT_ONCE, "bypassPending"), funds_at_once=True),
    }
)
NAMED: Mapping[str, Card] = MappingProxyType(
    {card.name: card for card in TEST_CARDS.values()}
    | {
        # Older names of the same cards, which Stripe still knows.
        "chargeDeclined": TEST_CARDS[DECLINES],
        "chargeDeclinedInsufficientFunds": TEST_CARDS[LACKS_FUNDS],
        "threeDSecureRequired": TEST_CARDS[ASKS_3DS2],
    }
)
UNKNOWN = "live"


def passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def card_of(number: str, expires: tuple[int, int] = (12, 2034)) -> Card | None:
    """The card under a number written with or without spaces; None when no card has such a number."""
    digits = number.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19 and passes_luhn(digits)):
        return None
    real = replace(_card(digits, UNKNOWN, "unknown", "FR"), decline=LIVE, attaches=False)
    return replace(TEST_CARDS.get(digits, real), expires=expires)


def card_named(name: str) -> Card:
    """The card of a kept name; a real one is known only as such."""
    return NAMED.get(name) or replace(_card("0000", UNKNOWN, "unknown", "FR"), decline=LIVE, attaches=False)
