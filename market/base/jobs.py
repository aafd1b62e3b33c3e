"""Work that follows from a change: enqueued in the change's own transaction, done by the worker.

A job that was committed is done at least once, so every handler is idempotent. Work that is due at a time
is not a job: sweeps look for it on `base.now()`, because the queue knows only wall time.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, db_settings
from pgqueuer.domain.types import QueueExecutionMode
from pgqueuer.models import Job

from market.base.database import DB, after_commit, current_connection

Handler = Callable[..., Awaitable[None]]

log = structlog.get_logger()


class JobFailed(RuntimeError):
    """A handler failed; the log has the frames."""


_announcements: set[asyncio.Task[None]] = set()


def queue_settings() -> DBSettings:
    """Where the queue's tables are: the schema `jobs`."""
    return db_settings()


async def enqueue(name: str, **payload: str | int | bool | uuid.UUID | None) -> None:
    """Add a job to the open transaction. The payload holds inner ids, never a claim or a secret."""
    body = json.dumps({key: str(v) if isinstance(v, uuid.UUID) else v for key, v in payload.items()})
    await Queries(AsyncpgDriver(current_connection())).enqueue(name, body.encode())
    after_commit(_announce)


def _announce() -> None:
    # The worker also polls: a lost announcement costs a second, never a job.
    task = asyncio.get_running_loop().create_task(_notify())
    _announcements.add(task)
    task.add_done_callback(_announcements.discard)


async def _notify() -> None:
    channel = queue_settings().channel
    event = {
        "channel": channel,
        "operation": "insert",
        "sent_at": datetime.now(UTC).isoformat(),
        "table": queue_settings().queue_table,
        "type": "table_changed_event",
    }
    try:
        await DB.require_pool().execute("select pg_notify($1, $2)", channel, json.dumps(event))
    except Exception as error:
        log.warning("jobs.announcement_lost", error=type(error).__name__)


def manager(handlers: Mapping[str, Handler]) -> PgQueuer:
    """A queue manager over the open pool that runs `handlers` by name; what fails is held for a person."""
    jobs = PgQueuer.from_asyncpg_pool(DB.require_pool())
    for name, handler in handlers.items():
        jobs.entrypoint(name, on_failure="hold")(_runner(name, handler))
    return jobs


def _runner(name: str, handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        payload: dict[str, Any] = json.loads(job.payload or b"{}")
        try:
            await handler(**payload)
        except Exception as error:
            log.error("jobs.failed", job=name, id=int(job.id), exc_info=error)
            # The queue keeps what is raised, message and all, in clear: so it is told the type alone.
            raise JobFailed(f"{name}: {type(error).__name__}") from None

    return run


async def drain(handlers: Mapping[str, Handler]) -> None:
    """Do all jobs that are there and stop: for seeds, tests and the command line."""
    jobs = manager(handlers).qm
    if await jobs.queries.queued_work(
        list(jobs.entrypoint_registry)
    ):  # starting takes a while: not for nothing
        await jobs.run(mode=QueueExecutionMode.drain, dequeue_timeout=timedelta(seconds=0.02))
