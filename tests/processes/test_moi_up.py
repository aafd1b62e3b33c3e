"""`moi up` in an empty folder: it brings its own database, and takes everything along when it goes."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.processes.family import all_end, env, processes, servers, under
from tests.processes.web import answering, free_port, started


def parts(pid: int) -> set[str]:
    """Which parts of the market run under a supervisor."""
    everyone = processes()
    said = {everyone[it][1].split(b"\0")[-2].decode() for it in under(pid) if it in everyone}
    return said & {"web", "worker"}


async def reached(state: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not state():
            await asyncio.sleep(0.1)


async def test_it_answers_survives_kill_9_and_leaves_nothing_behind(folder: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with started("up", cwd=folder, env=env(port)) as first:
        await answering(url, first, 90)
        async with httpx.AsyncClient(base_url=url) as client:
            page = await client.get("/", headers={"accept": "text/html"})
            assert page.status_code == 200 and "<html" in page.text
        await reached(lambda: parts(first.pid) == {"web", "worker"})
        made = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "market", "operator", "create", "second@example.org"),
            cwd=folder,
            env=env(port),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await made.communicate())[0].decode()
        assert "second@example.org can now sign in as operator" in said, "the running market is found"
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


async def test_of_two_starts_on_one_port_one_serves(folder: Path) -> None:
    """At the same moment, in two folders: the kernel would let both listen, and each answer for the other."""
    port, other = free_port(), folder / "other"
    other.mkdir()
    with (
        started("up", cwd=folder, env=env(port)) as one,
        started("up", cwd=other, env=env(port)) as two,
    ):
        await reached(lambda: one.poll() is not None or two.poll() is not None)
        gone, left = (one, two) if one.poll() is not None else (two, one)
        await answering(f"http://127.0.0.1:{port}", left, 90)
        assert gone.returncode == 1
        log = (folder if gone is one else other) / f"up-{port}.log"
        assert f"port {port} is taken" in log.read_text()


async def test_a_public_address_that_leads_nowhere_yet_keeps_nobody_waiting(folder: Path) -> None:
    port = free_port()
    with started("up", cwd=folder, env=env(port) | {"MOI_PUBLIC_URL": "http://moi.invalid"}) as process:
        await answering(f"http://127.0.0.1:{port}", process, 90)
        await reached(lambda: parts(process.pid) == {"web", "worker"}, 15)
        assert "Moi: http://moi.invalid" in (folder / f"up-{port}.log").read_text()


@pytest.mark.parametrize("loading", ["_pydantic_core", "asyncpg"])
async def test_ctrl_c_while_it_is_still_loading_says_nothing(folder: Path, loading: str) -> None:
    def has_loaded() -> bool:
        return loading in Path(f"/proc/{process.pid}/maps").read_text()

    with started("up", cwd=folder, env=env(port := free_port())) as process:
        await reached(has_loaded)
        os.killpg(process.pid, signal.SIGINT)
        await asyncio.to_thread(process.wait, 30)
    assert "Traceback" not in (folder / f"up-{port}.log").read_text()


@pytest.mark.parametrize("wrong", ["keyring", "home"])
async def test_what_is_wrong_with_the_folder_is_said_in_a_sentence(folder: Path, wrong: str) -> None:
    home = folder / ".moi"
    if wrong == "home":
        home.write_text("a file")
    else:
        home.mkdir()
        (home / "keyring.json").write_text("{}")
    with started("up", cwd=folder, env=env(port := free_port())) as process:
        assert await asyncio.to_thread(process.wait, 30) == 1
    if wrong == "home":
        home.unlink()
    said = (folder / f"up-{port}.log").read_text()
    assert "Traceback" not in said
    assert ("is not a keyring" if wrong == "keyring" else "is not a folder") in said.replace("\n", " ")


async def test_it_says_which_part_ended(folder: Path) -> None:
    with started("up", cwd=folder, env=env(port := free_port())) as process:
        await answering(f"http://127.0.0.1:{port}", process, 90)
        await reached(lambda: parts(process.pid) == {"web", "worker"})
        everyone = processes()
        for pid in under(process.pid):
            if everyone[pid][1].endswith(b"\0worker\0"):
                os.kill(pid, signal.SIGKILL)
        assert await asyncio.to_thread(process.wait, 60) == 1
    assert "stopped: worker ended by itself" in (folder / f"up-{port}.log").read_text()


async def test_a_database_that_dies_is_started_again(folder: Path) -> None:
    port = free_port()
    with started("up", cwd=folder, env=env(port)) as process:
        await answering(f"http://127.0.0.1:{port}", process, 90)
        await reached(lambda: parts(process.pid) == {"web", "worker"})
        before = servers(folder)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        await reached(lambda: bool(servers(folder) - before), 30)
        await answering(f"http://127.0.0.1:{port}", process, 60)
        os.kill(process.pid, signal.SIGINT)
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert servers(folder) == set()
