from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-22T05:59:21:310853"
VERSION = "1.38.0"
DESCRIPTION = "the tables of operators"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="operators", description=DESCRIPTION)

    manager.add_table(
        class_name="Decision",
        tablename="decisions",
        schema="operators",
        columns=None,
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
        column_name="operator",
        db_column_name="operator",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
        column_name="act",
        db_column_name="act",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
        column_name="subject_kind",
        db_column_name="subject_kind",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
        column_name="subject",
        db_column_name="subject",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
        column_name="reason",
        db_column_name="reason",
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="Decision",
        tablename="decisions",
        column_name="note",
        db_column_name="note",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 600,
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
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_operator",
        constraint_class=Check,
        params={"condition": "octet_length(operator) = 32"},
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_act",
        constraint_class=Check,
        params={
            "condition": "(act in ('approve', 'refuse') and subject_kind = 'brand') or (act = 'stop' and subject_kind in ('brand', 'persona')) or (act in ('uphold', 'dismiss') and subject_kind = 'report')"
        },
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_reason",
        constraint_class=Check,
        params={"condition": "reason <> '' and (reason <> 'other' or note is not null)"},
        schema="operators",
    )

    return manager
