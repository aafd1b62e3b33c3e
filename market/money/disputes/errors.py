"""What a dispute refuses."""

from market.base.errors import Conflict, Forbidden, NotFound


class DisputeNotFound(NotFound):
    """No such dispute."""


class DisputeClosed(Conflict):
    """It is decided: nothing can be said or given any more."""


class DisputeAnswered(Conflict):
    """Evidence was submitted, which a bank takes once; the bank is looking at it."""


class DisputeActUnderWay(Conflict):
    """Something was asked of Stripe about it, and its answer is not known yet."""


class OwnDebt(Forbidden):
    """An operator who is in the brand does not give up what it owes."""


class NothingOwed(Conflict):
    """The brand owes nothing of it, or what it owed was given up already."""
