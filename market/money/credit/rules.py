"""What may go into a balance, and which cards it goes back to. Pure; amounts are minor units."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from market.money.credit.errors import PayBackImpossible, TopUpOutOfRange

CURRENCY: Final = "EUR"
LEAST: Final = 10_00
MOST: Final = 10_000_00
"""What one top-up may be: below, Stripe's fee eats it; above, a bank asks questions."""


@dataclass(frozen=True)
class TopUp:
    """A payment that went into the balance, and how much of it can still go back to its card; `refused`: once its
    card did not take it back.
    """

    payment: uuid.UUID
    left: int
    refused: bool = False


@dataclass(frozen=True)
class PayBack:
    """So much goes back by the payment that it came with."""

    payment: uuid.UUID
    amount: int


def checked_top_up(amount: int) -> int:
    """The amount again; raises TopUpOutOfRange."""
    if not LEAST <= amount <= MOST:
        raise TopUpOutOfRange(field="amount", least=LEAST, most=MOST)
    return amount


def returnable(held: int, bound: int, top_ups: Sequence[TopUp]) -> int:
    """What can go back to cards: of what is held, not what is `bound` (the brand owes it, or a bank asks it back),
    nor what came by no card of its own (a refund that its bank would not take).
    """
    return max(0, min(held - bound, sum(it.left for it in top_ups)))


def pay_back_plan(amount: int, held: int, bound: int, top_ups: Sequence[TopUp]) -> list[PayBack]:
    """Which payments give `amount` back: the latest first, for banks take old ones back last.

    `top_ups` are in that order. Raises PayBackImpossible.
    """
    most = returnable(held, bound, top_ups)
    if not 0 < amount <= most:
        raise PayBackImpossible(field="amount", most=most)
    plan, left = [], amount
    for it in top_ups:
        part = min(left, it.left)
        if part:
            plan.append(PayBack(it.payment, part))
            left -= part
    return plan
