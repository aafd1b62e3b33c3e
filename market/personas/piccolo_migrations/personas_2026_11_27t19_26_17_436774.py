from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-27T19:26:17:436774"
VERSION = "1.38.0"
DESCRIPTION = "which editions of the charter a holder has signed"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="personas", description=DESCRIPTION)

    manager.add_table(
        class_name="CharterSignature",
        tablename="charter_signatures",
        schema="personas",
        columns=None,
    )

    manager.add_column(
        table_class_name="CharterSignature",
        tablename="charter_signatures",
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
        table_class_name="CharterSignature",
        tablename="charter_signatures",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="CharterSignature",
        tablename="charter_signatures",
        column_name="edition",
        db_column_name="edition",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="CharterSignature",
        tablename="charter_signatures",
        column_name="signed_at",
        db_column_name="signed_at",
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

    manager.add_constraint(
        table_class_name="CharterSignature",
        tablename="charter_signatures",
        constraint_name="charter_signatures_once",
        constraint_class=Unique,
        params={"columns": ["holder", "edition"], "nulls_distinct": True},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="CharterSignature",
        tablename="charter_signatures",
        constraint_name="charter_signatures_edition",
        constraint_class=Check,
        params={"condition": "edition >= 1"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="CharterSignature",
        tablename="charter_signatures",
        constraint_name="charter_signatures_holder",
        constraint_class=Check,
        params={"condition": "octet_length(holder) = 32"},
        schema="personas",
    )

    return manager
