from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigInt
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T01:14:57:279476"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Dispute",
        tablename="disputes",
        column_name="given_back",
        db_column_name="given_back",
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
        table_class_name="Dispute",
        tablename="disputes",
        column_name="repaid",
        db_column_name="repaid",
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

    manager.drop_constraint(
        table_class_name="Order",
        tablename="orders",
        constraint_name="orders_purpose",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_borne",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_closed",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_status",
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Order",
        tablename="orders",
        constraint_name="orders_wherefore",
        constraint_class=Check,
        params={"condition": "purpose in ('rental', 'top_up', 'debt')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_bearers",
        constraint_class=Check,
        params={
            "condition": "from_escrow >= 0 and from_commission >= 0 and from_receivable >= 0 and from_escrow + from_commission + from_receivable = case when status in ('lost', 'restored') then amount else 0 end"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_debt",
        constraint_class=Check,
        params={
            "condition": "written_off >= 0 and repaid >= 0 and written_off + repaid <= from_receivable and (status <> 'restored' or written_off + repaid = from_receivable)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_decided",
        constraint_class=Check,
        params={"condition": "(closed_at is not null) = (status in ('won', 'lost', 'dropped', 'restored'))"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_restored",
        constraint_class=Check,
        params={"condition": "given_back between 0 and case when status = 'restored' then amount else 0 end"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Dispute",
        tablename="disputes",
        constraint_name="disputes_state",
        constraint_class=Check,
        params={
            "condition": "status in ('dropped', 'inquiry', 'inquiry_review', 'lost', 'needs_response', 'reported', 'restored', 'under_review', 'won')"
        },
        schema="money",
    )

    return manager
