"""`moi up`: everything on one machine, for local work. Starts what is missing, stops all that it started."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import asyncpg
from rich.console import Console

from market.base import keyring
from market.base.embedded import SERVICE, Embedded
from market.base.home import alone, gate_in, without_its_keys
from market.base.process import children
from market.base.provision import DATABASE, create_database, create_roles, drop_half_dropped
from market.base.settings import Settings, settings
from seeds.demo import (
    BRAND,
    HOLDER,
    LAG,
    OPERATOR,
    PASSWORD,
    SECOND,
    Filled,
    Interrupted,
    NoDemoHere,
    Standing,
)

console = Console(highlight=False)
T = TypeVar("T")


DEMO = {
    HOLDER: f"a holder      {HOLDER}",
    BRAND: f"a brand       {BRAND}",
    OPERATOR: f"an operator   {OPERATOR}   (its second factor: the code stands at /mailbox)",
    SECOND: f"another one   {SECOND}   (for what takes two operators)",
}


def sign_in(who: Iterable[str] = DEMO) -> str:
    """How to sign in as each of `who`, addresses of the demo."""
    lines = "\n".join(f"  {DEMO[it]}" for it in who)
    return f"Sign in with the password “[bold]{PASSWORD}[/bold]” as\n{lines}"


class PortTaken(RuntimeError):
    """Something else listens on the port."""


class DemoCutOff(RuntimeError):
    """A demo was interrupted in a database that is not ours to drop."""


@dataclass(frozen=True)
class Database:
    """The addresses to work with, and what makes the database behind them answer, at first and after a fall."""

    addresses: dict[str, str]
    start: Callable[[], None] = lambda: None
    revive: Callable[[], None] = lambda: None


def up(port: int) -> None:
    """Serve the market on 127.0.0.1:`port` until interrupted. Raises PortTaken, MarketRuns, KeysLost, DemoCutOff."""
    with _interrupted() as stopping, _database(port) as database:
        environment = {**database.addresses, "PORT": str(port)}
        os.environ.update(environment)
        settings.cache_clear()
        config = settings()
        if stopping:
            return
        gate = gate_in(config.home)
        with children(environment, gate) as parts:
            # The web imports while the database starts and is migrated; it serves once the gate is there.
            parts.start("web")
            database.start()
            demo = _prepare(config, stopping)
            if stopping:
                return
            gate.touch()
            answered = False
            while not stopping and parts.all_live():
                database.revive()
                if not answered and _answers(port):
                    answered = True
                    parts.start("worker")  # after the first page, which it would only keep waiting
                    console.print(f"Moi: [bold]{config.url}[/bold]   (Ctrl-C stops it)")
                    if demo is Standing.PLAYED:
                        console.print(sign_in(asyncio.run(_signing_in(config))))
                time.sleep(0.2 if answered else 0.05)
            ended = parts.ended()
    if not stopping:
        raise SystemExit(f"stopped: {', '.join(ended)} ended by itself")


def seed(size: int) -> Filled | None:
    """Make the local market ready and fill it with a demo of `size` holders, serving nothing; None: interrupted.

    Raises MarketRuns, KeysLost, NoDemoHere, MarketNotEmpty.
    """
    given = settings()
    if given.mode == "production":
        raise NoDemoHere("the demo needs local mode")
    from seeds.fill import fill

    with _interrupted() as stopping, _database() as database:
        os.environ.update(database.addresses)
        settings.cache_clear()
        config = settings()
        if stopping:
            return None
        database.start()
        asyncio.run(_migrate(config))
        try:
            return asyncio.run(fill(config, size, console, lambda: bool(stopping)))
        except Interrupted:
            return None


def _prepare(config: Settings, stopping: list[int]) -> Standing:
    """Migrate, and fill an empty market with the demo. Raises DemoCutOff."""
    asyncio.run(_migrate(config))
    found = asyncio.run(_standing(config))
    if found is Standing.CUT_OFF:
        raise DemoCutOff("a demo was interrupted in this database: empty it, or give another DATABASE_URL")
    if found is not Standing.EMPTY or not config.local or not config.demo or config.stripe_secret_key:
        return found
    from seeds.fill import fill

    console.print("Filling the market with a demo: half a year of people, brands and rentals, once.")
    try:
        asyncio.run(fill(config, config.demo, console, lambda: bool(stopping)))
    except Interrupted:
        return Standing.CUT_OFF
    return Standing.PLAYED


async def _migrate(config: Settings) -> None:
    from market.base.fingerprint import keeper
    from market.base.migration import migrate  # what is heavy is imported beside the web's own imports
    from market.money.clientmoney import keeping
    from market.money.sandbox import install

    address = str(config.migration_database_url or config.database_url)
    await migrate(
        address, _role(config), travelling=True, extras=[install, keeper(config), keeping.keeper(config)]
    )


async def _asked(config: Settings, question: Callable[[], Awaitable[T]]) -> T:
    from market.base.database import DB

    await DB.open(str(config.database_url), maximum=1)
    try:
        return await question()
    finally:
        await DB.close()


async def _standing(config: Settings) -> Standing:
    from seeds.standing import standing

    return await _asked(config, standing)


async def _signing_in(config: Settings) -> list[str]:
    from seeds.standing import signing_in

    return await _asked(config, signing_in)


def _provide_keyring(config: Settings) -> None:
    path = keyring.path_of(config)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keyring.create(path, datetime.now(UTC).strftime("%Y-%m"), local=True)


def _role(config: Settings) -> str:
    return urlsplit(str(config.database_url)).username or SERVICE


@contextlib.contextmanager
def _port(port: int | None) -> Iterator[None]:
    """Keep the port for this start: two servers may listen on one port, and each would answer for the other.

    What is kept is a name in the kernel that goes with the process; the port itself is left to the web.
    """
    if port is None:
        yield
        return
    with socket.socket() as probe, socket.socket(socket.AF_UNIX) as claim:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if sys.platform == "linux":
                claim.bind(f"\0moi:{port}")
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(f"port {port} is taken; try: PORT={port + 1} make run") from error
        probe.close()
        yield


@contextlib.contextmanager
def _database(port: int | None = None) -> Iterator[Database]:
    """The addresses given, or an embedded server's, which is stopped at the end of the block.

    The keyring is there before the database, so that no end in between leaves data without its keys.
    """
    given = settings()
    if given.database_url:
        addresses = {
            "DATABASE_URL": given.database_url,
            "MIGRATION_DATABASE_URL": given.migration_database_url or given.database_url,
        }
        with _port(port):
            _provide_keyring(given)
            yield Database(addresses)
        return
    with alone(given.home), _port(port):
        server = Embedded(given.home)
        if without_its_keys(given, server):
            console.print(
                f"The keys of the market in {given.home} are gone, and without them nothing in it can be read:"
                " it begins anew."
            )
            server.forget()
        _provide_keyring(given)
        addresses = {
            "DATABASE_URL": server.dsn(DATABASE, SERVICE),
            "MIGRATION_DATABASE_URL": server.dsn(DATABASE, "moi_owner"),
        }
        try:
            yield Database(addresses, lambda: _start(server), lambda: _revive(server))
        finally:
            server.stop()


def _start(server: Embedded) -> None:
    server.start()
    asyncio.run(_provide(server))


def _revive(server: Embedded) -> None:
    if not server.running():
        console.print("The database had stopped: it starts again.")
        server.start()


async def _provide(server: Embedded) -> None:
    await create_roles(server)
    await drop_half_dropped(server)
    await drop_cut_off(server)
    await create_database(server)


async def drop_cut_off(server: Embedded, name: str = DATABASE) -> None:
    """A demo that was interrupted left half a market in the past: it is made anew. The database is our own."""
    try:
        connection = await asyncpg.connect(server.dsn(name))
    except asyncpg.InvalidCatalogNameError:
        return
    try:
        if await connection.fetchval("select to_regclass('base.clock') is null"):
            return
        lag = await connection.fetchval('select -"offset" from base.clock')
    finally:
        await connection.close()
    if lag and lag > LAG:
        admin = await asyncpg.connect(server.dsn())
        try:
            await admin.execute(f"drop database {name} with (force)")
        finally:
            await admin.close()


@contextlib.contextmanager
def _interrupted() -> Iterator[list[int]]:
    caught: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda n, _: caught.append(n)) for number in numbers}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answers(port: int) -> bool:
    """Whether the web answers here; its public address may lead through a proxy that does not yet.

    Nor is a proxy of the environment asked, which would look for the page on a machine of its own.
    """
    from urllib.request import ProxyHandler, build_opener

    here = build_opener(ProxyHandler({}))
    with contextlib.suppress(OSError), here.open(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
        return bool(answer.status == 200)
    return False
