"""What the operators' desk refuses, by the fact."""

from market.base.errors import Forbidden


class OwnReport(Forbidden):
    """An operator does not judge a report of their own."""


class OwnPersona(Forbidden):
    """An operator does not decide on a persona of their own."""
