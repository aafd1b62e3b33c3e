from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.column_types import Bytea
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-25T19:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "which keyring the database was begun with"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="base", description=DESCRIPTION)

    manager.add_table(class_name="KeyringMark", tablename="keyring", schema="base", columns=None)

    manager.add_column(
        table_class_name="KeyringMark",
        tablename="keyring",
        column_name="single",
        db_column_name="single",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
            "default": True,
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="base",
    )

    manager.add_column(
        table_class_name="KeyringMark",
        tablename="keyring",
        column_name="fingerprint",
        db_column_name="fingerprint",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="base",
    )

    manager.add_constraint(
        table_class_name="KeyringMark",
        tablename="keyring",
        constraint_name="keyring_is_one_row",
        constraint_class=Check,
        params={"condition": "single"},
        schema="base",
    )

    manager.add_constraint(
        table_class_name="KeyringMark",
        tablename="keyring",
        constraint_name="keyring_fingerprint_length",
        constraint_class=Check,
        params={"condition": "octet_length(fingerprint) = 32"},
        schema="base",
    )

    return manager
