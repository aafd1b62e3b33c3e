"""The doctor looks into the database as the service that would serve from it."""

import uuid
from collections.abc import AsyncIterator

import asyncpg
import pytest

from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.settings import Settings
from market.doctor import examine
from tests.conftest import FreshDatabase


@pytest.fixture
async def climber(server: Embedded) -> AsyncIterator[str]:
    """A role with the service's rights that owns nothing and inherits nothing of the owner, but may become it."""
    name = f"climber_{uuid.uuid4().hex[:8]}"
    admin = await asyncpg.connect(server.dsn())
    await admin.execute(f"create role {name} login; grant {SERVICE} to {name}")
    await admin.execute(f"grant {OWNER} to {name} with inherit false")
    yield name
    await admin.execute(f"drop role {name}")
    await admin.close()


def production(address: str) -> Settings:
    return Settings(MOI_MODE="production", DATABASE_URL=address)


async def owning(address: str) -> list[str]:
    return [str(it) for it in await examine(production(address)) if "owns tables" in it.what]


async def test_a_service_that_may_become_the_owner_is_refused(
    fresh: FreshDatabase, server: Embedded, climber: str
) -> None:
    assert await owning(fresh.service) == []
    assert len(await owning(server.dsn(fresh.name, climber))) == 1
    assert len(await owning(fresh.owner)) == 1


async def test_the_travelling_clock_is_refused_in_production(fresh: FreshDatabase) -> None:
    assert any("production clock" in it.what for it in await examine(production(fresh.service)))


@pytest.mark.parametrize("port", [1, "abc"])
async def test_a_database_that_is_away_or_no_address_is_a_finding(port: object) -> None:
    found = [
        str(it) for it in await examine(Settings(DATABASE_URL=f"postgresql://u:secret@127.0.0.1:{port}/x"))
    ]
    assert len(found) == 1 and "secret" not in found[0]
    assert "DATABASE_URL" in found[0]
