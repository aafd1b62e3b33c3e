"""The local stand-ins for what production provides: a database server with its roles, and a keyring."""

from pathlib import Path

import asyncpg

from market.base.embedded import OWNER, SERVICE, Embedded

DATABASE = "moi"
INVALID = -2  # pg_database.datconnlimit of a database whose removal was cut off


async def create_roles(server: Embedded) -> None:
    """The owner, who migrates and is no superuser, and the service, who owns nothing."""
    connection = await asyncpg.connect(server.dsn())
    try:
        for role in (OWNER, SERVICE):
            if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
                await connection.execute(f"create role {role} login")
    finally:
        await connection.close()


async def create_database(server: Embedded, name: str = DATABASE, template: str | None = None) -> None:
    """An empty database of the owner's, or a copy of `template`; nothing happens if it exists."""
    connection = await asyncpg.connect(server.dsn())
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            copy = f" template {template}" if template else ""
            await connection.execute(f"create database {name} owner {OWNER}{copy}")
    finally:
        await connection.close()


async def drop_half_dropped(server: Embedded, name: str = DATABASE) -> None:
    """A `drop database` that was cut off leaves a name nobody can connect to: finish what it began.

    `create database` needs no such care: it is there whole, or it is not there.
    """
    connection = await asyncpg.connect(server.dsn())
    try:
        limit = await connection.fetchval("select datconnlimit from pg_database where datname = $1", name)
        if limit == INVALID:
            await connection.execute(f"drop database {name}")
    finally:
        await connection.close()


def server_in(home: Path) -> Embedded:
    """The embedded server of this folder."""
    return Embedded(home)
