"""Where drills take place: a server of their own, a migrated database, and copies of it made in milliseconds."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

import asyncpg

from drills import children
from market.base import keyring
from market.base.database import DB
from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.migration import migrate
from market.base.provision import create_database, create_roles
from market.base.settings import settings
from market.money.sandbox import install
from tests.introspection import types_are_known

T = TypeVar("T")

SETTINGS = {
    "MOI_MODE": "test",
    "MOI_PUBLIC_URL": "https://moi.test",
    "MOI_HOLDS_CLIENT_MONEY": "true",
    "MOI_SEPA_NAME": "Moi SAS",
    "MOI_SEPA_IBAN": "DE89370400440532013000",
}

MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # a folder of its own is made in it
PREFIX = "moi-drill-"


@dataclass(frozen=True)
class Ground:
    """The server. All methods are synchronous: what is asynchronous happens in children."""

    server: Embedded
    stages: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Databases that were prepared, with what is in them, by the names of their stages."""
    references: dict[str, Any] = field(default_factory=dict)
    """Undisturbed lives of flows, by their names: two figures compare with the same one."""

    def copied(self, template: str) -> str:
        """The name of a new copy of a database that nobody is connected to."""
        name = f"d_{uuid.uuid4().hex[:12]}"
        self._admin(f"create database {name} owner {OWNER} template {template} strategy file_copy")
        return name

    @contextlib.contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """The same, gone afterwards."""
        name = self.copied(template)
        try:
            yield name
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        self._admin(f"drop database if exists {name} with (force)")

    def _admin(self, statement: str) -> None:
        async def act() -> None:
            connection = await asyncpg.connect(self.server.dsn())
            await connection.execute(statement)
            await connection.close()

        asyncio.run(act())  # in this process: a fork is dearer than the statement

    def as_owner(self, name: str, *statements: str) -> None:
        """Change a database as its owner may: how a wall is taken away for a control."""

        async def act() -> None:
            connection = await asyncpg.connect(self.server.dsn(name, OWNER))
            for statement in statements:
                await connection.execute(statement)
            await connection.close()

        children.run(act)

    def on(self, name: str, act: Callable[[], Awaitable[T]]) -> T:
        """`act` in a child whose product works on this database."""
        return children.run(lambda: self.within(name, act))

    async def within(self, name: str, act: Callable[[], Awaitable[T]], most: int = 6) -> T:
        """`act` in this process, on this database."""
        async with self.open(name, most):
            return await act()

    @contextlib.asynccontextmanager
    async def open(self, name: str, most: int = 6) -> AsyncIterator[None]:
        """The product of this process works on this database."""
        os.environ["DATABASE_URL"] = self.server.dsn(name, SERVICE)
        settings.cache_clear()
        await DB.open(self.server.dsn(name, SERVICE), minimum=1, maximum=most)
        try:
            yield
        finally:
            await DB.close()


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """A server that is thrown away, its template `market` migrated, settings and keys for this process."""
    home, lock = _home()
    server = Embedded(home, durable=False)
    try:
        server.start()
        keyring.create(home / "keyring.json", "2026-11", local=True)
        os.environ |= SETTINGS | {"MOI_KEYRING": str(home / "keyring.json")}
        settings.cache_clear()
        keyring.keyring.cache_clear()

        async def make() -> None:
            await _never_cleaned(server)
            await create_roles(server)
            await create_database(server, "market")
            await migrate(server.dsn("market", OWNER), SERVICE, travelling=True, extras=[install])

        children.run(make)
        types_are_known()
        yield Ground(server)
    finally:
        server.stop("immediate")
        for folder in (server.data, server.socket, home):
            shutil.rmtree(folder, ignore_errors=True)
        lock.close()


async def _never_cleaned(server: Embedded) -> None:
    """Nothing lives here for long: no round of a cleaner through hundreds of databases."""
    connection = await asyncpg.connect(server.dsn())
    await connection.execute("alter system set autovacuum = off")
    await connection.execute("select pg_reload_conf()")
    await connection.close()


def _home() -> tuple[Path, IO[str]]:
    """A new folder for a server, in memory where there is room, and the lock that says that it is in use.

    A copy of a database is 800 files: in memory it takes 20 ms, on a busy disk a second.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK)
    place = MEMORY if roomy else Path(tempfile.gettempdir())
    _clear(place)
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    home.chmod(0o711)  # the server's account may be another one
    draft = home / "in-use.draft"  # held before anybody can find it
    lock = draft.open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    draft.rename(home / "in-use")
    return home, lock


def _clear(place: Path) -> None:
    """Stop and remove what runs of ours left that were killed: nobody holds their lock any more."""
    for home in place.glob(f"{PREFIX}*"):
        if home.lstat().st_uid != os.geteuid():
            continue
        with contextlib.suppress(OSError), (home / "in-use").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Embedded(home, durable=False).forget()
            shutil.rmtree(home, ignore_errors=True)
