"""The machine of a balance's way to a bank. Pure."""

from typing import Final

from market.money.rules import machine

OPEN: Final = ("requested", "approved", "sent")
"""The states in which the money is reserved, and the account is known."""

BANK_RETURN: Final = machine(
    "bank_return",
    "requested",
    {
        "approve": (("requested",), "approved"),
        "send": (("approved",), "sent"),
        "pay": (("sent",), "paid"),
        # A bank may give it back before it was executed or days after.
        "fail": (("sent", "paid"), "failed"),
        "refuse": (("requested", "approved"), "refused"),
        "cancel": (("requested",), "canceled"),
    },
)
