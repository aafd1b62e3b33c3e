from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import UUID, Bytea, Integer, Timestamptz
from piccolo.columns.indexes import IndexMethod

from market.base.ids import InnerId

ID = "2026-11-26T11:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "why a holder's personas were hidden and which rentals ended for it"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_table(class_name="Absence", tablename="absences", schema="rentals", columns=None)

    manager.add_table(class_name="AbsentEnd", tablename="absent_ends", schema="rentals", columns=None)

    manager.add_column(
        table_class_name="Absence",
        tablename="absences",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Absence",
        tablename="absences",
        column_name="holder",
        db_column_name="holder",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Absence",
        tablename="absences",
        column_name="since",
        db_column_name="since",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Absence",
        tablename="absences",
        column_name="hidden_at",
        db_column_name="hidden_at",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Absence",
        tablename="absences",
        column_name="personas",
        db_column_name="personas",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="AbsentEnd",
        tablename="absent_ends",
        column_name="rental",
        db_column_name="rental",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": False,
            "primary_key": True,
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
        table_class_name="AbsentEnd",
        tablename="absent_ends",
        column_name="absence",
        db_column_name="absence",
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
        schema="rentals",
    )

    return manager
