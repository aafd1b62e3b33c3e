"""Paying ahead: a balance is topped up, paid back, asked back by a bank; and what a brand owes is paid."""

import uuid
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from drills import outside
from drills.flows.balance import put_in
from drills.purchases import TopUp
from drills.rules.base import BRANDS, reject, rule
from drills.rules.renting import Renting
from market.base.access import Principal
from market.base.database import fetch_value
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.errors import BalanceTooLow, DebtBelowCard, NoDebt, PayBackImpossible
from market.money.payments import submit_payment
from market.money.rules import LEAST_BY_CARD


class PayingAhead(Renting):
    """What a brand has ahead is the model's `put_in`, less what it has bought."""

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from((1000, 2500, 6000)))
    def top_up(self, brand: int, amount: int) -> None:
        self.do(put_in(self.place, self.facts["brands"][brand], amount, uuid.uuid4().hex))
        self._heard()
        self.put_in(brand, amount)

    def put_in(self, brand: int, amount: int) -> None:
        """Let the model hear of a top-up, and keep its payment beside it."""
        sql = (
            "select p.id from money.payments p join money.orders o on o.id = p.order_id"
            " where o.purpose = 'top_up' order by o.placed_at desc, o.id desc limit 1"
        )
        self.payments[id(self.model.top_up(brand, amount))] = self.do(fetch_value(sql))

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from((700, 2000, 5000)))
    def want_back(self, brand: int, amount: int) -> None:
        """What is there goes back to its cards, but not what the brand owes, nor what a bank asks back."""
        self.quiet()
        most = self.model.returnable(brand)
        try:
            self.do(pay_back(self.facts["brands"][brand], amount, uuid.uuid4().hex))
        except PayBackImpossible:
            assert most < amount, f"{most} is free, and {amount} of it cannot go back"
            return
        assert amount <= most, f"{amount} goes back of {most}"
        self.model.pay_back(brand, amount)

    def a_top_up(self, number: int, fits: Callable[[TopUp], bool]) -> TopUp:
        found = [it for it in self.model.top_ups if fits(it)]
        if not found:
            reject()
        return found[number % len(found)]

    @precondition(lambda self: any(_whole(it) for it in self.model.top_ups))
    @rule(number=st.integers(0, 9))
    def bank_asks_back_a_top_up(self, number: int) -> None:
        """What has not gone back to its card; it can neither be spent nor go back until the bank decides."""
        it = self.a_top_up(number, _whole)
        self.quiet()
        going = "select exists (select from money.refunds where payment_id = $1 and status <> 'succeeded')"
        if self.do(fetch_value(going, self.payments[id(it)])):
            reject()
        self.do(outside.bank_asks_back(self.place, self.payments[id(it)]))
        it.contested = it.disputed = True
        self.quiet()

    @precondition(lambda self: any(it.disputed for it in self.model.top_ups))
    @rule(number=st.integers(0, 9), won=st.booleans())
    def bank_decides_on_a_top_up(self, number: int, won: bool) -> None:
        it = self.a_top_up(number, lambda it: it.disputed)
        self.quiet()
        self.do(outside.bank_decides(self.place, self.payments[id(it)], "win" if won else "lose"))
        if won:
            it.disputed = False
        else:
            self.model.lose_top_up(it)
        self.quiet()

    @precondition(lambda self: any(it.lost for it in self.model.top_ups))
    @rule(number=st.integers(0, 9))
    def bank_gives_a_top_up_back(self, number: int) -> None:
        it = self.a_top_up(number, lambda it: it.lost > 0)
        self.quiet()
        self.do(outside.bank_gives_back(self.place, self.payments[id(it)]))
        self.model.give_back(it)
        self.quiet()

    @rule(brand=st.integers(0, BRANDS - 1), by_balance=st.booleans())
    def pay_debt(self, brand: int, by_balance: bool) -> None:
        """All that it owes of lost disputes, or nothing."""
        self.quiet()
        who, key, debt = self.facts["brands"][brand], uuid.uuid4().hex, self.model.debt(brand)
        enough = self.model.balance(brand) - self.model.asked_back(brand) >= debt
        try:
            if by_balance:
                self.do(repay_from_balance(who, key))
            else:
                self.do(self._by_card(who, key))
        except DebtBelowCard:
            assert debt < LEAST_BY_CARD and not by_balance, "a card pays as much"
            return
        except NoDebt:
            assert not debt, f"{debt} is owed, and cannot be paid"
            return
        except BalanceTooLow:
            assert by_balance and not enough, "there is enough, and it is too little"
            return
        assert debt, "nothing is owed, and was paid"
        assert enough or not by_balance, "it is paid with what is not there"
        self.model.settle_debt(brand, by_balance)
        self.quiet()

    async def _by_card(self, who: Principal, key: str) -> None:
        payment = await repay_by_card(who, key)
        url = (await submit_payment(payment)).checkout_url
        assert url is not None, "a debt's page opens"
        await self.place.pay_at(url)
        await self.place.quiet()


def _whole(it: TopUp) -> bool:
    return it.left > 0 and not it.contested
