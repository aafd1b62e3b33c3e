"""What the cards a brand keeps refuse, named by the fact."""

from market.base.errors import Conflict, NotFound, Unavailable


class BankCardNotFound(NotFound):
    """No such bank card of this brand's, or it was removed."""


class BankCardExpired(Conflict):
    """The month printed on the card is over."""


class NoBankCard(Conflict):
    """The brand keeps no bank card that can be charged."""


class CardPageNotOpen(Unavailable):
    """Stripe did not open its page; nothing was added, asking again is safe."""


class NoBankAccount(Conflict):
    """The brand keeps no account that may be debited."""


class DebitTooSlow(Conflict):
    """A bank takes days over a debit: a rental of a week is renewed by card or from the balance."""
