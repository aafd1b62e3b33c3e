"""Webhooks: at least once, signed, by any number of workers, no transaction open while one is on its way."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import httpx

from market.money.sandbox import due
from market.money.sandbox.refusals import StripeRefusal, missing
from market.money.sandbox.schema import Body, Connection, Pool

Post: TypeAlias = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""Sends a body to a URL and answers the HTTP status; may raise httpx.HTTPError or OSError."""

LEASE = 60
"""Seconds a delivery belongs to the worker that took it; afterwards it may go out again."""
SLOWEST = 3600
ATTEMPTS = 16
"""The nth failure waits 2**n seconds, at most SLOWEST; the sixteenth is the last."""


@dataclass(frozen=True)
class Delivery:
    id: int
    event: str
    attempt: int
    url: str
    secret: str
    now: int


def http_post(client: httpx.AsyncClient) -> Post:
    async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return (await client.post(url, content=body, headers=dict(headers), timeout=20)).status_code

    return post


def signature(body: bytes, secret: str, at: int) -> str:
    """The Stripe-Signature header (docs.stripe.com/webhooks/signature); `at` is wall time in Unix seconds."""
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


async def set_endpoint(connection: Connection, url: str, secret: str, types: Sequence[str] = ("*",)) -> None:
    """Where webhooks go from now on, and which events (shell patterns) are heard there."""
    await connection.execute(
        """
        INSERT INTO sandbox.endpoint (url, secret, types) VALUES ($1, $2, $3)
        ON CONFLICT (only_one) DO UPDATE SET url = $1, secret = $2, types = $3
        """,
        url,
        secret,
        list(types),
    )


async def set_connect_endpoint(
    connection: Connection, url: str, secret: str, types: Sequence[str] = ("*",)
) -> None:
    """Where the webhooks of connected accounts go from now on; there is an endpoint for our own already."""
    await connection.execute(
        "UPDATE sandbox.endpoint SET connect_url = $1, connect_secret = $2, connect_types = $3",
        url,
        secret,
        list(types),
    )


async def deliver_due(pool: Pool, post: Post, *, at_most: int = 100) -> int:
    """Let happen what is due at Stripe, then send the webhooks that are due, oldest first. Answers how many
    were sent.

    The worker calls this again and again; several may do so at once.
    """
    await due.run(pool)
    for sent in range(at_most):
        async with pool.acquire() as connection:
            claimed = await _claim(connection)
        if not claimed:
            return sent
        await _deliver(pool, post, claimed[0])
    return at_most


async def _deliver(pool: Pool, post: Post, delivery: Delivery) -> None:
    """Send what was claimed, with no transaction open, and note what came of it."""
    async with pool.acquire() as connection:
        event = await _event(connection, delivery.event)
    body = json.dumps(event, ensure_ascii=False, indent=2).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signature(body, delivery.secret, delivery.now),
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    try:
        answer = str(await post(delivery.url, body, headers))
    except (httpx.HTTPError, OSError) as lost:
        answer = type(lost).__name__
    async with pool.acquire() as connection, connection.transaction():
        await _settle(connection, delivery, answer)


async def _event(connection: Connection, id: str) -> Body:
    """An event of whatever account. Raises StripeRefusal for an unknown one."""
    body = await connection.fetchval("SELECT body FROM sandbox.objects WHERE id = $1 AND kind = 'event'", id)
    if body is None:
        raise missing("event", id, "id")
    return dict(body)


async def _claim(connection: Connection, id: int | None = None) -> list[Delivery]:
    """The oldest delivery that is due, or the one of this number, ours for a while; none if none is."""
    rows = await connection.fetch(
        """
        UPDATE sandbox.deliveries d
        SET attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => $1)
        FROM sandbox.endpoint e
        WHERE d.id = (
            SELECT id FROM sandbox.deliveries
            WHERE status = 'due' AND due_at <= clock_timestamp() AND ($2::bigint IS NULL OR id = $2)
              AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING d.id, d.event, d.attempts AS attempt,
                  CASE WHEN d.connect THEN e.connect_url ELSE e.url END AS url,
                  CASE WHEN d.connect THEN e.connect_secret ELSE e.secret END AS secret,
                  extract(epoch FROM clock_timestamp())::bigint AS now
        """,
        LEASE,
        id,
    )
    return [Delivery(**row) for row in rows]


