"""What a brand buys and puts in, each by itself: what it has earned, given back and still holds. Pure.

Days and amounts are those of `contracts`. Times are UTC, amounts minor units.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from contracts.period import Interval, rental_days
from contracts.price import BPS, Money, proration

HOLD = timedelta(minutes=15)
"""How long a slot waits for its payment."""
DEBIT_WAIT = timedelta(days=14)
"""How much longer for a debit, once its bank is at it."""
SHARE = 8000
"""The holder's part, basis points."""

Means = Literal["card", "balance", "debit", "held", "kept"]
"""`card`, `debit` and `held` money are given on Stripe's page; `kept` is a card that the brand keeps."""


@dataclass
class Rental:
    """One order of one rental, or of the period that follows one (`after`), which `renewed_by` is to pay; a
    debit for that was `debited`, as far as banks know.

    `paid`: the payer has done their part; `seen`: their bank is known to be at it; `heard`: the money is known to be
    there. `held_until` is how long its
    place waits for that. Of what nobody earned, `given_back` is on its way to the brand, of which `failed` is in the
    brand's balance since its bank `refused` it, `repaid` had gone back at
    Stripe's (`outside`), `withheld` waits for a bank to decide and `charged_back` is the bank's; `forgone` is our
    commission, and `lent` what the brand owes, for what a bank has taken of the earned part; it has `settled` so much.
    A bank asks once (`contested`), and is `disputed` with until it has decided.
    """

    holder: int
    price: int
    requested_at: datetime
    brand: int = 0
    means: Means = "card"
    after: "Rental | None" = None
    paid: bool = False
    seen: bool = False
    heard: bool = False
    span: Interval | None = None
    earned: int = 0
    given_back: int = 0
    refused: bool = False
    failed: int = 0
    over: bool = False
    wished: bool = False
    outside: int = 0
    repaid: int = 0
    contested: bool = False
    disputed: bool = False
    withheld: int = 0
    charged_back: int = 0
    forgone: int = 0
    lent: int = 0
    settled: int = 0
    lost: int = 0
    renewed_by: Means = "card"
    debited: bool = False
    held_until: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.held_until = self.requested_at + HOLD

    @property
    def runs(self) -> bool:
        return self.span is not None and not self.over

    @property
    def waits(self) -> bool:
        """Whether it may still be paid, or its payment may still be heard of."""
        return not self.heard and not self.over

    @property
    def escrow(self) -> int:
        """What is neither earned nor gone."""
        gone = self.earned + self.given_back + self.repaid + self.charged_back
        return self.price - gone if self.heard else 0

    @property
    def holders(self) -> int:
        return self.earned * SHARE // BPS

    @property
    def ours(self) -> int:
        """What the platform has of it, VAT included."""
        return self.earned - self.holders - self.forgone

    @property
    def debt(self) -> int:
        """What the brand has to pay for what a bank took."""
        return self.lent - self.settled

    def ahead(self, moment: datetime) -> bool:
        """Whether it is paid and has not begun."""
        return self.span is not None and moment < self.span.starts_at

    def at(self, moment: datetime) -> int:
        """What is earned once the days begun at `moment` are."""
        assert self.span is not None
        days = rental_days(self.span, moment)
        return proration(Money(self.price), days.total, days.used, SHARE).earned.amount

    def goes_back(self, amount: int) -> None:
        """What nobody earned: it repays a debt, waits for a bank, or goes to the brand."""
        repays = min(amount, self.outside - self.repaid)
        self.repaid += repays
        if self.disputed:
            self.withheld += amount - repays
        else:
            self.given_back += amount - repays


@dataclass
class ToBank:
    """Money of a balance on its way to the brand's bank account; nobody's way once it is `over`."""

    brand: int
    amount: int
    state: Literal["requested", "approved", "sent", "paid"] = "requested"
    over: bool = False


@dataclass
class Budget:
    """What a brand has set aside for rewards, of which `left` is nobody's yet; closed once it is `over`."""

    brand: int
    left: int
    over: bool = False


@dataclass
class TopUp:
    """Money that a brand has put in by a card, of which `left` can go back there; a bank may ask it back
    (`disputed`), and keep it (`lost`): what the balance had not, the brand owes (`lent`), less what it has `settled`.
    """

    brand: int
    left: int
    contested: bool = False
    disputed: bool = False
    lost: int = 0
    lent: int = 0
    settled: int = 0

    @property
    def debt(self) -> int:
        return self.lent - self.settled
