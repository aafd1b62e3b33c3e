"""What giving up refuses."""

from market.base.errors import Conflict


class StillRepaid(Conflict):
    """A rental of the payment still runs: what is not used of it repays the debt first."""


class DebtChanged(Conflict):
    """The debt is not what the operator saw: `owed` (minor units) is what it is now."""
