"""The sandbox's place in PostgreSQL: its schema, and what the service's role needs there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg

Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Body: TypeAlias = dict[str, Any]

SCHEMA = "sandbox"
TABLES = ("objects", "idempotency_keys", "endpoint", "deliveries", "faults", "appointments")
"""The service's role needs USAGE on the schema and SELECT, INSERT, UPDATE, DELETE on these, no sequence."""


async def install(connection: Connection, service_role: str | None = None) -> None:
    """Make or complete the schema and let `service_role` use it; may run again, fits migrate's `extras`.

    The owner calls this, in local and test databases only.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('sandbox.install'))")
        await connection.execute((Path(__file__).parent / "schema.sql").read_text())
        if service_role is not None:
            role = '"' + service_role.replace('"', '""') + '"'
            await connection.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}")
            for table in TABLES:
                await connection.execute(
                    f"GRANT SELECT, INSERT, UPDATE, DELETE ON {SCHEMA}.{table} TO {role}"
                )


async def open_pool(dsn: str) -> Pool:
    """Connections of the sandbox's own: what it commits stands, whatever becomes of the caller's
    transaction.
    """

    async def prepare(connection: Connection) -> None:
        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")

    return await asyncpg.create_pool(dsn, min_size=0, max_size=8, init=prepare)
