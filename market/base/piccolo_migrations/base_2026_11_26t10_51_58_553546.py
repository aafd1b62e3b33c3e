from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-26T10:51:58:553546"
VERSION = "1.38.0"
DESCRIPTION = "what waits to be sealed, what is, and the platform’s signing keys"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="base", description=DESCRIPTION)

    manager.add_table(
        class_name="SigningKey",
        tablename="signing_keys",
        schema="base",
        columns=None,
    )

    manager.add_table(
        class_name="AuditWaiting",
        tablename="audit_waiting",
        schema="base",
        columns=None,
    )

    manager.add_table(class_name="AuditDay", tablename="audit_days", schema="base", columns=None)

    manager.add_table(
        class_name="AuditSealed",
        tablename="audit_sealed",
        schema="base",
        columns=None,
    )

    manager.add_column(
        table_class_name="SigningKey",
        tablename="signing_keys",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="SigningKey",
        tablename="signing_keys",
        column_name="purpose",
        db_column_name="purpose",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="SigningKey",
        tablename="signing_keys",
        column_name="generation",
        db_column_name="generation",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="SigningKey",
        tablename="signing_keys",
        column_name="kid",
        db_column_name="kid",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 43,
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
        schema="base",
    )

    manager.add_column(
        table_class_name="SigningKey",
        tablename="signing_keys",
        column_name="x",
        db_column_name="x",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 43,
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
        schema="base",
    )

    manager.add_column(
        table_class_name="SigningKey",
        tablename="signing_keys",
        column_name="began_at",
        db_column_name="began_at",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditWaiting",
        tablename="audit_waiting",
        column_name="entry",
        db_column_name="entry",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditWaiting",
        tablename="audit_waiting",
        column_name="at",
        db_column_name="at",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditDay",
        tablename="audit_days",
        column_name="entries",
        db_column_name="entries",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditDay",
        tablename="audit_days",
        column_name="day",
        db_column_name="day",
        column_class_name="Date",
        column_class=Date,
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditDay",
        tablename="audit_days",
        column_name="root",
        db_column_name="root",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditDay",
        tablename="audit_days",
        column_name="salt",
        db_column_name="salt",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditSealed",
        tablename="audit_sealed",
        column_name="entry",
        db_column_name="entry",
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
        schema="base",
    )

    manager.add_column(
        table_class_name="AuditSealed",
        tablename="audit_sealed",
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
        schema="base",
    )

    manager.add_constraint(
        table_class_name="SigningKey",
        tablename="signing_keys",
        constraint_name="signing_keys_purpose",
        constraint_class=Check,
        params={"condition": "purpose in ('record', 'status', 'credential')"},
        schema="base",
    )

    manager.add_constraint(
        table_class_name="SigningKey",
        tablename="signing_keys",
        constraint_name="signing_keys_generation",
        constraint_class=Check,
        params={"condition": "generation > 0"},
        schema="base",
    )

    manager.add_constraint(
        table_class_name="SigningKey",
        tablename="signing_keys",
        constraint_name="signing_keys_once",
        constraint_class=Unique,
        params={"columns": ["purpose", "generation"], "nulls_distinct": True},
        schema="base",
    )

    manager.add_constraint(
        table_class_name="SigningKey",
        tablename="signing_keys",
        constraint_name="signing_keys_kid",
        constraint_class=Unique,
        params={"columns": ["kid"], "nulls_distinct": True},
        schema="base",
    )

    manager.add_constraint(
        table_class_name="AuditDay",
        tablename="audit_days",
        constraint_name="audit_days_lengths",
        constraint_class=Check,
        params={"condition": "entries >= 0 and octet_length(root) = 32 and octet_length(salt) = 16"},
        schema="base",
    )

    return manager
