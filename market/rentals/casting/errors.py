"""What the places of a casting refuse, by the fact."""

from market.base.errors import Conflict


class NoPlaceLeft(Conflict):
    """Every place of the casting is taken, or went back."""
