from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-27T15:14:09:810093"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="relations", description=DESCRIPTION)

    manager.add_table(class_name="Note", tablename="notes", schema="relations", columns=None)

    manager.add_column(
        table_class_name="Note",
        tablename="notes",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": InnerId(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="relations",
    )

    manager.add_column(
        table_class_name="Note",
        tablename="notes",
        column_name="persona",
        db_column_name="persona",
        column_class_name="UUID",
        column_class=UUID,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Note",
        tablename="notes",
        column_name="brand",
        db_column_name="brand",
        column_class_name="UUID",
        column_class=UUID,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Note",
        tablename="notes",
        column_name="version",
        db_column_name="version",
        column_class_name="Integer",
        column_class=Integer,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Note",
        tablename="notes",
        column_name="sealed",
        db_column_name="sealed",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Note",
        tablename="notes",
        column_name="changed_at",
        db_column_name="changed_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="Note",
        tablename="notes",
        constraint_name="notes_once",
        constraint_class=Unique,
        params={"columns": ["persona", "brand"], "nulls_distinct": True},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="Note",
        tablename="notes",
        constraint_name="notes_version",
        constraint_class=Check,
        params={"condition": "version >= 1"},
        schema="relations",
    )

    return manager
