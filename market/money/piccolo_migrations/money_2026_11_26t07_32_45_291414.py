from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T07:32:45:291414"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="ClientMoney",
        tablename="client_money",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="ClientMoney",
        tablename="client_money",
        column_name="number",
        db_column_name="number",
        column_class_name="SmallInt",
        column_class=SmallInt,
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
        table_class_name="ClientMoney",
        tablename="client_money",
        column_name="held",
        db_column_name="held",
        column_class_name="Boolean",
        column_class=Boolean,
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
        table_class_name="ClientMoney",
        tablename="client_money",
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
        schema="money",
    )

    manager.add_constraint(
        table_class_name="ClientMoney",
        tablename="client_money",
        constraint_name="client_money_number",
        constraint_class=Check,
        params={"condition": "number >= 1"},
        schema="money",
    )

    manager.add_column(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="reverses",
        db_column_name="reverses",
        column_class_name="UUID",
        column_class=UUID,
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
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_eyes",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_status",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_why",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_within",
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_covered",
        constraint_class=Check,
        params={
            "condition": "direction = 'in' or reverses is not null or status not in ('booked', 'reversed') or coalesce(amount <= ours, false)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_reason",
        constraint_class=Check,
        params={"condition": "(status = 'called_off' or reverses is not null) = (why is not null)"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_reversal",
        constraint_class=Check,
        params={"condition": "reverses is null or reverses <> id and status <> 'reversed'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_signed",
        constraint_class=Check,
        params={
            "condition": "octet_length(recorded_by) = 32 and needed in (1, 2) and confirmed_by is distinct from recorded_by and (status not in ('booked', 'reversed') or needed = 1 or confirmed_by is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_states",
        constraint_class=Check,
        params={
            "condition": "status in ('booked', 'called_off', 'reversed', 'waiting') and (status in ('booked', 'reversed')) = (booked_at is not null)"
        },
        schema="money",
    )

    return manager
