from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import JSONB
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-26T12:09:56:824073"
VERSION = "1.38.0"
DESCRIPTION = "consents beside rentals, and the chained record of each"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_table(class_name="Consent", tablename="consents", schema="rentals", columns=None)

    manager.add_table(
        class_name="ConsentEvent",
        tablename="consent_events",
        schema="rentals",
        columns=None,
    )

    manager.add_column(
        table_class_name="Consent",
        tablename="consents",
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
        table_class_name="Consent",
        tablename="consents",
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
        table_class_name="Consent",
        tablename="consents",
        column_name="record",
        db_column_name="record",
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
        table_class_name="Consent",
        tablename="consents",
        column_name="receipt",
        db_column_name="receipt",
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
        table_class_name="Consent",
        tablename="consents",
        column_name="state",
        db_column_name="state",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 12,
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
        table_class_name="Consent",
        tablename="consents",
        column_name="seq",
        db_column_name="seq",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Consent",
        tablename="consents",
        column_name="starts_at",
        db_column_name="starts_at",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Consent",
        tablename="consents",
        column_name="ends_at",
        db_column_name="ends_at",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="ConsentEvent",
        tablename="consent_events",
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
        table_class_name="ConsentEvent",
        tablename="consent_events",
        column_name="consent",
        db_column_name="consent",
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
        table_class_name="ConsentEvent",
        tablename="consent_events",
        column_name="seq",
        db_column_name="seq",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="ConsentEvent",
        tablename="consent_events",
        column_name="kind",
        db_column_name="kind",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 24,
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
        table_class_name="ConsentEvent",
        tablename="consent_events",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="ConsentEvent",
        tablename="consent_events",
        column_name="facts",
        db_column_name="facts",
        column_class_name="JSONB",
        column_class=JSONB,
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
        table_class_name="ConsentEvent",
        tablename="consent_events",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="ConsentEvent",
        tablename="consent_events",
        column_name="prev_hash",
        db_column_name="prev_hash",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="ConsentEvent",
        tablename="consent_events",
        column_name="event_hash",
        db_column_name="event_hash",
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
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Consent",
        tablename="consents",
        constraint_name="consents_rental",
        constraint_class=Unique,
        params={"columns": ["rental"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Consent",
        tablename="consents",
        constraint_name="consents_record",
        constraint_class=Unique,
        params={"columns": ["record"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Consent",
        tablename="consents",
        constraint_name="consents_receipt",
        constraint_class=Unique,
        params={"columns": ["receipt"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Consent",
        tablename="consents",
        constraint_name="consents_state",
        constraint_class=Check,
        params={
            "condition": "state in ('expired', 'given', 'invalidated', 'refused', 'renewed', 'requested', 'revoked', 'withdrawn')"
        },
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Consent",
        tablename="consents",
        constraint_name="consents_period",
        constraint_class=Check,
        params={
            "condition": "(starts_at is null) = (ends_at is null) and starts_at < ends_at and (state not in ('given', 'renewed', 'withdrawn', 'invalidated') or starts_at is not null) and (state not in ('requested', 'refused') or starts_at is null)"
        },
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="ConsentEvent",
        tablename="consent_events",
        constraint_name="consent_events_seq",
        constraint_class=Unique,
        params={"columns": ["consent", "seq"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="ConsentEvent",
        tablename="consent_events",
        constraint_name="consent_events_lengths",
        constraint_class=Check,
        params={
            "condition": "seq >= 0 and octet_length(salt) = 16 and octet_length(prev_hash) = 32 and octet_length(event_hash) = 32"
        },
        schema="rentals",
    )

    return manager
