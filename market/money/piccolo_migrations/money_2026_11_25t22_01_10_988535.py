from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class AccountingMonth(Table, tablename="accounting_months", schema="money"):
    id = UUID(
        default=InnerId(),
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-11-25T22:01:10:988535"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="AccountingMonth",
        tablename="accounting_months",
        schema="money",
        columns=None,
    )

    manager.add_table(
        class_name="AccountingEntry",
        tablename="accounting_entries",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        column_name="period",
        db_column_name="period",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 7,
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        column_name="year",
        db_column_name="year",
        column_class_name="SmallInt",
        column_class=SmallInt,
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        column_name="first_number",
        db_column_name="first_number",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        column_name="last_number",
        db_column_name="last_number",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        column_name="amount",
        db_column_name="amount",
        column_class_name="BigInt",
        column_class=BigInt,
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        column_name="closed_at",
        db_column_name="closed_at",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        column_name="transaction_id",
        db_column_name="transaction_id",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        column_name="month",
        db_column_name="month",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": AccountingMonth,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        column_name="year",
        db_column_name="year",
        column_class_name="SmallInt",
        column_class=SmallInt,
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        column_name="number",
        db_column_name="number",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        column_name="booked_on",
        db_column_name="booked_on",
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
        schema="money",
    )

    manager.add_constraint(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        constraint_name="accounting_months_period",
        constraint_class=Unique,
        params={"columns": ["period"], "nulls_distinct": True},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        constraint_name="accounting_months_named",
        constraint_class=Check,
        params={"condition": "period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' and year = left(period, 4)::int"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        constraint_name="accounting_months_numbers",
        constraint_class=Check,
        params={"condition": "first_number >= 1 and last_number >= first_number - 1"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="AccountingMonth",
        tablename="accounting_months",
        constraint_name="accounting_months_amount",
        constraint_class=Check,
        params={"condition": "amount >= 0"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        constraint_name="accounting_entries_number",
        constraint_class=Unique,
        params={"columns": ["year", "number"], "nulls_distinct": True},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="AccountingEntry",
        tablename="accounting_entries",
        constraint_name="accounting_entries_from_one",
        constraint_class=Check,
        params={"condition": "number >= 1"},
        schema="money",
    )

    return manager
