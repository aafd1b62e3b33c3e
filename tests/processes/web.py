"""Other processes of the product, on loopback: a web server beside this one, the same database and keyring."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import httpx

from tests.conftest import FreshDatabase

ORDERLY = 10.0  # seconds; less than what granian gives a worker before it kills it
ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """What a process of ours inherits, with nothing of the test's own settings but the keyring.

    And a proxy that leads nowhere, as on many a desk: who speaks with this machine does not ask it.
    """
    left = ("DATABASE_URL", "MOI_PUBLIC_URL", "NO_PROXY", "no_proxy")
    kept = {name: value for name, value in os.environ.items() if name not in left}
    return kept | {"PYTHONPATH": str(ROOT), "http_proxy": "http://127.0.0.1:9"} | more


@contextlib.contextmanager
def started(*command: str, cwd: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`moi …` as a process of a session of its own; what is left of it at the end is killed."""
    (cwd / ".env").touch()  # so that nobody's own, beside this code, is read
    with (cwd / f"{command[0]}-{env.get('PORT', '')}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "market", *command],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(ORDERLY)
            orderly = process.poll() is not None
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert orderly, f"moi {' '.join(command)} went on after SIGTERM"


async def answering(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the server answers with 200; fail when it ends or takes longer."""
    async with httpx.AsyncClient() as client:
        async with asyncio.timeout(seconds):
            while True:
                assert process.poll() is None, f"ended with {process.returncode}"
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{url}/readyz", timeout=2)).status_code == 200:
                        return
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def a_web_process(database: FreshDatabase, folder: Path) -> AsyncIterator[str]:
    """`moi web` on loopback, on this test's database: its address."""
    port = free_port()
    env = environment(MOI_MODE="test", DATABASE_URL=database.service, PORT=str(port))
    with started("web", cwd=folder, env=env) as process:
        url = f"http://127.0.0.1:{port}"
        await answering(url, process)
        yield url
