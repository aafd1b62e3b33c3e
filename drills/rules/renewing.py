"""Renewing: both say yes, the days go by, what the brand said is charged; or one of them takes it back."""

import uuid
from datetime import timedelta
from typing import Literal

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from drills import outside
from drills.flows.bankcards import HERE
from drills.flows.renewals import PAYMENT
from drills.rules.base import reject, rule
from drills.rules.renting import Renting
from drills.town import wait
from market.base.access import Principal
from market.base.database import fetch_value, transaction
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.errors import NoBankCard
from market.money.bankcards.queries import accounts_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.sandbox import ibans
from market.rentals.errors import RenewalTooLate, RentalAlreadyEnded, RentalNotActive
from market.rentals.queries import locked
from market.rentals.renewal.queries import dates_of, of_rental
from market.rentals.renewal.rules import Dates
from market.rentals.renewal.wishes import brand_wishes, holder_wishes

SECOND = timedelta(seconds=1)
RenewedBy = Literal["card", "balance", "debit"]
MEANS: tuple[RenewedBy, ...] = ("card", "balance", "debit")


class Renewing(Renting):
    """What is charged by itself is found by `_heard`, which asks whether both want it."""

    @precondition(lambda self: any(it.runs and not it.wished for it in self.model.rentals))
    @rule(number=st.integers(0, 9), means=st.sampled_from(MEANS))
    def wish(self, number: int, means: RenewedBy) -> None:
        """Both want it; the brand says what is to pay, and gives its bank a mandate where it has not."""
        rental = self.some(number, lambda it: it.runs and not it.wished)
        agreement, brand = self.asked(rental).agreement, self.facts["brands"][rental.brand]
        if means == "debit":
            self.do(self._mandate(brand))
            self._heard()  # the news that came with the mandate's
        try:
            self.do(brand_wishes(brand, agreement, True, means))
            self.do(holder_wishes(self.facts["holders"][rental.holder], agreement, True))
        except (NoBankCard, RenewalTooLate, RentalAlreadyEnded, RentalNotActive):
            return
        rental.wished, rental.renewed_by = True, means

    async def _mandate(self, brand: Principal) -> None:
        if not await accounts_of(brand_tag(brand)):
            url = await open_setup(await begin_setup(brand, **HERE, locale="fr", kind="sepa_debit"))
            await self.place.pay_at(url, ibans.SUCCEEDS_LATER)
            await self.place.quiet()

    @precondition(lambda self: any(it.runs and it.wished and not it.disputed for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def its_days_come(self, number: int) -> None:
        """The notice, then the first charge, each on its day; the worker is awake."""
        rental = self.some(number, lambda it: it.runs and it.wished and not it.disputed)
        when = self.do(_dates(self.inner_id(rental)))
        for moment in (when.notice, when.charges[0]):
            left = moment - self.now()
            if left > timedelta(0):
                self.do(wait(left + SECOND))
            self.sweep()

    @precondition(lambda self: any(it.runs and it.renewed_by == "debit" for it in self.model.rentals))
    @rule(number=st.integers(0, 9), pays=st.booleans())
    def the_debit_of_a_renewal_ends(self, number: int, pays: bool) -> None:
        """Only now its money is there."""
        rental = self.some(number, lambda it: it.runs and it.renewed_by == "debit" and not it.debited)
        payment = self.do(fetch_value(f"{PAYMENT} and p.status = 'processing'", self.inner_id(rental)))
        if payment is None:
            reject()
        rental.debited = pays
        self.do(outside.debit_ends(self.place, payment, "settle" if pays else "fail"))
        self.quiet()

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


async def _dates(rental: uuid.UUID) -> Dates:
    """The instants of its renewal, by what is to pay it."""
    async with transaction():
        return dates_of(await locked(rental), await of_rental(rental))
