"""The machines of a payment, a refund and a webhook, and what Stripe's words mean in them.

Pure. `unknown` is entered when a call got no answer, and only an answer from Stripe leaves it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from contracts.agreement import Machine
from contracts.price import Money, difference, vat_included

KEY_LIFE: Final = timedelta(hours=23)
"""Stripe may forget a key after 24 hours: an older one is never used again, what it did is looked up."""

LEASE: Final = timedelta(seconds=60)
"""How long one caller has an outside call to itself; longer than the call's own time-out."""

LEAST_BY_CARD: Final = 50
"""Minor units of EUR below which Stripe charges no card (its minimum charge amounts)."""

BROKEN: Final = "server_error"
"""What an attempt is marked with whose call Stripe answered by a failure of its own."""

TURNED_AWAY: Final = "turned_away"
"""What one is marked with of which Stripe has begun nothing: each of its calls so far was turned away unread."""

HOLD: Final[Mapping[str, timedelta]] = {
    "card": timedelta(days=14),
    "sepa_debit": timedelta(days=56),
    # A balance is topped up by card alone: what a bank may ask back for eight weeks is no balance.
    "balance": timedelta(days=14),
}
"""How long an earning stays on hold after its posting, by the way the brand paid: its bank may ask it back."""


DEBIT_WAIT: Final = timedelta(days=14)
"""How long what was ordered is kept for a debit that is on its way; banks take six days, seldom more."""


HOLD_LATEST: Final = timedelta(days=6)
"""How long a bank may hold money for us at most before we take it or let it go."""

CAPTURE_MARGIN: Final = timedelta(hours=12)
"""So long before Stripe's own deadline it is decided: a day's outage must not let it pass."""


def capture_within(left: timedelta | None) -> timedelta:
    """How long from now money that is held can be taken; `left` is until Stripe lets it go, None if it is silent."""
    return HOLD_LATEST if left is None else max(timedelta(0), min(HOLD_LATEST, left - CAPTURE_MARGIN))


def machine(name: str, initial: str, table: Mapping[str, tuple[tuple[str, ...], str]]) -> Machine:
    """A machine from its events: each with the states it may find and the one it leads to."""
    return Machine(
        name,
        initial,
        frozenset((source, event, to) for event, (sources, to) in table.items() for source in sources),
    )


PAYMENT: Final = machine(
    "payment",
    "created",
    {
        # Stripe has it and waits for the payer, who may also come back from a refused card.
        "submit": (("created", "unknown", "requires_action"), "submitted"),
        # A kept card may be charged again under the same payment: any of its calls may get no answer.
        "lose": (("created", "submitted", "requires_action"), "unknown"),
        # The bank holds the money for us until we take it, let it go, or its time is over.
        "authorize": (("created", "unknown", "submitted", "requires_action"), "authorized"),
        "authenticate": (("created", "unknown", "submitted"), "requires_action"),
        "process": (("created", "unknown", "submitted", "requires_action"), "processing"),
        # Money that arrived is booked, whatever we believed before.
        "succeed": (
            (
                *("created", "unknown", "submitted", "requires_action", "processing", "authorized"),
                *("failed", "canceled"),
            ),
            "succeeded",
        ),
        "fail": (
            ("created", "unknown", "submitted", "requires_action", "processing", "authorized"),
            "failed",
        ),
        "cancel": (("created", "unknown", "submitted", "requires_action", "authorized"), "canceled"),
    },
)

REFUND: Final = machine(
    "refund",
    "requested",
    {
        "submit": (("requested", "submitted", "unknown"), "submitted"),
        "lose": (("submitted",), "unknown"),
        "pend": (("requested", "submitted", "unknown"), "pending"),
        "succeed": (("requested", "submitted", "unknown", "pending"), "succeeded"),
        # A bank may send a refund back long after it succeeded.
        "fail": (("requested", "submitted", "unknown", "pending", "succeeded"), "failed"),
        # In the dashboard one is taken back as long as its bank has not sent it, also where it succeeded in name.
        "cancel": (("requested", "submitted", "unknown", "pending", "succeeded"), "canceled"),
    },
)

ATTEMPT: Final = ("prepared", "requested", "unknown", "answered", "refused", "abandoned")
"""The states of one call: an answer, or a look at what it did, ends it; silence does not."""

INBOX: Final = machine(
    "inbox",
    "received",
    {
        "handle": (("received",), "handled"),
        "ignore": (("received",), "ignored"),
        "give_up": (("received",), "dead"),
        # An operator has seen to it.
        "replay": (("dead",), "received"),
    },
)

_PAYMENT_WORDS: Final[Mapping[str, str]] = {
    "requires_payment_method": "submit",
    "requires_confirmation": "submit",
    "requires_action": "authenticate",
    "processing": "process",
    "requires_capture": "authorize",
    "succeeded": "succeed",
    "canceled": "cancel",
}

_REFUND_WORDS: Final[Mapping[str, str]] = {
    "pending": "pend",
    "requires_action": "pend",
    "succeeded": "succeed",
    "failed": "fail",
    "canceled": "cancel",
}


def vat_of(before: int, commission: int, bps: int) -> int:
    """The VAT that a line's commission contains, minor units; `before` are those of its order's lines before.

    An order is taxed on the sum of its commissions, and a line has its difference: neither many lines nor
    many steps let the tax drift.
    """
    share = difference(lambda it: vat_included(it, bps), Money(before), Money(before + commission))
    return share.amount


class StatusUnknown(ValueError):
    """Stripe says a status that its API of our version does not have."""


def payment_event(status: str) -> str:
    """The event that a payment intent's status is to us (docs.stripe.com/api/payment_intents/object)."""
    if status not in _PAYMENT_WORDS:
        raise StatusUnknown(status)
    return _PAYMENT_WORDS[status]


def refund_event(status: str) -> str:
    """The event that a refund's status is to us (docs.stripe.com/api/refunds/object)."""
    if status not in _REFUND_WORDS:
        raise StatusUnknown(status)
    return _REFUND_WORDS[status]