async def _settle(connection: Connection, delivery: Delivery, answer: str) -> None:
    """A 2xx is a delivery, whoever holds the lease by now; a failure counts only for its own attempt."""
    if answer.startswith("2") and len(answer) == 3:
        await connection.execute(
            "UPDATE sandbox.deliveries SET status = 'delivered', claimed_until = NULL, answer = $2 "
            "WHERE id = $1",
            delivery.id,
            answer,
        )
        await connection.execute(
            "UPDATE sandbox.objects SET body = jsonb_set(body, '{pending_webhooks}', '0') WHERE id = $1",
            delivery.event,
        )
        return
    await connection.execute(
        """
        UPDATE sandbox.deliveries
        SET status = CASE WHEN attempts >= $3 THEN 'failed' ELSE 'due' END, claimed_until = NULL, answer = $4,
            due_at = clock_timestamp() + make_interval(secs => $5)
        WHERE id = $1 AND attempts = $2 AND status = 'due'
        """,
        delivery.id,
        delivery.attempt,
        ATTEMPTS,
        answer,
        min(2**delivery.attempt, SLOWEST),
    )


async def redeliver(connection: Connection, event_id: str) -> int:
    """Send an event once more, as a click in Stripe's dashboard does. Answers the delivery's number. Raises
    StripeRefusal for an unknown event, and where no endpoint hears its account.
    """
    connect = "account" in await _event(connection, event_id)
    column = "connect_url" if connect else "url"
    if await connection.fetchval(f"SELECT {column} FROM sandbox.endpoint") is None:
        raise StripeRefusal("No endpoint hears this account.")
    id: int = await connection.fetchval(
        "INSERT INTO sandbox.deliveries (event, status, connect) VALUES ($1, 'due', $2) RETURNING id",
        event_id,
        connect,
    )
    return id


async def send(pool: Pool, post: Post, event_id: str) -> None:
    """Send one event now, and nothing else, whatever became of it before: so a test chooses the order."""
    async with pool.acquire() as connection, connection.transaction():
        (delivery,) = await _claim(connection, await redeliver(connection, event_id))
    await _deliver(pool, post, delivery)


async def hurry(connection: Connection) -> None:
    """Make every delivery that waits, for a delay or after a failure, due now."""
    await connection.execute(
        "UPDATE sandbox.deliveries SET due_at = clock_timestamp(), after_next = false WHERE status = 'due'"
    )


async def reverse(connection: Connection) -> None:
    """What waits goes out now, the newest first."""
    await connection.execute(
        """
        UPDATE sandbox.deliveries d
        SET after_next = false, due_at = clock_timestamp() - make_interval(secs => place * 0.001)
        FROM (SELECT id, row_number() OVER (ORDER BY due_at, id) AS place FROM sandbox.deliveries
              WHERE status = 'due') waiting
        WHERE d.id = waiting.id
        """
    )


async def postpone(connection: Connection, event_id: str, seconds: int) -> None:
    """What waits of an event goes out `seconds` from now."""
    await connection.execute(
        """
        UPDATE sandbox.deliveries
        SET after_next = false, due_at = clock_timestamp() + make_interval(secs => $2)
        WHERE event = $1 AND status = 'due'
        """,
        event_id,
        seconds,
    )


async def drop(connection: Connection, event_id: str) -> None:
    """What waits of an event never goes out."""
    await connection.execute(
        "UPDATE sandbox.deliveries SET status = 'dropped' WHERE event = $1 AND status = 'due'", event_id
    )


async def redeliver_lost(connection: Connection) -> None:
    """Send once more whatever never arrived: dropped, or given up."""
    await connection.execute(
        """
        INSERT INTO sandbox.deliveries (event, status, connect)
        SELECT event, 'due', bool_or(connect) FROM sandbox.deliveries
        GROUP BY event HAVING NOT bool_or(status IN ('due', 'delivered'))
        """
    )
