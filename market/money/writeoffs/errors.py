"""What giving up refuses."""

from market.base.errors import Conflict


class StillRepaid(Conflict):
    """A rental of the payment still runs: what is not used of it repays the debt first."""
