from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-25T21:57:30:288536"
VERSION = "1.38.0"
DESCRIPTION = "True"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="PaymentDecision",
        tablename="payment_decisions",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="payment_id",
        db_column_name="payment_id",
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
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="act",
        db_column_name="act",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 8,
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
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
            "default": "prepared",
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
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="attempt",
        db_column_name="attempt",
        column_class_name="SmallInt",
        column_class=SmallInt,
        params={
            "default": 1,
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
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="idempotency_key",
        db_column_name="idempotency_key",
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
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="error_code",
        db_column_name="error_code",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 64,
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

    manager.add_column(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="decided_at",
        db_column_name="decided_at",
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
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="requested_at",
        db_column_name="requested_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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

    manager.add_column(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="leased_until",
        db_column_name="leased_until",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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

    manager.add_column(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        column_name="resolved_at",
        db_column_name="resolved_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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

    manager.add_constraint(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        constraint_name="payment_decisions_key",
        constraint_class=Unique,
        params={"columns": ["idempotency_key"], "nulls_distinct": True},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        constraint_name="payment_decisions_act",
        constraint_class=Check,
        params={"condition": "act in ('capture', 'release')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        constraint_name="payment_decisions_state",
        constraint_class=Check,
        params={
            "condition": "status in ('abandoned', 'answered', 'prepared', 'refused', 'requested', 'unknown')"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="PaymentDecision",
        tablename="payment_decisions",
        constraint_name="payment_decisions_resolved",
        constraint_class=Check,
        params={"condition": "(resolved_at is null) = (status in ('prepared', 'requested', 'unknown'))"},
        schema="money",
    )

    manager.add_column(
        table_class_name="Payment",
        tablename="payments",
        column_name="capture",
        db_column_name="capture",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 9,
            "default": "automatic",
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
        table_class_name="Payment",
        tablename="payments",
        column_name="capture_by",
        db_column_name="capture_by",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
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
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_status",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="PaymentAttempt",
        tablename="payment_attempts",
        constraint_name="payment_attempts_status",
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_capture",
        constraint_class=Check,
        params={
            "condition": "capture in ('automatic', 'manual') and (status <> 'authorized' or capture_by is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Payment",
        tablename="payments",
        constraint_name="payments_state",
        constraint_class=Check,
        params={
            "condition": "status in ('authorized', 'canceled', 'created', 'failed', 'processing', 'requires_action', 'submitted', 'succeeded', 'unknown')"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="PaymentAttempt",
        tablename="payment_attempts",
        constraint_name="payment_attempts_state",
        constraint_class=Check,
        params={
            "condition": "status in ('abandoned', 'answered', 'prepared', 'refused', 'requested', 'unknown')"
        },
        schema="money",
    )

    return manager
