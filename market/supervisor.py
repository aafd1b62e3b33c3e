"""`moi up`: everything on one machine, for local work. Starts what is missing, stops all that it started."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
from rich.console import Console

from market.base import keyring
from market.base.embedded import SERVICE, Embedded
from market.base.process import GATE, SUPERVISED
from market.base.provision import DATABASE, create_database, create_roles
from market.base.settings import Settings, settings
from seeds.demo import (
    BRAND,
    HOLDER,
    LAG,
    OPERATOR,
    PASSWORD,
    Filled,
    Interrupted,
    NoDemoHere,
    Standing,
    standing,
)

console = Console(highlight=False)


SIGN_IN = f"""Sign in with the password “[bold]{PASSWORD}[/bold]” as
  a holder      {HOLDER}
  a brand       {BRAND}
  an operator   {OPERATOR}"""


class PortTaken(RuntimeError):
    """Something else listens on the port."""


class MarketRuns(RuntimeError):
    """The local market is being served; its clock must not be turned back under it."""


class DemoCutOff(RuntimeError):
    """A demo was interrupted in a database that is not ours to drop."""


def up(port: int) -> None:
    """Serve the market on 127.0.0.1:`port` until interrupted. Raises PortTaken, DemoCutOff."""
    _check_port(port)
    with _interrupted() as stopping, _database() as environment:
        environment |= {"PORT": str(port), SUPERVISED: "1"}
        os.environ.update(environment)
        settings.cache_clear()
        config = settings()
        _provide_keyring(config)
        # The children import while we migrate; they serve once the gate is there.
        gate = Path(tempfile.mkdtemp(prefix="moi-")) / "open"
        environment[GATE] = str(gate)
        children = [_child(part, environment) for part in ("web", "worker")]
        try:
            demo = _prepare(config, stopping)
            if stopping:
                return
            gate.touch()
            if _wait_for_answer(config.url, children, stopping):
                console.print(f"Moi: [bold]{config.url}[/bold]   (Ctrl-C stops it)")
                if demo is Standing.PLAYED:
                    console.print(SIGN_IN)
            while not stopping and all(child.poll() is None for child in children):
                time.sleep(0.1)
        finally:
            _stop(children)
            shutil.rmtree(gate.parent, ignore_errors=True)
    if not stopping:
        failed = [str(child.args[-1]) for child in children if child.returncode]  # type: ignore[index]
        raise SystemExit(f"stopped: {', '.join(failed) or 'a part'} ended by itself")


def seed(size: int) -> Filled | None:
    """Make the local market ready and fill it with a demo of `size` holders, serving nothing; None: interrupted.

    Raises MarketRuns, NoDemoHere, MarketNotEmpty.
    """
    given = settings()
    if given.mode == "production":
        raise NoDemoHere("the demo needs local mode")
    if not given.database_url and Embedded(Path(given.home)).running():
        raise MarketRuns(f"a market is running in {given.home}: stop it first")
    from seeds.fill import fill

    with _interrupted() as stopping, _database() as environment:
        os.environ.update(environment)
        settings.cache_clear()
        config = settings()
        _provide_keyring(config)
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
    from market.base.migration import migrate  # what is heavy is imported beside the children's own imports
    from market.money.sandbox import install

    address = str(config.migration_database_url or config.database_url)
    await migrate(address, _role(config), travelling=True, extras=[install, keeper(config)])


async def _standing(config: Settings) -> Standing:
    from market.base.database import DB

    await DB.open(str(config.database_url), maximum=1)
    try:
        return await standing()
    finally:
        await DB.close()


def _provide_keyring(config: Settings) -> None:
    path = keyring.path_of(config)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keyring.create(path, datetime.now(UTC).strftime("%Y-%m"), local=True)


def _role(config: Settings) -> str:
    return urlsplit(str(config.database_url)).username or SERVICE


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(f"port {port} is taken; try: PORT={port + 1} make run") from error


@contextlib.contextmanager
def _database() -> Iterator[dict[str, str]]:
    """The addresses to work with: those given, or an embedded server for as long as the block lasts."""
    given = settings()
    if given.database_url:
        yield {
            "DATABASE_URL": given.database_url,
            "MIGRATION_DATABASE_URL": given.migration_database_url or given.database_url,
        }
        return
    server = Embedded(Path(given.home))
    server.start()
    try:
        asyncio.run(_provide(server))
        yield {
            "DATABASE_URL": server.dsn(DATABASE, SERVICE),
            "MIGRATION_DATABASE_URL": server.dsn(DATABASE, "moi_owner"),
        }
    finally:
        server.stop()


async def _provide(server: Embedded) -> None:
    await create_roles(server)
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


def _child(part: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the supervisor alone, which then stops its children in order.
    return subprocess.Popen(
        [sys.executable, "-m", "market.cli", part],
        env={**os.environ, **environment},
        start_new_session=True,
    )


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


def _wait_for_answer(url: str, children: list[subprocess.Popen[bytes]], stopping: list[int]) -> bool:
    with httpx.Client(base_url=url, timeout=1) as client:  # one, because making one takes longer than asking
        for _ in range(600):
            if stopping or any(child.poll() is not None for child in children):
                return False
            with contextlib.suppress(httpx.HTTPError):
                if client.get("/readyz").status_code == 200:
                    return True
            time.sleep(0.05)
    return False


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
