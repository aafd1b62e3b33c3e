"""A change at Stripe becomes an event, and an event a delivery, in the transaction of the change."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from fnmatch import fnmatchcase

from market.money.sandbox import faults, shapes, store
from market.money.sandbox.schema import Body, Connection

REORDERED_AT_MOST = 30
"""Seconds that a reordered event waits for another one to overtake it."""


@dataclass(frozen=True)
class Call:
    """One thing that happens at Stripe: an API request, a click on the hosted page, a clock that struck."""

    connection: Connection
    now: int
    public_url: str
    request_id: str | None = None
    key: str | None = None


async def begin(
    connection: Connection, public_url: str, request_id: str | None = None, key: str | None = None
) -> Call:
    """`now` is wall time in Unix seconds: Stripe does not travel with the market's clock."""
    now: int = await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::bigint")
    return Call(connection, now, public_url, request_id, key)


async def record(call: Call, type: str, subject: Body) -> Body:
    """Keep the event with the object as it is now, and make its webhook due if the endpoint listens to it."""
    event = shapes.event(
        type, copy.deepcopy(subject), created=call.now, request_id=call.request_id, key=call.key
    )
    types = await call.connection.fetchval("SELECT types FROM sandbox.endpoint")
    heard = any(fnmatchcase(type, pattern) for pattern in types or ())
    event["pending_webhooks"] = int(heard)
    await store.insert(call.connection, event)
    if heard:
        await _enqueue(call.connection, event["id"], type)
    return event


async def _enqueue(connection: Connection, event_id: str, type: str) -> None:
    fault = await faults.take(connection, faults.WEBHOOK, type)
    kind = fault.kind if fault else None
    held = kind == faults.REORDER
    wait = REORDERED_AT_MOST if held else fault.seconds if fault else 0
    for _ in range(2 if kind == faults.DUPLICATE else 1):
        due_at = await connection.fetchval(
            """
            INSERT INTO sandbox.deliveries (event, status, due_at, after_next)
            VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3), $4) RETURNING due_at
            """,
            event_id,
            "dropped" if kind == faults.DROP else "due",
            wait,
            held,
        )
    if not held:  # what was held back for the next event follows this one
        await connection.execute(
            """
            UPDATE sandbox.deliveries SET after_next = false, due_at = $1::timestamptz + interval '1 ms'
            WHERE after_next AND status = 'due'
            """,
            due_at,
        )
