from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Bytea
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-26T01:15:52:410667"
VERSION = "1.38.0"
DESCRIPTION = "where a saved persona was found, sealed under its holder's key"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="catalogue", description=DESCRIPTION)

    manager.drop_column(
        table_class_name="SavedCard",
        tablename="saved_cards",
        column_name="address",
        db_column_name="address",
        schema="catalogue",
    )

    manager.add_column(
        table_class_name="SavedCard",
        tablename="saved_cards",
        column_name="address_sealed",
        db_column_name="address_sealed",
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
        schema="catalogue",
    )

    return manager
