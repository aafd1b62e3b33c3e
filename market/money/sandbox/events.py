"""A change at Stripe becomes an event, and an event a delivery, in the transaction of the change."""

from __future__ import annotations

import copy
from fnmatch import fnmatchcase

from market.money.sandbox import faults, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.schema import Body, Connection

REORDERED_AT_MOST = 30
"""Seconds that a reordered event waits for another one to overtake it."""


async def record(call: Call, type: str, subject: Body) -> Body:
    """Keep the event with the object as it is now, and make its webhook due if an endpoint listens to it: our
    own account's, or for a connected account the one that hears those.
    """
    event = shapes.event(
        type,
        copy.deepcopy(subject),
        created=call.now,
        request_id=call.request_id,
        key=call.key,
        account=call.account,
    )
    column = "connect_types" if call.account else "types"
    types = await call.connection.fetchval(f"SELECT {column} FROM sandbox.endpoint")
    heard = any(fnmatchcase(type, pattern) for pattern in types or ())
    event["pending_webhooks"] = int(heard)
    await store.insert(call, event)
    if heard:
        await _enqueue(call.connection, event["id"], type, bool(call.account))
    return event


async def _enqueue(connection: Connection, event_id: str, type: str, connect: bool) -> None:
    fault = await faults.take(connection, faults.WEBHOOK, type)
    kind = fault.kind if fault else None
    held = kind == faults.REORDER
    wait = REORDERED_AT_MOST if held else fault.seconds if fault else 0
    for _ in range(2 if kind == faults.DUPLICATE else 1):
        due_at = await connection.fetchval(
            """
            INSERT INTO sandbox.deliveries (event, status, due_at, after_next, connect)
            VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3), $4, $5) RETURNING due_at
            """,
            event_id,
            "dropped" if kind == faults.DROP else "due",
            wait,
            held,
            connect,
        )
    if not held:  # what was held back for the next event follows this one
        await connection.execute(
            """
            UPDATE sandbox.deliveries SET after_next = false, due_at = $1::timestamptz + interval '1 ms'
            WHERE after_next AND status = 'due'
            """,
            due_at,
        )
