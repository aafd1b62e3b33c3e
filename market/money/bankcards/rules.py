"""The machines of a kept bank card and of the page where one is added, and what a bank's refusal means. Pure."""

from datetime import date
from enum import StrEnum
from typing import Final

from market.money.rules import machine

BANK_CARD: Final = machine(
    "bank_card",
    "kept",
    {
        # From here on nothing is charged to it; Stripe lets go of it a moment later.
        "remove": (("kept",), "removing"),
        "gone": (("kept", "removing"), "removed"),
    },
)

CARD_SETUP: Final = machine(
    "card_setup",
    "created",
    {
        "submit": (("created", "unknown"), "submitted"),
        "lose": (("created",), "unknown"),
        "complete": (("created", "unknown", "submitted"), "complete"),
        "expire": (("created", "unknown", "submitted"), "expired"),
        "fail": (("created", "unknown"), "failed"),
    },
)


class Declined(StrEnum):
    """What a refused charge leaves to do."""

    SOFT = "soft"  # the same card may pass another day
    HARD = "hard"  # this card will not pass any more: another one is needed
    ASKS = "asks"  # the bank wants to ask the card-holder, who must come
    UNASKED = "unasked"  # the try did not come to the bank: the same card may pass
    NO_CARD = "no_card"  # there was none to charge
    EXPIRED = "expired"  # the default was no good any more; another one may be kept
    NO_ACCOUNT = "no_account"  # there was none to debit


_HARD: Final = frozenset(
    {
        *("expired_card", "lost_card", "stolen_card", "pickup_card", "restricted_card", "fraudulent"),
        *("incorrect_number", "invalid_number", "invalid_account", "incorrect_cvc", "invalid_cvc"),
        *("invalid_expiry_month", "invalid_expiry_year", "new_account_information_available"),
        *("revocation_of_authorization", "revocation_of_all_authorizations", "stop_payment_order"),
        *("card_not_supported", "currency_not_supported", "service_not_allowed", "transaction_not_allowed"),
        *("security_violation", "merchant_blacklist", "testmode_decline", "test_mode_live_card"),
        *("not_permitted", "resource_missing"),
    }
)
NO_CARD: Final = "no_card"
DEFAULT_EXPIRED: Final = "default_expired"
NO_ACCOUNT: Final = "no_account_kept"
_OURS: Final = {
    "lost": Declined.UNASKED,
    "not_wanted": Declined.UNASKED,
    NO_CARD: Declined.NO_CARD,
    DEFAULT_EXPIRED: Declined.EXPIRED,
    NO_ACCOUNT: Declined.NO_ACCOUNT,
}
ASKED: Final = "authentication_required"
_ASKS: Final = frozenset({ASKED, "payment_intent_authentication_failure"})


def declined(code: str) -> Declined:
    """What a decline code (docs.stripe.com/declines/codes), or one of ours, means. One we do not know may pass another
    day: the tries are bounded whatever it says.
    """
    if code in _OURS:
        return _OURS[code]
    if code in _ASKS:
        return Declined.ASKS
    return Declined.HARD if code in _HARD else Declined.SOFT


def is_expired(month: int, year: int, today: date) -> bool:
    """A card is good until the last day of the month that is printed on it; `today` in the market's zone."""
    return (today.year, today.month) > (year, month)
