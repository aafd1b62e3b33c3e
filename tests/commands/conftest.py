"""The commands as a person or cron runs them: a process of their own, its output and its exit code."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from market.base.settings import Settings
from tests.conftest import FreshDatabase
from tests.money.payouts.conftest import paying

__all__ = ["paying"]


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


Moi = Callable[..., Awaitable[Ran]]


@pytest.fixture
async def moi(paying: None, database: FreshDatabase, config: Settings, tmp_path: Path) -> AsyncIterator[Moi]:
    """Run `moi` with arguments against the test's database; keyword arguments change its environment."""

    async def run(*arguments: str, **environment: str) -> Ran:
        given = {**os.environ, "DATABASE_URL": database.service, "COLUMNS": "200", **environment}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "market", *arguments),
            env=given,
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return Ran(process.returncode or 0, out.decode(), err.decode())

    yield run
