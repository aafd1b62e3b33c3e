"""A market that holds client money, alone and with the shop of the flows."""

from collections.abc import Iterator

import pytest

from tests.money.flows.conftest import crowded_shop, shop
from tests.money.flows.shop import Shop
from tests.money.payouts.conftest import paying
from tests.money.payouts.paying import client_money

__all__ = ["crowded_shop", "paying", "shop"]


@pytest.fixture
def transferring(shop: Shop) -> Iterator[Shop]:
    """The shop of a market that makes bank transfers."""
    with client_money():
        yield shop
