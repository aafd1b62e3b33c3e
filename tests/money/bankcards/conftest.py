"""The shop of the flows, whose brands keep cards."""

from tests.money.flows.conftest import crowded_shop, shop

__all__ = ["crowded_shop", "shop"]
