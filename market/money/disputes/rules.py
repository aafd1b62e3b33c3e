"""The machine of a dispute, what Stripe's words mean in it, and who bears what when it is lost. Pure.

What a holder has earned is on none of these lists: whatever a bank takes back, it stays the holder's.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from market.money.rules import machine

DISPUTE: Final = machine(
    "dispute",
    "reported",
    {
        # An inquiry takes no money, and mostly ends as one.
        "inquire": (("reported",), "inquiry"),
        "review_inquiry": (("reported", "inquiry"), "inquiry_review"),
        "drop": (("reported", "inquiry", "inquiry_review"), "dropped"),
        "open": (("reported", "inquiry", "inquiry_review"), "needs_response"),
        "review": (("reported", "inquiry", "inquiry_review", "needs_response"), "under_review"),
        "win": (("reported", "inquiry", "inquiry_review", "needs_response", "under_review"), "won"),
        "lose": (("reported", "inquiry", "inquiry_review", "needs_response", "under_review"), "lost"),
        # A bank gives back after all what it had taken for good: the rentals stay over.
        "restore": (("lost",), "restored"),
    },
)

TAKEN: Final = ("needs_response", "under_review")
"""While it stands so, a bank has the money and nobody knows whose it will be."""
ANSWERABLE: Final = ("inquiry", "needs_response")

_WORDS: Final[Mapping[str, str]] = {
    "warning_needs_response": "inquire",
    "warning_under_review": "review_inquiry",
    "warning_closed": "drop",
    "prevented": "drop",
    "needs_response": "open",
    "under_review": "review",
    "won": "win",
    "lost": "lose",
}


class DisputeUnknown(ValueError):
    """Stripe says a status that its API of our version does not have."""


def dispute_event(status: str) -> str:
    """The event that a dispute's status is to us (docs.stripe.com/api/disputes/object)."""
    if status not in _WORDS:
        raise DisputeUnknown(status)
    return _WORDS[status]


@dataclass(frozen=True, slots=True)
class Restored:
    """What becomes of money that a bank gives back after it was lost, minor units: what the brand still owes of it
    is repaid, what we had given up is ours again, and the rest is the brand's balance.
    """

    debt: int
    losses: int
    credit: int


def restored(amount: int, receivable: int, written_off: int, repaid: int) -> Restored:
    """Divide `amount` that comes back, all that was lost or a part. Our commission stays given up: the brand has its
    credit note.
    """
    debt = min(amount, receivable - written_off - repaid)
    losses = min(amount - debt, written_off)
    return Restored(debt, losses, amount - debt - losses)


@dataclass(frozen=True, slots=True)
class Debt:
    """What a brand owes of one lost dispute, or of a payment into its balance that went back past us; minor units."""

    of: Literal["dispute", "payment"]
    id: uuid.UUID
    owed: int


def settled(amount: int, debts: Sequence[Debt]) -> tuple[list[Debt], int]:
    """Which debts `amount` pays, in their order, each at most whole; and what is left of it."""
    parts, left = [], amount
    for it in debts:
        part = min(left, it.owed)
        if part:
            parts.append(Debt(it.of, it.id, part))
            left -= part
    return parts, left


@dataclass(frozen=True, slots=True)
class Stake:
    """What stands behind one line of a disputed payment, minor units: its unused part that waits in escrow, the
    commission (VAT included) that we still have of it, and what its holder earned.
    """

    withheld: int
    commission: int
    earned: int


@dataclass(frozen=True, slots=True)
class Borne:
    """What a line gives towards a lost dispute: from escrow, from our commission, and as the brand's debt."""

    escrow: int
    commission: int
    receivable: int

    @property
    def total(self) -> int:
        return self.escrow + self.commission + self.receivable


def borne(amount: int, stakes: Sequence[Stake]) -> list[Borne]:
    """Who bears `amount` (minor units): first what nobody earned, then our commission, the rest the brand owes.

    The debt stands with the lines whose holders keep what they earned, and the last one has what is left.
    """
    escrow, left = _filled(amount, [it.withheld for it in stakes])
    commission, left = _filled(left, [it.commission for it in stakes])
    receivable, left = _filled(left, [it.earned for it in stakes])
    receivable[-1] += left
    return [Borne(*each) for each in zip(escrow, commission, receivable, strict=True)]


def _filled(amount: int, places: Sequence[int]) -> tuple[list[int], int]:
    """`amount` put into places in order, each at most full; and what is left."""
    parts = []
    for place in places:
        part = min(amount, place)
        parts.append(part)
        amount -= part
    return parts, amount
