"""Renewing: both say yes, the days go by, the kept card is charged; or one of them takes it back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from drills.flows.renewals import dates
from drills.rules.renting import Renting
from drills.town import wait
from market.money.bankcards.errors import NoBankCard
from market.rentals.errors import RenewalTooLate, RentalAlreadyEnded, RentalNotActive
from market.rentals.renewal.wishes import brand_wishes, holder_wishes

SECOND = timedelta(seconds=1)


class Renewing(Renting):
    """What is charged by itself is found by `_heard`, which asks whether both want it."""

    @precondition(lambda self: any(it.runs and not it.wished for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def wish(self, number: int) -> None:
        rental = self.some(number, lambda it: it.runs and not it.wished)
        agreement = self.asked(rental).agreement
        try:
            self.do(brand_wishes(self.facts["brands"][rental.brand], agreement, True))
            self.do(holder_wishes(self.facts["holders"][rental.holder], agreement, True))
        except (NoBankCard, RenewalTooLate, RentalAlreadyEnded, RentalNotActive):
            return
        rental.wished = True

    @precondition(lambda self: any(it.runs and it.wished and not it.disputed for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def its_days_come(self, number: int) -> None:
        """The notice, then the first charge, each on its day; the worker is awake."""
        rental = self.some(number, lambda it: it.runs and it.wished and not it.disputed)
        when = self.do(dates(self.inner_id(rental)))
        for moment in (when.notice, when.charges[0]):
            left = moment - self.now()
            if left > timedelta(0):
                self.do(wait(left + SECOND))
            self.sweep()

    @precondition(lambda self: any(it.runs and it.wished for it in self.model.rentals))
    @rule(number=st.integers(0, 9), by_holder=st.booleans())
    def take_back(self, number: int, by_holder: bool) -> None:
        """What was paid for the period to come goes back, whole."""
        rental = self.some(number, lambda it: it.runs and it.wished)
        agreement, now = self.asked(rental).agreement, self.now()
        try:
            if by_holder:
                self.do(holder_wishes(self.facts["holders"][rental.holder], agreement, False))
            else:
                self.do(brand_wishes(self.facts["brands"][rental.brand], agreement, False))
        except RentalAlreadyEnded:
            assert self.model.is_past(rental, now), "it runs, and nothing can be taken back"
            return
        self.model.take_back(rental, now)
