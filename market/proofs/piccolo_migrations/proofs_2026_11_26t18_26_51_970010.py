from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Text
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-26T18:26:51:970010"
VERSION = "1.38.0"
DESCRIPTION = "requests for a proof, and what was answered"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="proofs", description=DESCRIPTION)

    manager.add_table(class_name="Request", tablename="requests", schema="proofs", columns=None)

    manager.add_table(class_name="Answer", tablename="answers", schema="proofs", columns=None)

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="code",
        db_column_name="code",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="nonce",
        db_column_name="nonce",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 32,
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="key",
        db_column_name="key",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="brand",
        db_column_name="brand",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="asked",
        db_column_name="asked",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 255,
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="state",
        db_column_name="state",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="created_at",
        db_column_name="created_at",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="expires_at",
        db_column_name="expires_at",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="answered_at",
        db_column_name="answered_at",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="challenge",
        db_column_name="challenge",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 43,
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="statement",
        db_column_name="statement",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Request",
        tablename="requests",
        column_name="taken_at",
        db_column_name="taken_at",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Answer",
        tablename="answers",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Answer",
        tablename="answers",
        column_name="holder",
        db_column_name="holder",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Answer",
        tablename="answers",
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
        schema="proofs",
    )

    manager.add_column(
        table_class_name="Answer",
        tablename="answers",
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
        schema="proofs",
    )

    manager.add_constraint(
        table_class_name="Request",
        tablename="requests",
        constraint_name="requests_code",
        constraint_class=Unique,
        params={"columns": ["code"], "nulls_distinct": True},
        schema="proofs",
    )

    manager.add_constraint(
        table_class_name="Request",
        tablename="requests",
        constraint_name="requests_state",
        constraint_class=Check,
        params={"condition": "state in ('open', 'answered', 'declined')"},
        schema="proofs",
    )

    manager.add_constraint(
        table_class_name="Request",
        tablename="requests",
        constraint_name="requests_in_time",
        constraint_class=Check,
        params={
            "condition": "(state = 'open') = (answered_at is null) and (answered_at is null or answered_at < expires_at)"
        },
        schema="proofs",
    )

    manager.add_constraint(
        table_class_name="Request",
        tablename="requests",
        constraint_name="requests_statement",
        constraint_class=Check,
        params={
            "condition": "(state = 'answered') = (challenge is not null) and (state = 'answered' and taken_at is null) = (statement is not null) and (taken_at is null or state = 'answered')"
        },
        schema="proofs",
    )

    manager.add_constraint(
        table_class_name="Answer",
        tablename="answers",
        constraint_name="answers_holder",
        constraint_class=Check,
        params={"condition": "octet_length(holder) = 32"},
        schema="proofs",
    )

    return manager
