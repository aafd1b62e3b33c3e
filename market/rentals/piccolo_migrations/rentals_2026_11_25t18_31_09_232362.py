from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-25T18:31:09:232362"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Rental",
        tablename="rentals",
        column_name="erased_at",
        db_column_name="erased_at",
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

    manager.add_constraint(
        table_class_name="Rental",
        tablename="rentals",
        constraint_name="rentals_erasure",
        constraint_class=Check,
        params={"condition": "erased_at is null or delete_by is not null"},
        schema="rentals",
    )

    return manager
