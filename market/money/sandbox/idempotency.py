"""Idempotency keys, as docs.stripe.com/api/idempotent_requests describes them.

The effect and the saved answer are one transaction, so a process that dies leaves both or neither.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body, Connection

LIFE = "24 hours"
LONGEST = 255


@dataclass(frozen=True)
class Saved:
    """An answer as it was first given; `request_id` is that of the first request."""

    status: int
    body: Body
    request_id: str


def fingerprint(method: str, path: str, form: str) -> str:
    """The same for the same parameters in any order."""
    return hashlib.sha256("\n".join([method, path, *sorted(form.split("&"))]).encode()).hexdigest()


def in_use(key: str) -> StripeRefusal:
    return StripeRefusal(
        f"There is currently another in-progress request using this Idempotent Key: {key}.",
        status=409,
        type="idempotency_error",
        code="idempotency_key_in_use",
        saved=False,
    )


def fits(key: str) -> None:
    """Raises StripeRefusal for a key that is none, or longer than Stripe takes."""
    if not 1 <= len(key) <= LONGEST:
        raise StripeRefusal(
            f"Idempotent key length is {len(key)}, which is outside accepted lengths. Idempotent Keys must be "
            f"1-{LONGEST} characters long.",
            saved=False,
        )


async def hold(connection: Connection, key: str) -> None:
    """Keep the key until this transaction ends. Raises StripeRefusal (409) when another request holds it."""
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 42))", key):
        raise in_use(key)


async def recall(connection: Connection, key: str, print_: str) -> Saved | None:
    """The answer saved under a key we hold; None when it is new or forgotten. Raises StripeRefusal (400)
    when it was first used for something else.
    """
    await connection.execute(
        "DELETE FROM sandbox.idempotency_keys WHERE key = $1 AND created_at < clock_timestamp() - "
        "$2::text::interval",
        key,
        LIFE,
    )
    row = await connection.fetchrow("SELECT * FROM sandbox.idempotency_keys WHERE key = $1", key)
    if row is None:
        return None
    if row["fingerprint"] != print_:
        raise StripeRefusal(
            "Keys for idempotent requests can only be used for the same endpoint and with the same "
            f"parameters they were first used with. Try using a key other than '{key}' if you meant to "
            "execute a different request.",
            type="idempotency_error",
            saved=False,
        )
    return Saved(row["status"], row["body"], row["request_id"])


async def keep(connection: Connection, key: str, print_: str, saved: Saved) -> None:
    await connection.execute(
        "INSERT INTO sandbox.idempotency_keys (key, fingerprint, request_id, status, body) VALUES "
        "($1, $2, $3, $4, $5)",
        key,
        print_,
        saved.request_id,
        saved.status,
        saved.body,
    )


async def forget(connection: Connection, key: str | None = None) -> None:
    """Forget a key, or all of them, as if a day had gone by."""
    await connection.execute("DELETE FROM sandbox.idempotency_keys WHERE $1::text IS NULL OR key = $1", key)
