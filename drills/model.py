"""Money as it should be, in a page: what each rental has earned, given back and still holds. Pure.

Nothing here knows the product; days and amounts are those of `contracts`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.period import Interval, rental_days
from contracts.price import BPS, Money, proration

HOLD = timedelta(minutes=15)
"""How long a slot waits for its payment."""
SHARE = 8000
"""The holder's part, basis points."""


@dataclass
class Rental:
    """One order of one rental. Times are UTC, amounts minor units."""

    holder: int
    price: int
    requested_at: datetime
    paid: bool = False
    heard: bool = False
    span: Interval | None = None
    earned: int = 0
    given_back: int = 0
    over: bool = False

    @property
    def runs(self) -> bool:
        return self.span is not None and not self.over

    @property
    def waits(self) -> bool:
        """Whether it may still be paid, or its payment may still be heard of."""
        return not self.heard and not self.over

    @property
    def escrow(self) -> int:
        """What is neither earned nor given back."""
        return self.price - self.earned - self.given_back if self.heard else 0

    @property
    def holders(self) -> int:
        return self.earned * SHARE // BPS

    def at(self, moment: datetime) -> int:
        """What is earned once the days begun at `moment` are."""
        assert self.span is not None
        days = rental_days(self.span, moment)
        return proration(Money(self.price), days.total, days.used, SHARE).earned.amount


@dataclass
class Model:
    """All rentals, and what has left for the holders' banks."""

    rentals: list[Rental] = field(default_factory=list)
    sent: dict[int, int] = field(default_factory=dict)

    def hear(self, rental: Rental, now: datetime, span: Interval | None) -> None:
        """Its payment is known: it begins, with `span`, while its slot is held, and else all goes back."""
        rental.heard = True
        if now < rental.requested_at + HOLD:
            rental.span = span
        else:
            rental.over, rental.given_back = True, rental.price

    def begins(self, rental: Rental, now: datetime) -> bool:
        """Whether it would begin if its payment were heard of now."""
        return now < rental.requested_at + HOLD

    def switch_off(self, rental: Rental, now: datetime) -> None:
        """The holder ends it: the days begun are earned, the rest goes back."""
        rental.earned, rental.over = rental.at(now), True
        rental.given_back = rental.price - rental.earned

    def earn_all(self, rental: Rental) -> None:
        """It is over by the clock, or by the brand: all is earned."""
        rental.earned, rental.over = rental.price, True

    def close(self, ends_at: datetime) -> None:
        """A month is settled: what was earned until its end is posted."""
        for rental in self.rentals:
            if rental.runs and rental.span and rental.span.starts_at < ends_at:
                rental.earned = max(rental.earned, rental.at(ends_at))

    def escrow(self) -> int:
        return sum(it.escrow for it in self.rentals)

    def given_back(self) -> int:
        return sum(it.given_back for it in self.rentals)

    def captured(self) -> int:
        return sum(it.price for it in self.rentals if it.heard)

    def holders(self) -> dict[int, int]:
        """What each holder has earned so far, wherever it is by now."""
        found: dict[int, int] = {}
        for it in self.rentals:
            found[it.holder] = found.get(it.holder, 0) + it.holders
        return {holder: amount for holder, amount in found.items() if amount}
