from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-25T21:23:40:399838"
VERSION = "1.38.0"
DESCRIPTION = "True"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="PurchaseReference",
        tablename="purchase_references",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="PurchaseReference",
        tablename="purchase_references",
        column_name="brand",
        db_column_name="brand",
        column_class_name="Bytea",
        column_class=Bytea,
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
        table_class_name="PurchaseReference",
        tablename="purchase_references",
        column_name="reference",
        db_column_name="reference",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 50,
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
        table_class_name="PurchaseReference",
        tablename="purchase_references",
        column_name="given_at",
        db_column_name="given_at",
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
        table_class_name="PurchaseReference",
        tablename="purchase_references",
        constraint_name="purchase_references_brand",
        constraint_class=Check,
        params={"condition": "octet_length(brand) = 32"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="PurchaseReference",
        tablename="purchase_references",
        constraint_name="purchase_references_reference",
        constraint_class=Check,
        params={"condition": "reference <> ''"},
        schema="money",
    )

    manager.add_column(
        table_class_name="Order",
        tablename="orders",
        column_name="purpose",
        db_column_name="purpose",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 8,
            "default": "rental",
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
        table_class_name="Order",
        tablename="orders",
        column_name="reference",
        db_column_name="reference",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 50,
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
        table_class_name="LedgerBalance",
        tablename="ledger_balances",
        constraint_name="ledger_balances_guarded",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="LedgerEntry",
        tablename="ledger_entries",
        constraint_name="ledger_entries_subject",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_method",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="Refund",
        tablename="refunds",
        constraint_name="refunds_origin",
        schema="money",
    )

    manager.add_constraint(
        table_class_name="LedgerBalance",
        tablename="ledger_balances",
        constraint_name="ledger_balances_kind",
        constraint_class=Check,
        params={
            "condition": "kind in ('brand:credit', 'brand:reserved', 'holder:payable', 'holder:pending', 'holder:reserved', 'refund:in_flight', 'rental:escrow')"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="LedgerEntry",
        tablename="ledger_entries",
        constraint_name="ledger_entries_subject_fits",
        constraint_class=Check,
        params={
            "condition": "(octet_length(subject) = 0 and kind in ('bank:client_funds', 'bank:operating', 'dispute:held', 'platform:losses', 'platform:revenue', 'stripe:clearing', 'stripe:fees', 'tax:vat')) or (octet_length(subject) = 16 and kind in ('refund:in_flight', 'rental:escrow')) or (octet_length(subject) = 32 and kind in ('brand:credit', 'brand:receivable', 'brand:reserved', 'holder:payable', 'holder:pending', 'holder:reserved'))"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Order",
        tablename="orders",
        constraint_name="orders_purpose",
        constraint_class=Check,
        params={"condition": "purpose in ('rental', 'top_up')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Order",
        tablename="orders",
        constraint_name="orders_reference",
        constraint_class=Check,
        params={"condition": "reference <> ''"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_balance",
        constraint_class=Check,
        params={
            "condition": "method <> 'balance' or stripe_checkout_session_id is null and stripe_payment_intent_id is null"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_means",
        constraint_class=Check,
        params={"condition": "method in ('balance', 'card', 'sepa_debit')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Refund",
        tablename="refunds",
        constraint_name="refunds_about",
        constraint_class=Check,
        params={
            "condition": "(origin = 'platform' and order_line_id is not null) or (origin in ('external', 'balance') and order_line_id is null)"
        },
        schema="money",
    )

    return manager
