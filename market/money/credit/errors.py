"""What a balance refuses, named by the fact."""

from market.base.errors import Conflict, Forbidden, Invalid, Unavailable


class BalanceTooLow(Conflict):
    """The order costs more than the brand's balance holds; `price` in minor units. Nothing was taken."""


class TopUpOutOfRange(Invalid):
    """Less or more than one top-up may be; `least` and `most` in minor units."""


class TopUpNotOpen(Forbidden):
    """A brand puts money in once an operator has approved it."""


class BrandOwes(Conflict):
    """The brand owes `owed` (minor units) of a payment that its bank took back: until that is paid it rents nothing
    new, and nothing of its is renewed. What runs goes on.
    """


class NoDebt(Conflict):
    """The brand owes nothing that could be paid here."""


class DebtBelowCard(Conflict):
    """What is owed is less than the `least` that a card pays, in minor units: the balance pays it."""


class PaymentPageNotOpen(Unavailable):
    """Stripe did not open its page: nobody can have paid, and asking again with the same key is safe."""


class PayBackImpossible(Conflict):
    """More than can go back to a card now; `most` says how much can, in minor units."""
