from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T04:28:22:221479"
VERSION = "1.38.0"
DESCRIPTION = "our own transfers, and balances that go to a bank"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="BankReturn",
        tablename="bank_returns",
        schema="money",
        columns=None,
    )

    manager.add_table(
        class_name="OwnTransfer",
        tablename="own_transfers",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": UUID4(),
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="brand",
        db_column_name="brand",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="currency",
        db_column_name="currency",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="needed",
        db_column_name="needed",
        column_class_name="SmallInt",
        column_class=SmallInt,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="first_by",
        db_column_name="first_by",
        column_class_name="Bytea",
        column_class=Bytea,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="second_by",
        db_column_name="second_by",
        column_class_name="Bytea",
        column_class=Bytea,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="approved_at",
        db_column_name="approved_at",
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="reference",
        db_column_name="reference",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 24,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="sent_at",
        db_column_name="sent_at",
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="execution_date",
        db_column_name="execution_date",
        column_class_name="Date",
        column_class=Date,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="debtor_name",
        db_column_name="debtor_name",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 70,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="debtor_iban",
        db_column_name="debtor_iban",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 34,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="debtor_bic",
        db_column_name="debtor_bic",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 11,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="why",
        db_column_name="why",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 140,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="failure",
        db_column_name="failure",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="asked_at",
        db_column_name="asked_at",
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
        table_class_name="BankReturn",
        tablename="bank_returns",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="BankReturn",
        tablename="bank_returns",
        column_name="paid_at",
        db_column_name="paid_at",
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="direction",
        db_column_name="direction",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="currency",
        db_column_name="currency",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="reference",
        db_column_name="reference",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 64,
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="needed",
        db_column_name="needed",
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="ours",
        db_column_name="ours",
        column_class_name="BigInt",
        column_class=BigInt,
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="recorded_by",
        db_column_name="recorded_by",
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
        schema="money",
    )

    manager.add_column(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="recorded_at",
        db_column_name="recorded_at",
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="confirmed_by",
        db_column_name="confirmed_by",
        column_class_name="Bytea",
        column_class=Bytea,
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="booked_at",
        db_column_name="booked_at",
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
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        column_name="why",
        db_column_name="why",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 140,
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
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_amount",
        constraint_class=Check,
        params={"condition": "amount > 0"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_currency",
        constraint_class=Check,
        params={"condition": "currency = 'EUR'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_brand",
        constraint_class=Check,
        params={"condition": "octet_length(brand) = 32"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_status",
        constraint_class=Check,
        params={
            "condition": "status in ('approved', 'canceled', 'failed', 'paid', 'refused', 'requested', 'sent')"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_forgotten",
        constraint_class=Check,
        params={"condition": "(status in ('approved', 'requested', 'sent')) = (sealed <> '')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_eyes",
        constraint_class=Check,
        params={
            "condition": "(needed is null) = (first_by is null) and needed in (1, 2) and (second_by is null or first_by is not null and second_by <> first_by) and (status not in ('approved', 'sent', 'paid') or coalesce(needed = 1 or second_by is not null, false))"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_file",
        constraint_class=Check,
        params={
            "condition": "(reference is null) = (sent_at is null) and (reference is null) = (execution_date is null) and (reference is null) = (debtor_iban is null) and (status not in ('sent', 'paid', 'failed') or reference is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankReturn",
        tablename="bank_returns",
        constraint_name="bank_returns_ended",
        constraint_class=Check,
        params={
            "condition": "(status = 'refused') = (why is not null) and (status = 'failed') = (failure is not null) and (status <> 'paid' or paid_at is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_direction",
        constraint_class=Check,
        params={"condition": "direction in ('out', 'in')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_amount",
        constraint_class=Check,
        params={"condition": "amount > 0"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_currency",
        constraint_class=Check,
        params={"condition": "currency = 'EUR'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_status",
        constraint_class=Check,
        params={
            "condition": "status in ('booked', 'called_off', 'waiting') and (status = 'booked') = (booked_at is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_eyes",
        constraint_class=Check,
        params={
            "condition": "octet_length(recorded_by) = 32 and needed in (1, 2) and confirmed_by is distinct from recorded_by and (status <> 'booked' or needed = 1 or confirmed_by is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_within",
        constraint_class=Check,
        params={"condition": "direction = 'in' or status <> 'booked' or coalesce(amount <= ours, false)"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="OwnTransfer",
        tablename="own_transfers",
        constraint_name="own_transfers_why",
        constraint_class=Check,
        params={"condition": "(status = 'called_off') = (why is not null)"},
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="ReconciliationFinding",
        tablename="reconciliation_findings",
        constraint_name="reconciliation_findings_kind",
        schema="money",
    )

    manager.add_constraint(
        table_class_name="ReconciliationFinding",
        tablename="reconciliation_findings",
        constraint_name="reconciliation_findings_known",
        constraint_class=Check,
        params={
            "condition": "kind in ('unknown', 'foreign', 'unbooked', 'amount', 'repeated', 'unmoved', 'vanished', 'balance', 'invariant', 'overdue', 'outside-refund', 'failed-refund', 'uncovered')"
        },
        schema="money",
    )

    return manager
