"""Processes for a benchmark: the product's web process, its bare counterpart, and the client."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds to a first answer

Request = tuple[str, str]
"""A path and the API key to ask with, or an empty text."""


class LoadFailed(RuntimeError):
    """A process did not start, or an answer was not 200."""


@dataclass(frozen=True)
class Serving:
    """A server under test."""

    port: int
    process: subprocess.Popen[bytes]

    def resident(self) -> float:
        """MiB resident in the web worker: the one child process that serves."""
        (worker,) = _children(self.process.pid)
        status = Path(f"/proc/{worker}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for task in tasks for child in task.read_text().split()]
    # multiprocessing's resource tracker is a child too
    return [c for c in found if b"resource_tracker" not in Path(f"/proc/{c}/cmdline").read_bytes()]


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def serving(module: str, *arguments: str, **environment: str) -> AsyncIterator[Serving]:
    """`python -m module` with PORT and `environment`, once it answers; ended afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **environment, "PORT": str(port)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await answers(port, process)
        yield Serving(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, 20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def answers(port: int, process: subprocess.Popen[bytes], every: float = 0.05) -> None:
    """Return at the first 200 of /readyz. Raises LoadFailed when the process ends or nothing comes."""
    end = time.perf_counter() + PATIENCE
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while time.perf_counter() < end:
            if process.poll() is not None:
                raise LoadFailed(f"the server ended with {process.returncode}")
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get("/readyz", timeout=2)).status_code == 200:
                    return
            await asyncio.sleep(every)
    raise LoadFailed("the server did not answer")


@dataclass(frozen=True)
class Loaded:
    """What the client saw: requests a second, the median time of one in seconds, how many."""

    per_second: float
    median: float
    done: int


@contextlib.contextmanager
def written(requests: Sequence[Request]):  # type: ignore[no-untyped-def]
    """The requests as a file for the client."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(requests, file)
        file.flush()
        yield Path(file.name)


async def loaded(port: int, connections: int, seconds: float, requests: Path) -> Loaded:
    """Let the client ask; every answer must be 200. Raises LoadFailed."""
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.load", str(port), str(connections), str(seconds), str(requests)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    out, _ = await client.communicate()
    if client.returncode:
        raise LoadFailed(f"the client ended with {client.returncode}")
    said = json.loads(out)
    if said["failed"]:
        raise LoadFailed(f"{said['failed']} of {said['done']}: {said['first_failure']}")
    return Loaded(said["done"] / said["seconds"], said["median"], said["done"])
