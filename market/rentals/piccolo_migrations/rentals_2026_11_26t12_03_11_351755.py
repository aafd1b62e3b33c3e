from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Text
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-26T12:03:11:351755"
VERSION = "1.38.0"
DESCRIPTION = "credentials, their status lists, and the seals of brands"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_table(
        class_name="Credential",
        tablename="credentials",
        schema="rentals",
        columns=None,
    )

    manager.add_table(
        class_name="StatusChange",
        tablename="status_changes",
        schema="rentals",
        columns=None,
    )

    manager.add_table(
        class_name="StatusListRow",
        tablename="status_lists",
        schema="rentals",
        columns=None,
    )

    manager.add_table(
        class_name="RecordSeal",
        tablename="record_seals",
        schema="rentals",
        columns=None,
    )

    manager.add_column(
        table_class_name="Credential",
        tablename="credentials",
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
        table_class_name="Credential",
        tablename="credentials",
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
        table_class_name="Credential",
        tablename="credentials",
        column_name="list",
        db_column_name="list",
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
        table_class_name="Credential",
        tablename="credentials",
        column_name="idx",
        db_column_name="idx",
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
        table_class_name="Credential",
        tablename="credentials",
        column_name="status",
        db_column_name="status",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Credential",
        tablename="credentials",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Credential",
        tablename="credentials",
        column_name="sealed",
        db_column_name="sealed",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="StatusChange",
        tablename="status_changes",
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
        table_class_name="StatusChange",
        tablename="status_changes",
        column_name="list",
        db_column_name="list",
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
        table_class_name="StatusListRow",
        tablename="status_lists",
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
        table_class_name="StatusListRow",
        tablename="status_lists",
        column_name="month",
        db_column_name="month",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="StatusListRow",
        tablename="status_lists",
        column_name="shard",
        db_column_name="shard",
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
        table_class_name="StatusListRow",
        tablename="status_lists",
        column_name="taken",
        db_column_name="taken",
        column_class_name="Integer",
        column_class=Integer,
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="StatusListRow",
        tablename="status_lists",
        column_name="token",
        db_column_name="token",
        column_class_name="Text",
        column_class=Text,
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
        table_class_name="StatusListRow",
        tablename="status_lists",
        column_name="signed_at",
        db_column_name="signed_at",
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
        table_class_name="RecordSeal",
        tablename="record_seals",
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
        table_class_name="RecordSeal",
        tablename="record_seals",
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
        table_class_name="RecordSeal",
        tablename="record_seals",
        column_name="length",
        db_column_name="length",
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
        table_class_name="RecordSeal",
        tablename="record_seals",
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

    manager.add_column(
        table_class_name="RecordSeal",
        tablename="record_seals",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="RecordSeal",
        tablename="record_seals",
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="RecordSeal",
        tablename="record_seals",
        column_name="value",
        db_column_name="value",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 86,
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
        table_class_name="Credential",
        tablename="credentials",
        constraint_name="credentials_place",
        constraint_class=Unique,
        params={"columns": ["list", "idx"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Credential",
        tablename="credentials",
        constraint_name="credentials_idx",
        constraint_class=Check,
        params={"condition": "idx between 0 and 65535"},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Credential",
        tablename="credentials",
        constraint_name="credentials_status",
        constraint_class=Check,
        params={"condition": "status in (0, 1, 2) and (status = 1) = (sealed is null)"},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="StatusListRow",
        tablename="status_lists",
        constraint_name="status_lists_place",
        constraint_class=Unique,
        params={"columns": ["month", "shard"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="StatusListRow",
        tablename="status_lists",
        constraint_name="status_lists_month",
        constraint_class=Check,
        params={"condition": "month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' and shard >= 0"},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="StatusListRow",
        tablename="status_lists",
        constraint_name="status_lists_taken",
        constraint_class=Check,
        params={"condition": "taken between 0 and 65536"},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="StatusListRow",
        tablename="status_lists",
        constraint_name="status_lists_signed",
        constraint_class=Check,
        params={"condition": "(token is null) = (signed_at is null)"},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="RecordSeal",
        tablename="record_seals",
        constraint_name="record_seals_once",
        constraint_class=Unique,
        params={"columns": ["rental", "length", "kid"], "nulls_distinct": True},
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="RecordSeal",
        tablename="record_seals",
        constraint_name="record_seals_lengths",
        constraint_class=Check,
        params={
            "condition": "length > 0 and octet_length(event_hash) = 32 and length(kid) = 43 and length(value) = 86"
        },
        schema="rentals",
    )

    return manager
