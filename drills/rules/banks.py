"""What banks and people at Stripe do: debits end, holds are decided, payments are disputed and refunded past us."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from drills import outside
from drills.purchases import Rental
from drills.rules.base import reject, rule
from drills.rules.renting import Renting
from market.base import audit
from market.base.database import fetch_value, transaction
from market.money import captures
from market.money.captures import DecidedOtherwise, HoldOver, NothingHeld
from market.money.sandbox import faults

PAST_US = 300
"""Minor units given back in Stripe's dashboard."""


def _whole(it: Rental) -> bool:
    """Paid by Stripe, heard of, and nothing of it has gone back or is about to, but what came back from there."""
    gone = it.given_back - it.failed or it.repaid or it.charged_back
    return (
        it.heard and it.means != "balance" and not it.disputed and not it.lent and not gone and not it.forgone
    )


def _untouched(it: Rental) -> bool:
    return _whole(it) and not it.outside and not it.refused


def _never_asked(it: Rental) -> bool:
    """A bank asks once for a payment: what it has decided stays."""
    return _whole(it) and not it.contested


class Banks(Renting):
    """Each is heard of at once: who hears what when is the webhooks' own drill."""

    @precondition(lambda self: any(it.waits and it.paid and it.means == "debit" for it in self.model.rentals))
    @rule(number=st.integers(0, 9), pays=st.booleans())
    def debit_ends(self, number: int, pays: bool) -> None:
        rental = self.some(number, lambda it: it.waits and it.paid and it.means == "debit")
        self.do(outside.debit_ends(self.place, self.asked(rental).payment, "settle" if pays else "fail"))
        self.quiet()
        assert not rental.waits

    @precondition(lambda self: any(it.waits and it.paid and it.means == "held" for it in self.model.rentals))
    @rule(number=st.integers(0, 9), taken=st.booleans())
    def decide(self, number: int, taken: bool) -> None:
        """Held money is taken or let go; too late, it is let go."""
        rental = self.some(number, lambda it: it.waits and it.paid and it.means == "held")
        self.quiet()
        order = self.do(
            fetch_value("select order_id from money.payments where id = $1", self.asked(rental).payment)
        )
        try:
            self.do(_decided(order, taken))
        except (NothingHeld, DecidedOtherwise, HoldOver):
            assert not self.model.begins(rental, self.now()), "it is held, and cannot be decided"
            return
        self.quiet()

    async def _no_fault_of_ours(self) -> None:
        """A refund that is to fail is one of ours: nothing hinders who sits at Stripe's dashboard."""
        async with self.place.sandbox.acting() as call:
            await faults.clear(call.connection)

    @precondition(lambda self: any(_untouched(it) for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def refund_past_us(self, number: int) -> None:
        rental = self.some(number, _untouched)
        self.quiet()
        if rental.given_back:
            reject()
        self.do(self._no_fault_of_ours())
        self.do(outside.refunded_at_stripe(self.place, self.asked(rental).payment, PAST_US))
        rental.outside = PAST_US
        self.quiet()

    @precondition(lambda self: any(_never_asked(it) for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def bank_asks_back(self, number: int) -> None:
        """A card's dispute stands until it is decided; a debit's is lost at once."""
        rental = self.some(number, _never_asked)
        self.quiet()
        if not _never_asked(rental):
            reject()
        self.do(outside.bank_asks_back(self.place, self.asked(rental).payment))
        now = self.now()
        self.model.ask_back(rental)
        if rental.means == "debit":
            self.model.lose(rental, rental.price - rental.outside, now)
        self.quiet()

    @precondition(lambda self: any(it.disputed for it in self.model.rentals))
    @rule(number=st.integers(0, 9), won=st.booleans())
    def bank_decides(self, number: int, won: bool) -> None:
        rental = self.some(number, lambda it: it.disputed)
        self.quiet()
        self.do(outside.bank_decides(self.place, self.asked(rental).payment, "win" if won else "lose"))
        now = self.now()
        if won:
            self.model.win(rental)
        else:
            self.model.lose(rental, rental.price - rental.outside, now)
        self.quiet()

    @precondition(lambda self: any(it.lost for it in self.model.rentals))
    @rule(number=st.integers(0, 9))
    def bank_gives_back(self, number: int) -> None:
        """Rarely and late; what ran stays over."""
        rental = self.some(number, lambda it: it.lost > 0)
        self.quiet()
        self.do(outside.bank_gives_back(self.place, self.asked(rental).payment))
        self.model.give_back(rental)
        self.quiet()


async def _decided(order: object, taken: bool) -> None:
    async with transaction():
        await (captures.take if taken else captures.let_go)(order, audit.SYSTEM)  # type: ignore[arg-type]
