"""A market that holds client money."""

from tests.money.payouts.conftest import paying

__all__ = ["paying"]
