"""Every test has a PostgreSQL database of its own, copied from one that was migrated once."""

import asyncio
import contextlib
import fcntl
import gc
import hashlib
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import hypothesis
import pytest
from litestar import Litestar

from market.base import keyring
from market.base.database import DB
from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.migration import migrate
from market.base.provision import create_database, create_roles
from market.base.settings import Settings, settings
from market.money.sandbox import install
from tests import places
from tests.introspection import types_are_known

# How busy the machine is says nothing of the product: no test is timed.
hypothesis.settings.register_profile(
    "moi", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("moi")

ROOT = Path(__file__).parent.parent
HOME = places.home()


@dataclass(frozen=True)
class FreshDatabase:
    """One database: the service's address, the owner's, and the superuser's."""

    name: str
    service: str
    owner: str
    superuser: str


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    HOME.mkdir(exist_ok=True)
    with (HOME / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    """Changes when a migration, a table or a right does: then the template is made anew."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("market/**/*.py"), *ROOT.glob("market/**/*.sql")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def server() -> Embedded:
    types_are_known()
    with _one_at_a_time():
        embedded = Embedded(HOME, durable=False)
        embedded.start()
    return embedded


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector need not walk it again and again (a quarter of a run's time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        places.leave(HOME)


@pytest.fixture(scope="session")
def template(server: Embedded) -> str:
    """The name of a migrated database that nobody is connected to."""
    name = f"template_{_fingerprint()}"
    with _one_at_a_time():
        asyncio.run(_make_template(server, name))
    return name


async def _make_template(server: Embedded, name: str) -> None:
    await create_roles(server)
    connection = await asyncpg.connect(server.dsn())
    try:
        if await connection.fetchval("select 1 from pg_database where datname = $1", name):
            return
        await connection.execute(f"drop database if exists {name}_draft")
    finally:
        await connection.close()
    await create_database(server, f"{name}_draft")
    await migrate(server.dsn(f"{name}_draft", OWNER), SERVICE, travelling=True, extras=[install])
    connection = await asyncpg.connect(server.dsn())
    try:
        await connection.execute(f"alter database {name}_draft rename to {name}")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def keyring_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keyring.json"
    keyring.create(path, "2026-11", local=True)
    return path


@pytest.fixture(scope="session", autouse=True)
def keys(keyring_file: Path) -> keyring.FileKeyring:
    """The keyring of all tests of this process."""
    os.environ["MOI_KEYRING"] = str(keyring_file)
    os.environ["MOI_MODE"] = "test"
    settings.cache_clear()
    keyring.keyring.cache_clear()
    return keyring.read(keyring_file)


@pytest.fixture
async def fresh(server: Embedded, template: str) -> AsyncIterator[FreshDatabase]:
    """A database nobody has connected to yet."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server.dsn())
    await admin.execute(f"create database {name} owner {OWNER} template {template} strategy file_copy")
    yield FreshDatabase(name, server.dsn(name, SERVICE), server.dsn(name, OWNER), server.dsn(name))
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest.fixture
async def database(fresh: FreshDatabase) -> AsyncIterator[FreshDatabase]:
    """A database, with the engine open on it as the service."""
    await DB.open(fresh.service)
    yield fresh
    await DB.close()


@pytest.fixture
async def owner(database: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the owner, to look where the service may not."""
    connection = await asyncpg.connect(database.owner)
    yield connection
    await connection.close()


@pytest.fixture
def config(database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings of mode `test` that point at this test's database."""
    monkeypatch.setenv("MOI_MODE", "test")
    monkeypatch.setenv("DATABASE_URL", database.service)
    monkeypatch.setenv("MOI_PUBLIC_URL", "https://moi.test")
    settings.cache_clear()
    yield settings()
    settings.cache_clear()


@contextlib.asynccontextmanager
async def living(app: Litestar) -> AsyncIterator[None]:
    """Start-up and shut-down in one task of their own: fixtures end in another task than they began in."""
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        try:
            async with app.lifespan():
                up.set()
                await down.wait()
        finally:
            up.set()

    task = asyncio.create_task(live())
    await up.wait()
    if task.done():
        await task
    try:
        yield
    finally:
        down.set()
        await task


_BUILT: dict[str, list[Litestar]] = {}


@contextlib.contextmanager
def application(config: Settings) -> Iterator[Litestar]:
    """The application, furnished for this configuration; built once for all tests of a process that can share it.

    Nothing in it but what `furnish` gives knows a database. Who asks while one is in use gets another.
    """
    from market.app import create_app, furnish

    free = _BUILT.setdefault(config.model_dump_json(exclude={"database_url"}), [])
    built = furnish(free.pop(), config) if free else create_app(config)
    yield built
    free.append(built)


@pytest.fixture
async def app(config: Settings) -> AsyncIterator[Litestar]:
    with application(config) as found:
        async with living(found):
            yield found


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor's browser, over https because of the cookies' names."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="https://moi.test",
        headers={"sec-fetch-site": "same-origin"},
    ) as visitor:
        yield visitor
