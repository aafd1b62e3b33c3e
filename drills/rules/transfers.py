"""A balance that no card takes goes to the brand's bank: asked, let out, sent, paid; or called off, refused, back."""

import uuid
from collections.abc import Awaitable
from typing import Literal

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from drills import outside
from drills.purchases import Rental, ToBank
from drills.rules.base import BRANDS, reject, rule
from drills.rules.renting import Renting
from drills.town import IBAN
from market.base.database import fetch_value
from market.money.bankreturns.actions import pay
from market.money.bankreturns.actions.ask import ask, cancel
from market.money.bankreturns.errors import BankReturnContested, BankReturnImpossible, BrandOwesMeanwhile

AMOUNTS = (300, 900, 1900)
How = Literal["on", "off", "refused"]


def _went_back(it: Rental) -> bool:
    """Over, and the rest went back to its card, and nothing else of it anywhere."""
    other = it.disputed or it.refused or it.outside or it.charged_back or it.forgone or it.lent or it.lost
    return bool(it.means in ("card", "kept", "held") and it.over and it.span and it.given_back and not other)


def _goes_on(it: ToBank) -> bool:
    return not it.over


class Transferring(Renting):
    """What is asked for may wait for days, while banks ask back what it came of."""

    def __init__(self) -> None:
        super().__init__()
        self.transfers = dict[int, uuid.UUID]()

    @precondition(lambda self: any(_went_back(it) for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def a_refund_fails(self, number: int) -> None:
        """Of one rental of a brand's at a time: of several that banks ask back, nobody can say which waits first."""
        rental = self.some(number, _went_back)
        self.quiet()
        if any(it.failed for it in self.model.rentals if it.brand == rental.brand) or not _went_back(rental):
            reject()
        refund = self.do(
            fetch_value(
                "select stripe_refund_id from money.refunds where payment_id = $1 and status = 'succeeded'",
                self.asked(rental).payment,
            )
        )
        if refund is None:
            reject()
        self.do(outside.refund_fails(self.place, refund))
        self.quiet()
        self.model.refund_fails(rental)

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from(AMOUNTS), returned=st.booleans())
    def to_bank(self, brand: int, amount: int, returned: bool) -> None:
        """What came by no card goes to a bank account, and a bank may give it back."""
        it = self.want_at_bank(brand, amount)
        if it is None:
            return
        for _ in range(3):
            self._step(it, "on")
        assert it.state == "paid", "nothing hinders it, and it is not paid"
        if returned:
            self._step(it, "off")

    @rule(brand=st.integers(0, BRANDS - 1), amount=st.sampled_from(AMOUNTS))
    def ask_for_a_transfer(self, brand: int, amount: int) -> None:
        """It waits for an operator."""
        self.want_at_bank(brand, amount)

    def want_at_bank(self, brand: int, amount: int) -> ToBank | None:
        """What was asked for; None where it was refused, as it should be."""
        self.quiet()
        most = self.model.by_no_card(brand)
        try:
            asked = self.do(ask(self.facts["brands"][brand], amount, IBAN, uuid.uuid4().hex))
        except BankReturnContested:
            assert self.model.contested(brand), "no bank asks for anything, and nothing may go to one"
            return None
        except BankReturnImpossible:
            assert most < amount, f"{most} came by no card, and {amount} of it cannot go to a bank"
            return None
        assert not self.model.contested(brand), "it goes to a bank while another bank asks for it"
        assert amount <= most, f"{amount} goes to a bank of {most}"
        it = self.model.ask_bank(brand, amount)
        self.transfers[id(it)] = asked
        return it

    @precondition(lambda self: any(_goes_on(it) for it in self.model.to_bank))
    @rule(number=st.integers(0, 9), how=st.sampled_from(("on", "off", "refused")))
    def a_transfer_goes_on(self, number: int, how: How) -> None:
        """A step on, or off by its brand or its bank, or refused by an operator."""
        found = [it for it in self.model.to_bank if _goes_on(it)]
        if not found:
            reject()
        self.quiet()
        self._step(found[number % len(found)], how)

    def _step(self, it: ToBank, how: How) -> None:
        if how != "on":
            self.do(self._back(it, how))
            self.model.comes_back(it)
        elif it.state == "sent":
            self.do(pay.execute(self.facts["operators"][0], self.transfers[id(it)]))
            it.state = "paid"
        elif it.state != "paid":
            self._let_out(it)

    def _back(self, it: ToBank, how: How) -> Awaitable[None]:
        asked, operator = self.transfers[id(it)], self.facts["operators"][0]
        if it.state in ("sent", "paid"):
            return pay.fail(operator, asked, "MS03")
        if it.state == "requested" and how == "off":
            return cancel(self.facts["brands"][it.brand], asked)
        return pay.refuse(operator, asked, "A drill.")

    def _let_out(self, it: ToBank) -> None:
        """Approved, or given to the bank: neither while a bank asks for anything, nor with what the brand owes."""
        bound = self.model.owed(it.brand) + self.model.asked_back(it.brand)
        try:
            self.do(self._approved(it) if it.state == "requested" else self._exported(it))
        except BankReturnContested:
            assert self.model.contested(it.brand), "no bank asks for anything, and it may not leave"
            return
        except BrandOwesMeanwhile:
            assert bound > self.model.balance(it.brand), "what is left is enough, and it may not leave"
            return
        assert not self.model.contested(it.brand), "it leaves while a bank asks for money of the brand's"
        assert bound <= self.model.balance(it.brand), "it leaves, and the brand owes more than what is left"
        it.state = "approved" if it.state == "requested" else "sent"

    async def _approved(self, it: ToBank) -> None:
        for operator in self.facts["operators"]:
            if (await pay.approve(operator, self.transfers[id(it)])).approved:
                return

    async def _exported(self, it: ToBank) -> None:
        await pay.export(self.facts["operators"][1], self.transfers[id(it)])
