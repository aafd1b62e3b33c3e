"""A market in March 2027 whose operator may hold client money."""

from collections.abc import AsyncIterator

import pytest

from market.base import clock
from market.base.settings import Settings
from tests.conftest import FreshDatabase
from tests.money.payouts.paying import BEGAN, client_money


@pytest.fixture
async def paying(database: FreshDatabase, config: Settings) -> AsyncIterator[None]:
    await clock.travel_to(BEGAN)
    with client_money():
        yield
