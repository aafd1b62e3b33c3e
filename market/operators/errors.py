"""What the operators' desk refuses, by the fact."""

from market.base.errors import Forbidden, Invalid


class OwnReport(Forbidden):
    """An operator does not judge a report of their own."""


class OwnPersona(Forbidden):
    """An operator does not decide on a persona of their own."""


class NotConfirmed(Invalid):
    """What ends people's rentals was asked for without the tick that confirms it."""
