from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Bytea
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-26T00:37:51:858318"
VERSION = "1.38.0"
DESCRIPTION = "the card of a rental, sealed under its holder's key"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.drop_column(
        table_class_name="Rental",
        tablename="rentals",
        column_name="card",
        db_column_name="card",
        schema="rentals",
    )

    manager.drop_column(
        table_class_name="Rental",
        tablename="rentals",
        column_name="card_said",
        db_column_name="card_said",
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Rental",
        tablename="rentals",
        column_name="card_sealed",
        db_column_name="card_sealed",
        column_class_name="Bytea",
        column_class=Bytea,
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

    manager.drop_constraint(
        table_class_name="Rental",
        tablename="rentals",
        constraint_name="rentals_card",
        schema="rentals",
    )

    return manager
