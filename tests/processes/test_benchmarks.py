"""Every benchmark still measures: each is tried for a moment, no figure is judged or written."""

import asyncio
import sys

import pytest

from benchmarks.__main__ import MODULES
from benchmarks.harness import LATEST
from tests.places import CLONE

PATIENCE = 300  # seconds; a quiet machine needs 30 for the longest


@pytest.mark.timeout(PATIENCE + 10)
@pytest.mark.parametrize("name", MODULES)
async def test_a_benchmark_can_be_taken(name: str) -> None:
    before = LATEST.read_bytes()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks", "--smoke", name),
        cwd=CLONE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()[-3000:]
    assert f"{name:16} works" in said.decode()
    assert LATEST.read_bytes() == before
