"""Work that follows from a change: enqueued in the change's own transaction, done by the worker.

A job that was committed is done at least once, so every handler is idempotent. Work that is due at a time
is not a job: sweeps look for it on `base.now()`, because the queue knows only wall time.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, db_settings
from pgqueuer.domain.types import JobId, QueueExecutionMode
from pgqueuer.models import Job

from market.base.database import DB, after_commit, current_connection, fetch, fetch_value

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


@dataclass(frozen=True)
class Held:
    """A job whose handler failed: its name, what it was about (inner ids), the error's type; wall time, UTC."""

    id: int
    name: str
    payload: Mapping[str, Any]
    failed_at: datetime
    error: str


async def held(most: int) -> list[Held]:
    """The jobs that were held for a person, latest first."""
    settings = queue_settings()
    rows = await fetch(
        "select j.id, j.entrypoint, j.payload, j.updated, l.traceback->>'exception_message' as error"
        f" from {settings.qualify(settings.queue_table)} j left join lateral ("
        f" select traceback from {settings.qualify(settings.queue_table_log)}"
        " where job_id = j.id and traceback is not null order by created desc limit 1) l on true"
        " where j.status = 'failed' order by j.updated desc, j.id desc limit $1",
        most,
    )
    return [
        Held(
            row["id"],
            row["entrypoint"],
            json.loads(row["payload"] or b"{}"),
            row["updated"].astimezone(UTC),
            (row["error"] or "").removeprefix(f"{row['entrypoint']}: "),
        )
        for row in rows
    ]


async def waits(name: str) -> bool:
    """Whether such a job is to be done, is under way, or was held for a person."""
    settings = queue_settings()
    sql = f"select exists (select from {settings.qualify(settings.queue_table)} where entrypoint = $1)"
    found: bool = await fetch_value(sql, name)
    return found


async def replay(job: int) -> str | None:
    """Let a held job be done again, inside the caller's transaction: its name; None where it is not held."""
    settings = queue_settings()
    row = await current_connection().fetchrow(
        f"select entrypoint from {settings.qualify(settings.queue_table)}"
        " where id = $1 and status = 'failed' for update",
        job,
    )
    if row is None:
        return None
    await Queries(AsyncpgDriver(current_connection())).requeue_jobs([JobId(job)])
    after_commit(_announce)
    name: str = row["entrypoint"]
    return name


async def known(job: int) -> bool:
    """Whether there is or was such a job."""
    settings = queue_settings()
    queue, done = settings.qualify(settings.queue_table), settings.qualify(settings.queue_table_log)
    found: bool = await fetch_value(
        f"select exists (select from {queue} where id = $1) or exists (select from {done} where job_id = $1)",
        job,
    )
    return found


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
