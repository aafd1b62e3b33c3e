"""Money set aside for rewards, what persons earn of it, and what comes back into the balance."""

import uuid
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from drills.purchases import Budget
from drills.rules.base import BRANDS, reject, rule
from drills.rules.renting import Renting
from drills.town import tag_of
from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import transaction
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.rewards.actions import offers
from market.money.rewards.actions.budgets import close_budget, open_budget
from market.money.rewards.actions.choose import Choice, choose
from market.money.rewards.errors import RewardBeyondBudget
from market.money.rewards.rules import Draft


def _open(it: Budget) -> bool:
    return not it.over


class Rewarding(Renting):
    """A budget outlives whatever happens to its brand's payments meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.budgets = dict[int, uuid.UUID]()

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from((500, 1500)))
    def set_aside(self, brand: int, amount: int) -> None:
        """Of what is there and what no bank asks back; and not by who owes."""
        self.quiet()
        free = self.model.balance(brand) - self.model.asked_back(brand)
        until = clock.market_date(self.now()) + timedelta(days=300)
        try:
            made = self.do(
                open_budget(self.facts["brands"][brand], Draft(amount, until, None), uuid.uuid4().hex)
            )
        except BrandOwes:
            assert self.model.debt(brand), "nothing is owed, and nothing can be set aside"
            return
        except BalanceTooLow:
            assert free < amount, f"{free} is free, and {amount} of it cannot be set aside"
            return
        assert not self.model.debt(brand), "a brand that owes sets money aside"
        assert amount <= free, f"{amount} is set aside of {free}"
        self.budgets[id(self.model.set_aside(brand, amount))] = made

    @precondition(lambda self: any(_open(it) for it in self.model.budgets))
    @rule(number=st.integers(0, 9), holder=st.integers(0, 2))
    def give(self, number: int, holder: int) -> None:
        """To somebody whom the brand rents; they take it as money."""
        it = self._a_budget(number)
        rental = self.some(holder, lambda one: one.runs and one.brand == it.brand)
        who = self.facts["holders"][rental.holder]
        owes = bool(self.model.debt(it.brand))
        try:
            self.do(self._gift(it, self.inner_id(rental), who))
        except BrandOwes:
            assert owes, "nothing is owed, and nothing can be given"
            return
        except RewardBeyondBudget:
            assert it.left < GIFT, f"{it.left} is left, and {GIFT} of it cannot be given"
            return
        assert not owes, "a brand that owes gives"
        assert it.left >= GIFT, f"{GIFT} is given of {it.left}"
        self.model.give(it, rental.holder, GIFT)

    async def _gift(self, it: Budget, rental: uuid.UUID, who: Principal) -> None:
        brand = vault.tag("money", self.facts["brands"][it.brand].seat.brand)
        thing = offers.Thing("gift", uuid.uuid4(), rental, tag_of(who))
        async with transaction():
            made = await offers.offer(self.budgets[id(it)], brand, GIFT, thing, audit.SYSTEM)
            await offers.earn(made)
        async with transaction():
            await choose(who, made, Choice("cash"), running=True)

    @precondition(lambda self: any(_open(it) for it in self.model.budgets))
    @rule(number=st.integers(0, 9))
    def close(self, number: int) -> None:
        """What reached nobody is in the balance, or of a bank that asks for what it came of."""
        it = self._a_budget(number)
        self.quiet()
        self.do(close_budget(self.facts["brands"][it.brand], self.budgets[id(it)]))
        self.model.close_budget(it)
        self.quiet()

    def _a_budget(self, number: int) -> Budget:
        found = [it for it in self.model.budgets if _open(it)]
        if not found:
            reject()
        return found[number % len(found)]


GIFT = 300
"""Cents."""
