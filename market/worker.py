"""The worker: does jobs as they come, and sweeps for what has become due."""

import asyncio
import contextlib
import signal
from datetime import timedelta

import structlog

from market.base.database import DB
from market.base.jobs import manager
from market.base.process import die_with_parent
from market.base.settings import Settings
from market.base.sweeps import keep_sweeping
from market.wiring import JOBS, SWEEPS, connect

log = structlog.get_logger()


async def work(config: Settings) -> None:
    """Run until told to stop; waits for the database as long as it is away."""
    die_with_parent()
    connect(config)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        try:
            await _work(config, stopping)
        except Exception as error:
            log.warning("worker.restarts", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 1)


async def _work(config: Settings, stopping: asyncio.Event) -> None:
    await DB.open(str(config.database_url), minimum=2, maximum=8)
    try:
        jobs = manager(JOBS)
        ended = asyncio.Event()
        helpers = [
            asyncio.create_task(_stop_with(stopping, jobs.shutdown)),
            asyncio.create_task(keep_sweeping(SWEEPS, ended)),
        ]
        try:
            await jobs.run(dequeue_timeout=timedelta(seconds=1))
        finally:
            ended.set()
            helpers[0].cancel()
            await asyncio.wait({helpers[1]}, timeout=10)
            helpers[1].cancel()
    finally:
        await DB.close()


async def _stop_with(stopping: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stopping.wait()
    shutdown.set()
