"""Faults on request. Each row names a method, a pattern of paths (`*` as in a shell) and how often it
strikes.

For API requests the method is GET, POST or `*`; for webhooks it is WEBHOOK and the path is the event's type;
for what the bank does with a refund it is REFUND and the path is the charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from market.money.sandbox.schema import Connection

TIMEOUT_BEFORE = "timeout_before"
TIMEOUT_AFTER = "timeout_after"
SERVER_ERROR = "server_error"
SERVER_ERROR_AFTER = "server_error_after"
CONFLICT = "conflict"
RATE_LIMIT = "rate_limit"
KEY_REFUSED, NOT_PERMITTED = "key_refused", "not_permitted"
"""The caller's secret key was rolled or has expired (401); a restricted key lacks this right (403)."""
WITHOUT_A_KEY = (KEY_REFUSED, NOT_PERMITTED)
API_KINDS = (
    *(TIMEOUT_BEFORE, TIMEOUT_AFTER, SERVER_ERROR, SERVER_ERROR_AFTER, CONFLICT, RATE_LIMIT),
    *WITHOUT_A_KEY,
)

WEBHOOK = "WEBHOOK"
DROP, DUPLICATE, DELAY, REORDER = "drop", "duplicate", "delay", "reorder"
WEBHOOK_KINDS = (DROP, DUPLICATE, DELAY, REORDER)

SETTLEMENT = "SETTLEMENT"
LATE = "late"
"""A charge whose balance transaction comes later, as with `automatic_async` capture; its path is `charge`."""

REFUND = "REFUND"
PENDING, FAILS_LATE = "pending", "fails_late"
"""A refund that is pending first, or fails after it succeeded, whatever the card; its path is the charge's id."""

STEERED = (WEBHOOK, SETTLEMENT, REFUND)
KINDS = {
    "POST": API_KINDS,
    "GET": API_KINDS,
    "*": API_KINDS,
    WEBHOOK: WEBHOOK_KINDS,
    SETTLEMENT: (LATE,),
    REFUND: (PENDING, FAILS_LATE),
}


class FaultUnknown(Exception):
    """No fault of this name strikes this method."""


@dataclass(frozen=True)
class Fault:
    id: int
    method: str
    path: str
    kind: str
    seconds: int
    remaining: int


async def inject(
    connection: Connection, method: str, path: str, kind: str, *, count: int = 1, seconds: int = 0
) -> int:
    """Ask for a fault. `seconds` is the delay of a DELAY. Raises FaultUnknown."""
    if kind not in KINDS.get(method, ()):
        raise FaultUnknown(method, kind)
    id: int = await connection.fetchval(
        "INSERT INTO sandbox.faults (method, path, kind, seconds, remaining) VALUES ($1, $2, $3, $4, "
        "$5) RETURNING id",
        method,
        path,
        kind,
        seconds,
        count,
    )
    return id


async def waiting(connection: Connection) -> list[Fault]:
    rows = await connection.fetch("SELECT * FROM sandbox.faults WHERE remaining > 0 ORDER BY id")
    return [Fault(**row) for row in rows]


async def matching(connection: Connection, method: str, path: str) -> Fault | None:
    """The oldest fault that would strike here; it is not used up yet."""
    methods = (method,) if method in STEERED else (method, "*")
    for fault in await waiting(connection):
        if fault.method in methods and fnmatchcase(path, fault.path):
            return fault
    return None


async def use(connection: Connection, fault: Fault) -> bool:
    """Use up one strike; False when another request was quicker."""
    used: bool | None = await connection.fetchval(
        "UPDATE sandbox.faults SET remaining = remaining - 1 WHERE id = $1 AND remaining > 0 RETURNING true",
        fault.id,
    )
    return bool(used)


async def take(connection: Connection, method: str, path: str) -> Fault | None:
    fault = await matching(connection, method, path)
    return fault if fault and await use(connection, fault) else None


async def clear(connection: Connection) -> None:
    await connection.execute("DELETE FROM sandbox.faults")
