from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.column_types import Text
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-25T18:40:58:189266"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Rental",
        tablename="rentals",
        column_name="card",
        db_column_name="card",
        column_class_name="Text",
        column_class=Text,
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
        table_class_name="Rental",
        tablename="rentals",
        column_name="card_said",
        db_column_name="card_said",
        column_class_name="JSONB",
        column_class=JSONB,
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
        constraint_name="rentals_card",
        constraint_class=Check,
        params={"condition": "(card is null) = (card_said is null)"},
        schema="rentals",
    )

    return manager
