"""The shop of the flows, and a hand that may do what nobody may."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import FreshDatabase
from tests.money.flows.conftest import crowded_shop, shop

__all__ = ["crowded_shop", "shop"]


@pytest.fixture
async def vandal(database: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    """The superuser, whom no trigger, right or foreign key stops."""
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("set session_replication_role = replica")
    yield connection
    await connection.close()
