"""`moi up` in an empty folder: it brings its own database, and takes everything along when it goes."""

import asyncio
import os
import signal
import time
from pathlib import Path

import httpx

from tests.processes.family import all_end, env, servers, under
from tests.processes.web import answering, free_port, started


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
