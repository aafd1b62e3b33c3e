from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import JSONB
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-27T19:24:35:800627"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="relations", description=DESCRIPTION)

    manager.add_table(
        class_name="InvitationTemplate",
        tablename="invitation_templates",
        schema="relations",
        columns=None,
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        column_name="brand",
        db_column_name="brand",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        column_name="name",
        db_column_name="name",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 80,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        column_name="kind",
        db_column_name="kind",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        column_name="said",
        db_column_name="said",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        column_name="version",
        db_column_name="version",
        column_class_name="Integer",
        column_class=Integer,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
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
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        constraint_name="invitation_templates_name",
        constraint_class=Unique,
        params={"columns": ["brand", "name"], "nulls_distinct": True},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        constraint_name="invitation_templates_named",
        constraint_class=Check,
        params={"condition": "length(btrim(name)) > 0"},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        constraint_name="invitation_templates_kind",
        constraint_class=Check,
        params={"condition": "kind in ('discount', 'sample', 'experience', 'early_access', 'advice')"},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="InvitationTemplate",
        tablename="invitation_templates",
        constraint_name="invitation_templates_version",
        constraint_class=Check,
        params={"condition": "version >= 1"},
        schema="relations",
    )

    return manager
