"""`moi up` in an empty folder: it brings its own database, and takes everything along when it goes."""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from market.base.embedded import Embedded
from tests.processes.web import answering, environment, free_port, started

SOON = 15.0  # seconds in which whatever should end has ended


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that every account of this machine can reach."""
    path = Path(tempfile.mkdtemp(prefix="moi-up-"))
    path.chmod(0o755)
    yield path
    server = Embedded(path / ".moi")
    server.stop("immediate")
    for left in (path, server.data.parent, server.socket):
        shutil.rmtree(left, ignore_errors=True)


def processes() -> dict[int, tuple[int, bytes]]:
    """(parent, command line) of every living process, by its id."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if fields[0] not in "ZX":
                    found[int(entry.name)] = (int(fields[1]), (entry / "cmdline").read_bytes())
            except OSError:
                continue
    return found


def under(pid: int) -> set[int]:
    """A process and all that descend from it."""
    everyone, found, before = processes(), {pid}, 0
    while len(found) > before:
        before = len(found)
        found |= {child for child, (parent, _) in everyone.items() if parent in found}
    return found & everyone.keys()


def servers(folder: Path) -> set[int]:
    """The database servers that work on this folder's data."""
    data = os.fsencode(str(Embedded(folder / ".moi").data))
    return {pid for pid, (_, command) in processes().items() if data in command.split(b"\0")}


def all_end(pids: set[int]) -> bool:
    """Whether all of them end soon. What does not is killed, so that a failure leaves nothing behind."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if not pids & processes().keys():
            return True
        time.sleep(0.2)
    for pid in pids & processes().keys():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return False


def env(port: int) -> dict[str, str]:
    """A person's own machine, without the demo: that has tests of its own and takes a while."""
    kept = {name: value for name, value in environment().items() if not name.startswith("MOI_")}
    return kept | {"PORT": str(port), "MOI_DEMO": "0"}


async def test_it_answers_survives_kill_9_and_leaves_nothing_behind(folder: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with started("up", cwd=folder, env=env(port)) as first:
        await answering(url, first, 90)
        async with httpx.AsyncClient(base_url=url) as client:
            page = await client.get("/", headers={"accept": "text/html"})
            assert page.status_code == 200 and "<html" in page.text
        family = under(first.pid)
        assert len(family) >= 4, "the supervisor, web with its worker process, and the worker"
        assert servers(folder)

        # kill -9: nobody tells the children, and they end all the same.
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert all_end(family), "a child outlives its supervisor"

    # The next start finds a database that was left running, and serves on the same port.
    with started("up", cwd=folder, env=env(port)) as second:
        began = time.monotonic()
        await answering(url, second, 60)
        assert time.monotonic() - began < 30
        family, database = under(second.pid), servers(folder)
        assert database

        # Ctrl-C: everything that it started is gone, the database server included.
        os.kill(second.pid, signal.SIGINT)
        assert await asyncio.to_thread(second.wait, 30) == 0
        assert all_end(family | database), "something that it started is left"
        assert servers(folder) == set()


async def test_a_taken_port_is_said_and_nothing_is_started(folder: Path) -> None:
    listener = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    try:
        with started("up", cwd=folder, env=env(port)) as process:
            assert await asyncio.to_thread(process.wait, 30) == 1
    finally:
        listener.close()
        await listener.wait_closed()
    assert f"port {port} is taken" in (folder / f"up-{port}.log").read_text()
    assert servers(folder) == set()
