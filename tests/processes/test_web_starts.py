"""A web server that is told to end while its workers start does, whatever they are doing."""

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.processes.web import ORDERLY, ROOT, free_port


@pytest.mark.parametrize("point", ["fork", "startup", "serving"])
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
async def test_who_does_not_serve_yet_ends_at_once(point: str, told: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.processes.pause", point, str(free_port()), str(tmp_path)]
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        async with asyncio.timeout(30):
            while not (tmp_path / "resting").exists():
                assert server.poll() is None
                await asyncio.sleep(0.01)
        server.send_signal(told)
        await asyncio.sleep(0.2)  # the worker is told here
        (tmp_path / "go on").touch()
        begun = time.monotonic()
        await asyncio.to_thread(server.wait, 30)
        assert time.monotonic() - begun < ORDERLY, "it was killed, or nearly"
        assert server.returncode == 0
    finally:
        server.kill()
        server.wait()
