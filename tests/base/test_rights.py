"""The service's role may do what the rooms declare and nothing else."""

import asyncpg
import pytest

from market.base import audit
from market.base.database import fetch, fetch_value, transaction
from market.base.embedded import SERVICE
from market.base.ids import new_id
from market.base.migration import pending, rooms_with_tables
from tests.conftest import FreshDatabase


async def test_each_table_has_declared_rights_and_the_database_grants_exactly_them(
    owner: asyncpg.Connection,
) -> None:
    declared = {
        (module.SCHEMA, table._meta.tablename, right.strip().upper())
        for module in rooms_with_tables()
        for table, rights in module.RIGHTS.items()
        for right in rights.split(",")
    }
    schemas = {schema for schema, _, _ in declared}
    granted = await owner.fetch(
        "select table_schema, table_name, privilege_type from information_schema.role_table_grants"
        " where grantee in ($1, 'PUBLIC') and table_schema = any($2)",
        SERVICE,
        list(schemas),
    )
    assert {tuple(row) for row in granted} == declared
    tables = await owner.fetch(
        "select schemaname, tablename from pg_tables where schemaname = any($1)", list(schemas)
    )
    assert {tuple(row) for row in tables} == {(schema, name) for schema, name, _ in declared}


async def test_the_service_owns_nothing(database: FreshDatabase) -> None:
    assert await fetch("select 1 from pg_class where pg_has_role(current_user, relowner, 'usage')") == []
    assert not await fetch_value("select rolsuper from pg_roles where rolname = current_user")


async def test_the_owner_is_no_superuser_so_that_local_tests_prove_something(
    owner: asyncpg.Connection,
) -> None:
    assert not await owner.fetchval(
        "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
    )


async def test_an_audit_entry_cannot_be_altered_by_the_service_or_by_mistake(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    async with transaction():
        await audit.record(audit.SYSTEM, "test.done", "test", new_id(), count=1)
    for statement in ("update base.audit_entries set action = 'x'", "delete from base.audit_entries"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("truncate base.audit_entries")
    assert await fetch_value("select facts->>'count' from base.audit_entries") == "1"


async def test_a_migrated_database_waits_for_nothing(database: FreshDatabase) -> None:
    assert await pending() == []


def test_the_migrations_say_what_the_tables_say() -> None:
    """Each room's migrations make exactly its tables: nothing is missing and nothing is made twice."""
    import asyncio

    from piccolo.apps.migrations.commands.new import AutoMigrationManager

    from market.piccolo_conf import APP_REGISTRY

    for config in APP_REGISTRY.app_configs.values():
        statements = asyncio.run(AutoMigrationManager(auto_input="y").get_alter_statements(config))
        assert [s.statements for s in statements if s.statements] == [], config.app_name
