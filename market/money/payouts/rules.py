"""The machines of a payout and of a batch, and who may let one out. Pure.

A payout that a bank gives back fails, also long after it was paid; a new attempt is approved anew.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from market.money.rules import machine

CURRENCY: Final = "EUR"
METHODS: Final = ("sepa", "connect")
COUNTRY: Final = "FR"
"""Where holders' accounts at Stripe are (ISO 3166): the market's country."""

OPEN: Final = ("requested", "held", "approved", "submitted", "in_transit")
"""The states in which the money is reserved."""
UNSENT: Final = ("requested", "held", "approved")
SENT: Final = ("submitted", "in_transit")

PAYOUT: Final = machine(
    "payout",
    "requested",
    {
        "hold": (("requested", "approved"), "held"),
        "approve": (("requested", "held"), "approved"),
        "retry": (("failed",), "approved"),
        "submit": (("approved",), "submitted"),
        "accept": (("submitted",), "in_transit"),
        "pay": (SENT, "paid"),
        # A bank may give a payment back days after it was executed.
        "fail": ((*SENT, "paid"), "failed"),
        "cancel": (UNSENT, "canceled"),
    },
)

BATCH: Final = machine(
    "payout_batch",
    "open",
    {
        "approve": (("open",), "approved"),
        "submit": (("approved",), "submitted"),
        "accept": (("submitted",), "in_transit"),
        "execute": (("submitted", "in_transit"), "executed"),
        "reject": (("submitted", "in_transit"), "rejected"),
        "cancel": (("open", "approved"), "canceled"),
    },
)

LEAVER_KEPT: Final = timedelta(days=14)
"""How long after the last payout a leaver's account details are kept: a bank may give a transfer back."""
LEAVER_LOST: Final = timedelta(days=60)
"""How long after a failure, when nobody can be asked for other details any more."""

# Why a bank gives a transfer back (ISO 20022 external code sets, ExternalReturnReason1Code).
RETURN_CODES: Final[Mapping[str, bool]] = {
    "AC01": True,  # wrong account number
    "AC04": True,  # account closed
    "AC06": True,  # account blocked
    "AC13": True,  # wrong kind of account
    "AG01": True,  # transfers to this account are forbidden
    "AG02": False,  # wrong bank operation code
    "AM05": False,  # sent twice
    "BE01": True,  # name and account do not belong together
    "BE04": False,  # address missing
    "ED05": False,  # settlement failed
    "FOCR": False,  # after a recall
    "MD07": True,  # the payee has died
    "MS02": True,  # refused by the payee
    "MS03": False,  # the bank gives no reason
    "RC01": True,  # wrong BIC
    "RC07": True,  # wrong BIC of the payee's bank
    "TM01": False,  # after the cut-off
}
"""Each code, and whether it means that these account details take no money."""

OURS: Final = frozenset({"balance_insufficient"})
"""Why Stripe refuses a transfer for a reason of ours: too little is available; the holder need not know."""
UNABLE: Final = frozenset({"insufficient_capabilities_for_transfer", "account_invalid", "resource_missing"})
"""Why it does for a reason of the account's: its owner has to tell Stripe more."""

WITHDRAWS: Final = frozenset(code for code, refused in RETURN_CODES.items() if refused)


def new_reference() -> str:
    """What the bank statement will show: 96 random bits, which tell nothing."""
    return secrets.token_hex(12).upper()


MOST_NAMED: Final = 10


def references_in(words: str) -> tuple[str, ...]:
    """What may be references among the `words` of a bank's message, as "Moi 4F…", in their order; ten at most."""
    found = re.findall(r"(?:\b|(?<=MOI))[0-9A-F]{24}\b", words.upper())
    return tuple(dict.fromkeys(found))[:MOST_NAMED]


def operators_needed(amount: int, alone: int, limit: int) -> int:
    """How many operators let out `amount`: two above `limit`, all minor units.

    `alone` is what the operator has let out alone within a day: a large sum in small parts is a large sum.
    """
    return 2 if amount + alone > limit else 1


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_banking_day(day: date) -> bool:
    """Whether TARGET, through which SEPA payments settle, is open on `day`."""
    if day.weekday() >= 5 or (day.month, day.day) in {(1, 1), (5, 1), (12, 25), (12, 26)}:
        return False
    return day not in {easter(day.year) - timedelta(days=2), easter(day.year) + timedelta(days=1)}


def next_banking_day(day: date) -> date:
    """The first banking day after `day`."""
    day += timedelta(days=1)
    while not is_banking_day(day):
        day += timedelta(days=1)
    return day
