from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-28T17:29:55:579087"
VERSION = "1.38.0"
DESCRIPTION = "a credential's status and what it was before; changes of lists are noted no more"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.drop_table(class_name="StatusChange", tablename="status_changes", schema="rentals")

    manager.add_column(
        table_class_name="Credential",
        tablename="credentials",
        column_name="changed_in",
        db_column_name="changed_in",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Credential",
        tablename="credentials",
        column_name="former",
        db_column_name="former",
        column_class_name="SmallInt",
        column_class=SmallInt,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Credential",
        tablename="credentials",
        constraint_name="credentials_former",
        constraint_class=Check,
        params={"condition": "former in (0, 2)"},
        schema="rentals",
    )

    return manager
