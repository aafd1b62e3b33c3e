"""Paying ahead: a balance is topped up, and paid back."""

import uuid

from hypothesis import strategies as st
from hypothesis.stateful import rule

from drills.flows.balance import put_in
from drills.rules.base import BRANDS
from drills.rules.renting import Renting
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.errors import PayBackImpossible


class PayingAhead(Renting):
    """What a brand has ahead is the model's `put_in`, less what it has bought."""

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from((1000, 2500, 6000)))
    def top_up(self, brand: int, amount: int) -> None:
        self.do(put_in(self.place, self.facts["brands"][brand], amount, uuid.uuid4().hex))
        self._heard()
        self.model.put_in[brand] = self.model.put_in.get(brand, 0) + amount

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from((700, 2000, 5000)))
    def want_back(self, brand: int, amount: int) -> None:
        """What is there goes back to its cards, but not what the brand owes."""
        self.quiet()
        free = self.model.balance(brand) - self.model.owed(brand)
        try:
            self.do(pay_back(self.facts["brands"][brand], amount, uuid.uuid4().hex))
        except PayBackImpossible:
            assert free < amount, f"{free} is free, and {amount} of it cannot go back"
            return
        assert amount <= free, f"{amount} goes back of {free}"
        self.model.put_in[brand] -= amount
