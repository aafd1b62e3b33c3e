"""A request that may be repeated: the same key and content give the same result, other content is an error.

The record is written in the transaction of the action itself, so that a request that failed leaves the key
free. It keeps what was made, never a body: a replay renders anew.
"""

import hashlib
import uuid
from typing import Any

from market.base.database import current_connection, fetch_row
from market.base.errors import Conflict, Invalid
from market.base.ids import new_id

MAX_KEY = 255


class IdempotencyKeyMissing(Invalid):
    """A request that moves money carries an `Idempotency-Key`."""


class IdempotencyKeyNotValid(Invalid):
    """The key is longer than MAX_KEY characters, or holds some that cannot be printed."""


class IdempotencyKeyReused(Conflict):
    """The key was used for another request; a key belongs to one request."""


def checked(key: str | None) -> str:
    """The key; raises IdempotencyKeyMissing, IdempotencyKeyNotValid."""
    if not key:
        raise IdempotencyKeyMissing()
    if len(key) > MAX_KEY or not key.isprintable():
        raise IdempotencyKeyNotValid(longest=MAX_KEY)
    return key


def _digest(request: Any) -> bytes:
    return hashlib.sha256(repr(request).encode()).digest()


async def made_before(actor: bytes, key: str, request: Any, resource_type: str) -> uuid.UUID | None:
    """What this key and content made, if anything: asked before names are resolved that may mean nothing today.

    Raises IdempotencyKeyReused. None promises nothing: `claim` decides.
    """
    row = await fetch_row(
        "select request_hash, resource_type, resource_id from base.idempotency_records"
        " where actor = $1 and key = $2",
        actor,
        key,
    )
    if row is None:
        return None
    if row["request_hash"] != _digest(request) or row["resource_type"] != resource_type:
        raise IdempotencyKeyReused()
    found: uuid.UUID = row["resource_id"]
    return found


async def claim(actor: bytes, key: str, request: Any, resource_type: str) -> tuple[uuid.UUID, bool]:
    """Inside the action's transaction: (the resource's id, whether this is the first time).

    A second request with the key waits for the first one's commit. Raises IdempotencyKeyReused.
    """
    digest = _digest(request)
    resource = new_id()
    connection = current_connection()
    made = await connection.fetchval(
        "insert into base.idempotency_records"
        " (id, actor, key, request_hash, resource_type, resource_id, created_at)"
        " values ($1, $2, $3, $4, $5, $6, base.now()) on conflict (actor, key) do nothing returning resource_id",
        *(new_id(), actor, key, digest, resource_type, resource),
    )
    if made:
        return resource, True
    row = await connection.fetchrow(
        "select request_hash, resource_type, resource_id from base.idempotency_records"
        " where actor = $1 and key = $2",
        actor,
        key,
    )
    if row is None:  # deleted between the two statements: as if the key were fresh, so let it be asked again
        raise IdempotencyKeyReused()
    if row["request_hash"] != digest or row["resource_type"] != resource_type:
        raise IdempotencyKeyReused()
    return row["resource_id"], False
