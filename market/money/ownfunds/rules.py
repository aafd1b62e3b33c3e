"""How much of clients' money is ours, and how much is missing. Pure; amounts are minor units.

Conservative in both directions: ours is only what lies in the bank beyond all that is owed, for what Stripe has
not paid out yet is not there; and what a bank contests is nowhere, until it is decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from market.money.chart import GUARDED, Kind
from market.money.ownfunds.errors import (
    MoreThanOurs,
    TransferAmountNotValid,
    TransferBeforeBooks,
    TransferDayNotValid,
    TransferDirectionNotValid,
    TransferReferenceNotValid,
)
from market.money.rules import machine

Direction = Literal["out", "in"]
"""`out`: from clients' money to our own account; `in`: the other way."""

DIRECTIONS: Final[Mapping[str, Direction]] = {"out": "out", "in": "in"}
OPPOSITE: Final[Mapping[str, Direction]] = {"out": "in", "in": "out"}
CURRENCY: Final = "EUR"
MOST: Final = 10**12
REFERENCE_MOST: Final = 64  # characters
OLDEST: Final = timedelta(days=366)
"""How far back the day of a statement may lie."""
AT_ONCE: Final = (Kind.REFUND_IN_FLIGHT, Kind.HOLDER_PAYABLE, Kind.HOLDER_RESERVED, Kind.BRAND_RESERVED)
"""What may leave Stripe any day where Stripe pays holders."""
OWNED: Final = (Kind.BANK_CLIENT_FUNDS, Kind.STRIPE_CLEARING, Kind.DISPUTE_HELD)

OWN_TRANSFER: Final = machine(
    "own_transfer",
    "waiting",
    {
        "book": (("waiting",), "booked"),
        "call_off": (("waiting",), "called_off"),
        # It was mistyped: another entry takes it back, and the books keep both.
        "reverse": (("booked",), "reversed"),
    },
)


@dataclass(frozen=True)
class Standing:
    """Where clients' money stands: what lies in the bank, at Stripe, with banks that contest; what is owed, by kind.

    All positive where they are as they should be. `leaving`: transfers out that wait for a second operator, which
    the bank has made already.
    """

    bank: int = 0
    stripe: int = 0
    contested: int = 0
    owed_by_kind: Mapping[Kind, int] = field(default_factory=dict)
    leaving: int = 0

    @property
    def owed(self) -> int:
        """All that is owed to holders and brands."""
        return sum(self.owed_by_kind.values())

    @property
    def due(self) -> int:
        """What is owed and may be paid any day."""
        return sum(self.owed_by_kind.get(kind, 0) for kind in AT_ONCE)

    @property
    def short(self) -> int:
        """What Stripe lacks for what may be paid any day, where it pays; what lies in a bank pays nobody then."""
        return self.due - self.stripe if self.due > max(0, self.stripe) else 0

    @property
    def ours(self) -> int:
        """What may be taken out: what lies in the bank beyond what is owed, also to Stripe and to banks."""
        negative = max(0, -self.stripe) + max(0, -self.contested)
        return max(0, self.bank - self.leaving - self.owed - negative)

    @property
    def missing(self) -> int:
        """What is owed and lies neither in the bank nor at Stripe."""
        return max(0, self.owed - self.bank - self.stripe)


def standing(balances: Mapping[str, int], leaving: int = 0) -> Standing:
    """From what the accounts hold, credit positive."""
    return Standing(
        bank=-balances.get(Kind.BANK_CLIENT_FUNDS, 0),
        stripe=-balances.get(Kind.STRIPE_CLEARING, 0),
        contested=-balances.get(Kind.DISPUTE_HELD, 0),
        owed_by_kind={kind: balances.get(kind, 0) for kind in Kind if kind in GUARDED},
        leaving=leaving,
    )


def require_ours(amount: int, now: Standing) -> None:
    """Raises MoreThanOurs."""
    if amount > now.ours:
        raise MoreThanOurs(field="amount", most=now.ours)


def checked_amount(amount: int) -> int:
    """The amount again; raises TransferAmountNotValid."""
    if not 1 <= amount <= MOST:
        raise TransferAmountNotValid(field="amount")
    return amount


def checked_direction(words: str) -> Direction:
    """The direction that `words` name; raises TransferDirectionNotValid."""
    if words in DIRECTIONS:
        return DIRECTIONS[words]
    raise TransferDirectionNotValid(field="direction")


def checked_reference(typed: str) -> str:
    """The bank's reference as it is kept: without doubled blanks, in capitals. Raises TransferReferenceNotValid."""
    kept = " ".join(typed.split()).upper()
    if not 1 <= len(kept) <= REFERENCE_MOST or not kept.isprintable():
        raise TransferReferenceNotValid(field="reference", most=REFERENCE_MOST)
    return kept


def checked_day(day: date, today: date, begins: date | None) -> date:
    """The day again; all are days of the market's zone. `begins`: the first of the books, None while they are empty.

    Raises TransferDayNotValid, TransferBeforeBooks.
    """
    if not today - OLDEST <= day <= today:
        raise TransferDayNotValid(field="day")
    if begins is not None and day < begins:
        raise TransferBeforeBooks(field="day", begins=begins.isoformat())
    return day
