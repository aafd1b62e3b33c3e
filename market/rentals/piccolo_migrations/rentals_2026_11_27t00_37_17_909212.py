from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique

ID = "2026-11-27T00:37:17:909212"
VERSION = "1.38.0"
DESCRIPTION = "up to which number the reads of a rental stand under a head"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_table(
        class_name="ReadsSealed",
        tablename="reads_sealed",
        schema="rentals",
        columns=None,
    )

    manager.add_column(
        table_class_name="ReadsSealed",
        tablename="reads_sealed",
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
        table_class_name="ReadsSealed",
        tablename="reads_sealed",
        column_name="day",
        db_column_name="day",
        column_class_name="Date",
        column_class=Date,
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
        table_class_name="ReadsSealed",
        tablename="reads_sealed",
        column_name="rental",
        db_column_name="rental",
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

    manager.add_column(
        table_class_name="ReadsSealed",
        tablename="reads_sealed",
        column_name="last",
        db_column_name="last",
        column_class_name="BigInt",
        column_class=BigInt,
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

    manager.add_constraint(
        table_class_name="ReadsSealed",
        tablename="reads_sealed",
        constraint_name="reads_sealed_once",
        constraint_class=Unique,
        params={"columns": ["day", "rental"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="ReadsSealed",
        tablename="reads_sealed",
        constraint_name="reads_sealed_grew",
        constraint_class=Unique,
        params={"columns": ["rental", "last"], "nulls_distinct": True},
        schema="rentals",
    )

    return manager
