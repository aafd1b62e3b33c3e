"""Seconds from `moi up` on an existing folder to the first page: database, migrations looked at, web, worker."""

import asyncio
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from benchmarks.harness import Effort, Result
from benchmarks.serving import ROOT, LoadFailed, free_port
from market.base.embedded import Embedded

GOAL = 3.0
HOLDERS = 60  # in the demo that fills the folder
PATIENCE = 300.0  # seconds
OURS = ("MOI_", "DATABASE_URL", "MIGRATION_DATABASE_URL", "STRIPE_", "PORT")


@contextlib.asynccontextmanager
async def up(home: Path) -> AsyncIterator[float]:
    """`moi up` in `home` until the block ends; gives the seconds to the first 200 of the landing page."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "market", "up"],
        env={**kept, "MOI_HOME": str(home), "MOI_DEMO": str(HOLDERS), "PORT": str(port)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as visitor:
            await _first(visitor, process)
        yield time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(process.wait, 60)


async def _first(visitor: httpx.AsyncClient, process: subprocess.Popen[bytes]) -> None:
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise LoadFailed(f"moi up ended with {process.returncode}")
        with contextlib.suppress(httpx.HTTPError):
            if (await visitor.get("/", timeout=5)).status_code == 200:
                return
        await asyncio.sleep(0.02)
    raise LoadFailed("moi up did not answer")


async def measure(effort: Effort) -> list[Result]:
    """The figure `cold_start`."""
    rounds = {Effort.FULL: 9, Effort.FAST: 5, Effort.SMOKE: 1}[effort]
    home = Path(tempfile.mkdtemp(prefix="moi-bench-"))
    try:
        async with up(home) as first:
            pass
        figures = []
        for _ in range(rounds):
            async with up(home) as seconds:
                figures.append(seconds)
    finally:
        server = Embedded(home)
        await asyncio.to_thread(server.stop, "immediate")
        for folder in (server.data.parent, server.socket, home):
            shutil.rmtree(folder, ignore_errors=True)
    value = statistics.median(figures)
    how = (
        "Seconds from starting `moi up` on a folder that was used before and stopped in order, to the first 200"
        f" of the landing page: embedded PostgreSQL, migrations, web and worker. Median of {rounds} starts, the"
        f" slowest {max(figures):.2f} s. The first start, which made the folder and played a demo of"
        f" {HOLDERS} holders, took {first:.1f} s."
    )
    return [Result("cold_start", round(value, 2), "s", f"<= {GOAL:g}", value <= GOAL, how)]
