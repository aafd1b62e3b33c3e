from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class PayoutAttempt(Table, tablename="payout_attempts", schema="money"):
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


ID = "2026-11-26T08:14:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "each reversal of a transfer has a row"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="TransferReversal",
        tablename="transfer_reversals",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
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
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
        column_name="attempt_id",
        db_column_name="attempt_id",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": PayoutAttempt,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
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
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
        column_name="stripe_reversal_id",
        db_column_name="stripe_reversal_id",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 96,
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
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
        column_name="amount",
        db_column_name="amount",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
        column_name="booked_at",
        db_column_name="booked_at",
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

    manager.add_constraint(
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
        constraint_name="transfer_reversals_amount",
        constraint_class=Check,
        params={"condition": "amount > 0"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="TransferReversal",
        tablename="transfer_reversals",
        constraint_name="transfer_reversals_once",
        constraint_class=Unique,
        params={"columns": ["stripe_reversal_id"], "nulls_distinct": True},
        schema="money",
    )

    return manager
