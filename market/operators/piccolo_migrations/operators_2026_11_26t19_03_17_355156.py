from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T19:03:17:355156"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="operators", description=DESCRIPTION)

    manager.add_table(
        class_name="LogExport",
        tablename="log_exports",
        schema="operators",
        columns=None,
    )

    manager.add_column(
        table_class_name="LogExport",
        tablename="log_exports",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="LogExport",
        tablename="log_exports",
        column_name="operator",
        db_column_name="operator",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="LogExport",
        tablename="log_exports",
        column_name="authority",
        db_column_name="authority",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 120,
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="LogExport",
        tablename="log_exports",
        column_name="first_day",
        db_column_name="first_day",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="LogExport",
        tablename="log_exports",
        column_name="last_day",
        db_column_name="last_day",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="LogExport",
        tablename="log_exports",
        column_name="made_at",
        db_column_name="made_at",
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
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="LogExport",
        tablename="log_exports",
        constraint_name="log_exports_operator",
        constraint_class=Check,
        params={"condition": "octet_length(operator) = 32"},
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="LogExport",
        tablename="log_exports",
        constraint_name="log_exports_authority",
        constraint_class=Check,
        params={"condition": "authority <> ''"},
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="LogExport",
        tablename="log_exports",
        constraint_name="log_exports_period",
        constraint_class=Check,
        params={
            "condition": "first_day <= last_day and last_day - first_day < 366 and last_day < (made_at at time zone 'UTC')::date"
        },
        schema="operators",
    )

    return manager
