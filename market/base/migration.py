"""Bring a database to the present: every room's migrations, the clock, and what the service may do.

All of it is one transaction under one lock: two starts at once do it once, and a failure leaves nothing.
"""

import contextlib
import importlib
import io
from collections.abc import Awaitable, Callable, Sequence
from types import ModuleType
from typing import Any

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards

from market.base import clock
from market.base.database import DB, current_connection, transaction
from market.base.errors import Unavailable
from market.piccolo_conf import APP_REGISTRY

LOCK = 0x6D6F69  # "moi"
JOBS = "jobs"

# Tables have it as a default, so it stands before any migration. PostgreSQL 18 brings its own (RFC 9562, 5.7).
UUID7 = """
do $do$ begin
  if to_regproc('pg_catalog.uuidv7') is null and to_regproc('public.uuidv7') is null then
    create function public.uuidv7() returns uuid language sql volatile parallel safe as $f$
      select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
    $f$;
  end if;
end $do$;
"""

Extra = Callable[[asyncpg.Connection, str], Awaitable[None]]


class MigrationFailed(Unavailable):
    """A migration did not run; the database is as it was."""


def raw(app: str, identity: str, description: str, sql: str) -> MigrationManager:
    """A migration that is SQL: Piccolo runs raw parts before its tables, so they get files of their own."""
    manager = MigrationManager(migration_id=identity, app_name=app, description=description)

    async def up() -> None:
        await current_connection().execute(sql)

    manager.add_raw(up)
    return manager


def rooms_with_tables() -> list[ModuleType]:
    """The `tables` module of every registered room, lowest floor first."""
    return [importlib.import_module(app.replace("piccolo_app", "tables")) for app in APP_REGISTRY.apps]


async def migrate(
    owner_dsn: str, service_role: str, *, travelling: bool, extras: Sequence[Extra] = ()
) -> None:
    """Migrate the database at `owner_dsn` and grant `service_role` exactly the declared rights.

    Closes the engine again, so that the caller opens it as the service. `extras` run last, inside the same
    transaction, with (connection, service_role).
    """
    await DB.open(owner_dsn, maximum=2)
    try:
        async with transaction():
            connection = current_connection()
            await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
            await connection.execute(UUID7)
            await _run_all()
            await connection.execute(clock.function(travelling))
            await _grant(connection, service_role)
            for extra in extras:
                await extra(connection, service_role)
    finally:
        await DB.close()


async def pending() -> list[str]:
    """Names of migrations that this code has and the open database has not run."""
    known: dict[str, str] = {}
    for app in APP_REGISTRY.app_configs.values():
        folder = importlib.import_module(f"market.{app.app_name}.piccolo_migrations")
        for path in importlib.resources.files(folder).iterdir():
            if path.name.endswith(".py") and path.name != "__init__.py":
                source = path.read_text()
                identity = source.split('ID = "', 1)[1].split('"', 1)[0]
                known[identity] = app.app_name
    from market.base.database import fetch

    try:
        done = {row["name"] for row in await fetch("select name from public.migration")}
    except asyncpg.UndefinedTableError:
        done = set()
    return sorted(f"{room} {identity}" for identity, room in known.items() if identity not in done)


async def _run_all() -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        result = await run_forwards("all")
    if not result.success:
        raise MigrationFailed(detail=said.getvalue()[-2000:])


async def _grant(connection: asyncpg.Connection, role: str) -> None:
    """Take every right away and give what the rooms declare, so that a right removed in code is gone."""
    quoted = '"' + role.replace('"', '""') + '"'
    schemas: dict[str, dict[str, str]] = {}
    for module in rooms_with_tables():
        rights: dict[type[Any], str] = module.RIGHTS
        tables = schemas.setdefault(module.SCHEMA, {})
        for table, allowed in rights.items():
            tables[table._meta.tablename] = allowed
    statements = []
    for schema, tables in schemas.items():
        statements += [
            f"revoke all on all tables in schema {schema} from {quoted}, public",
            f"revoke all on all functions in schema {schema} from {quoted}, public",
            f"grant usage on schema {schema} to {quoted}",
            f"grant usage on all sequences in schema {schema} to {quoted}",
            f"grant execute on all functions in schema {schema} to {quoted}",
        ]
        statements += [f"grant {allowed} on {schema}.{name} to {quoted}" for name, allowed in tables.items()]
    statements += [
        f"grant usage on schema {JOBS} to {quoted}",
        f"grant select, insert, update, delete on all tables in schema {JOBS} to {quoted}",
        f"grant usage on all sequences in schema {JOBS} to {quoted}",
        f"grant select on public.migration to {quoted}",
    ]
    await connection.execute(";\n".join(statements))
