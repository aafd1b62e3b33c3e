from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T17:56:33:158494"
VERSION = "1.38.0"
DESCRIPTION = "checks of traits"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="personas", description=DESCRIPTION)

    manager.add_table(
        class_name="TraitCheck",
        tablename="checks",
        schema="personas",
        columns=None,
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
        column_name="persona",
        db_column_name="persona",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
        column_name="claim",
        db_column_name="claim",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 40,
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
        column_name="state",
        db_column_name="state",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 9,
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
        column_name="reason",
        db_column_name="reason",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 32,
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="TraitCheck",
        tablename="checks",
        column_name="decided_at",
        db_column_name="decided_at",
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
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="TraitCheck",
        tablename="checks",
        constraint_name="checks_state",
        constraint_class=Check,
        params={"condition": "state in ('asked', 'verified', 'refused', 'withdrawn', 'replaced')"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="TraitCheck",
        tablename="checks",
        constraint_name="checks_claim",
        constraint_class=Check,
        params={"condition": "claim in ('naissance', 'region')"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="TraitCheck",
        tablename="checks",
        constraint_name="checks_decided",
        constraint_class=Check,
        params={
            "condition": "(state in ('asked', 'withdrawn')) = (decided_at is null) and (state in ('asked', 'withdrawn')) = (reason is null)"
        },
        schema="personas",
    )

    return manager
