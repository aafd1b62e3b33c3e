from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class Brand(Table, tablename="brands", schema="accounts"):
    id = UUID(
        default=InnerId(),
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-11-26T12:03:08:125558"
VERSION = "1.38.0"
DESCRIPTION = "the keys of a brand: generations, and the challenge that shows that it has one"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    manager.add_table(
        class_name="KeyChallenge",
        tablename="key_challenges",
        schema="accounts",
        columns=None,
    )

    manager.add_table(
        class_name="BrandKey",
        tablename="brand_keys",
        schema="accounts",
        columns=None,
    )

    manager.add_column(
        table_class_name="KeyChallenge",
        tablename="key_challenges",
        column_name="brand",
        db_column_name="brand",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Brand,
            "on_delete": OnDelete.cascade,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="accounts",
    )

    manager.add_column(
        table_class_name="KeyChallenge",
        tablename="key_challenges",
        column_name="hash",
        db_column_name="hash",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="KeyChallenge",
        tablename="key_challenges",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="KeyChallenge",
        tablename="key_challenges",
        column_name="used_at",
        db_column_name="used_at",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
        column_name="brand",
        db_column_name="brand",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Brand,
            "on_delete": OnDelete.cascade,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
        column_name="replaced_at",
        db_column_name="replaced_at",
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
        schema="accounts",
    )

    manager.add_column(
        table_class_name="BrandKey",
        tablename="brand_keys",
        column_name="revoked_at",
        db_column_name="revoked_at",
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
        schema="accounts",
    )

    manager.add_constraint(
        table_class_name="KeyChallenge",
        tablename="key_challenges",
        constraint_name="key_challenges_hash_length",
        constraint_class=Check,
        params={"condition": "octet_length(hash) = 32"},
        schema="accounts",
    )

    manager.add_constraint(
        table_class_name="BrandKey",
        tablename="brand_keys",
        constraint_name="brand_keys_kid",
        constraint_class=Unique,
        params={"columns": ["kid"], "nulls_distinct": True},
        schema="accounts",
    )

    manager.add_constraint(
        table_class_name="BrandKey",
        tablename="brand_keys",
        constraint_name="brand_keys_lengths",
        constraint_class=Check,
        params={"condition": "length(kid) = 43 and length(x) = 43"},
        schema="accounts",
    )

    return manager
