from tests.money.flows.conftest import crowded_shop, shop

__all__ = ["crowded_shop", "shop"]
