"""The machines of a budget and of a reward, and what either may be. Pure; amounts are minor units.

A reward is *offered* for something, *earned* once that was done, and then the person says in which of three ways it
comes: as money (`paid`), as a code of the brand's (`exchanged`), or as a gift to a charity (`given`). Who says nothing
is paid. What was not earned in time has `lapsed`, and is the budget's again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from market.money.rewards.errors import (
    BudgetDayNotValid,
    BudgetOutOfRange,
    RewardOutOfRange,
    VoucherRateNotValid,
)
from market.money.rules import machine

CURRENCY: Final = "EUR"
LEAST, MOST = 50, 50_00
"""What one reward may be."""
BUDGET_LEAST, BUDGET_MOST = 5_00, 10_000_00
LONGEST: Final = timedelta(days=366)
"""How far ahead the last day of a budget may lie."""
CHOOSE_WITHIN: Final = timedelta(days=30)
"""How long a person has to choose; then the reward is paid as money."""
EVEN: Final = 10_000
"""A code is worth as much as the money, in basis points; it may be worth up to twice as much, and never less."""
RATE_MOST: Final = 20_000

Way = Literal["cash", "voucher", "charity"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
HELD: Final = ("offered", "earned")
"""The states in which a reward holds money of its budget."""

BUDGET: Final = machine(
    "reward_budget",
    "open",
    {
        # Nothing new is offered from it; what is offered still comes to its end.
        "close": (("open",), "closing"),
        "finish": (("closing",), "closed"),
    },
)

REWARD: Final = machine(
    "reward",
    "offered",
    {
        "earn": (("offered",), "earned"),
        "lapse": (("offered",), "lapsed"),
        "pay": (("earned",), "paid"),
        "exchange": (("earned",), "exchanged"),
        "give": (("earned",), "given"),
    },
)


@dataclass(frozen=True)
class Draft:
    """A budget to be opened: how much, until which day (the last on which it offers), and what a code is worth of it.

    `voucher_bps`: the worth of a code in basis points of the reward; None where the brand gives no codes.
    """

    amount: int
    until: date
    voucher_bps: int | None = None


def check_budget(draft: Draft, today: date) -> Draft:
    """The draft again; `today` is the market's. Raises BudgetOutOfRange, BudgetDayNotValid, VoucherRateNotValid."""
    if not BUDGET_LEAST <= draft.amount <= BUDGET_MOST:
        raise BudgetOutOfRange(field="amount", least=BUDGET_LEAST, most=BUDGET_MOST)
    if not today < draft.until <= today + LONGEST:
        days = {"from": (today + timedelta(days=1)).isoformat(), "to": (today + LONGEST).isoformat()}
        raise BudgetDayNotValid(field="until", **days)
    if draft.voucher_bps is not None and not EVEN <= draft.voucher_bps <= RATE_MOST:
        raise VoucherRateNotValid(field="voucher_bps", least=EVEN, most=RATE_MOST)
    return draft


def check_reward(amount: int) -> int:
    """The amount again; raises RewardOutOfRange."""
    if not LEAST <= amount <= MOST:
        raise RewardOutOfRange(field="reward", least=LEAST, most=MOST)
    return amount


def worth(amount: int, voucher_bps: int) -> int:
    """What a code is worth that stands for a reward: rounded down, and never less than the reward."""
    return amount * voucher_bps // EVEN


CHARITY_PAYMENT: Final = machine(
    "charity_payment",
    "waiting",
    {
        "book": (("waiting",), "booked"),
        "call_off": (("waiting",), "called_off"),
        "come_back": (("booked",), "came_back"),
    },
)
