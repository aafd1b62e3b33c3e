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
from market.money.sandbox.refusals import missing
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
    """Send what is due, oldest first, and let sessions expire whose time has come. Answers how many were
    sent.

    The worker calls this again and again; several may do so at once.
    """
    await due.run(pool)
    for sent in range(at_most):
        async with pool.acquire() as connection:
            delivery = await _claim(connection)
            event = await _event(connection, delivery.event) if delivery else None
        if delivery is None:
            return sent
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
    return at_most


async def _event(connection: Connection, id: str) -> Body:
    """An event of whatever account. Raises StripeRefusal for an unknown one."""
    body = await connection.fetchval("SELECT body FROM sandbox.objects WHERE id = $1 AND kind = 'event'", id)
    if body is None:
        raise missing("event", id, "id")
    return dict(body)


async def _claim(connection: Connection) -> Delivery | None:
    row = await connection.fetchrow(
        """
        UPDATE sandbox.deliveries d
        SET attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => $1)
        FROM sandbox.endpoint e
        WHERE d.id = (
            SELECT id FROM sandbox.deliveries
            WHERE status = 'due' AND due_at <= clock_timestamp()
              AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING d.id, d.event, d.attempts AS attempt,
                  CASE WHEN d.connect THEN e.connect_url ELSE e.url END AS url,
                  CASE WHEN d.connect THEN e.connect_secret ELSE e.secret END AS secret,
                  extract(epoch FROM clock_timestamp())::bigint AS now
        """,
        LEASE,
    )
    return Delivery(**row) if row else None


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


async def redeliver(connection: Connection, event_id: str) -> None:
    """Send an event once more, as a click in Stripe's dashboard does. Raises StripeRefusal for an unknown
    one.
    """
    event = await _event(connection, event_id)
    await connection.execute(
        "INSERT INTO sandbox.deliveries (event, status, connect) VALUES ($1, 'due', $2)",
        event_id,
        "account" in event,
    )


async def hurry(connection: Connection) -> None:
    """Make every delivery that waits, for a delay or after a failure, due now."""
    await connection.execute(
        "UPDATE sandbox.deliveries SET due_at = clock_timestamp(), after_next = false WHERE status = 'due'"
    )
