"""The worker: does jobs as they come, and sweeps for what has become due."""

import asyncio
import contextlib
import signal
from datetime import timedelta

import asyncpg
import httpx
import structlog

from market.base import logs
from market.base.database import DB
from market.base.jobs import manager
from market.base.process import die_with_parent, wait_for_gate
from market.base.settings import Settings
from market.base.sweeps import keep_sweeping
from market.money.desk import WEBHOOK_PATH, sandbox_secret
from market.money.sandbox import Sandbox, deliver_due, http_post, set_endpoint
from market.wiring import JOBS, SWEEPS, connect

log = structlog.get_logger()

POSTMAN_SECONDS = 0.5


async def work(config: Settings) -> None:
    """Run until told to stop; waits for the database as long as it is away."""
    logs.configure(config)
    die_with_parent()
    wait_for_gate()
    sandbox = connect(config)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        try:
            await _work(config, stopping, sandbox)
        except Exception as error:
            log.warning("worker.restarts", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 1)
    if sandbox:
        await sandbox.close()


async def _work(config: Settings, stopping: asyncio.Event, sandbox: Sandbox | None) -> None:
    await DB.open(str(config.database_url), minimum=2, maximum=8)
    try:
        jobs = manager(JOBS)
        ended = asyncio.Event()
        helpers = [
            asyncio.create_task(_stop_with(stopping, jobs.shutdown)),
            asyncio.create_task(keep_sweeping(SWEEPS, ended)),
        ]
        if sandbox:
            helpers.append(asyncio.create_task(_send_webhooks(config, sandbox, ended)))
        try:
            await jobs.run(dequeue_timeout=timedelta(seconds=1))
        finally:
            ended.set()
            helpers[0].cancel()
            await asyncio.wait(helpers, timeout=10)
            for helper in helpers:
                helper.cancel()
    finally:
        await DB.close()


def postman() -> httpx.AsyncClient:
    """Who brings the sandbox's webhooks; a proxy of the environment does not know this machine, and is not asked."""
    return httpx.AsyncClient(trust_env=False)


async def _send_webhooks(config: Settings, sandbox: Sandbox, ended: asyncio.Event) -> None:
    """Be the sandbox's postman: its webhooks reach us over HTTP, as Stripe's do."""
    async with sandbox.acting() as call:
        await set_endpoint(call.connection, config.url + WEBHOOK_PATH, sandbox_secret())
    async with postman() as client:
        while not ended.is_set():
            sent = 0
            try:
                sent = await deliver_due(await sandbox.pool(), http_post(client))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("sandbox.postman", error=type(error).__name__)
            if not sent:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), POSTMAN_SECONDS)


async def _stop_with(stopping: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stopping.wait()
    shutdown.set()
