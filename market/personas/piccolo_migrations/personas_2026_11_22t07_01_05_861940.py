from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class Persona(Table, tablename="personas", schema="personas"):
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


ID = "2026-11-22T07:01:05:861940"
VERSION = "1.38.0"
DESCRIPTION = "the tables of personas"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="personas", description=DESCRIPTION)

    manager.add_table(class_name="Slot", tablename="slots", schema="personas", columns=None)

    manager.add_table(
        class_name="Persona",
        tablename="personas",
        schema="personas",
        columns=None,
    )

    manager.add_table(
        class_name="PersonaVersion",
        tablename="persona_versions",
        schema="personas",
        columns=None,
    )

    manager.add_column(
        table_class_name="Slot",
        tablename="slots",
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
        table_class_name="Slot",
        tablename="slots",
        column_name="persona",
        db_column_name="persona",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Persona,
            "on_delete": OnDelete.restrict,
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Slot",
        tablename="slots",
        column_name="number",
        db_column_name="number",
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
        table_class_name="Slot",
        tablename="slots",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Slot",
        tablename="slots",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Slot",
        tablename="slots",
        column_name="held_until",
        db_column_name="held_until",
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

    manager.add_column(
        table_class_name="Slot",
        tablename="slots",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Slot",
        tablename="slots",
        column_name="released_at",
        db_column_name="released_at",
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

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
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
        table_class_name="Persona",
        tablename="personas",
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
        table_class_name="Persona",
        tablename="personas",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="draft",
        db_column_name="draft",
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
        table_class_name="Persona",
        tablename="personas",
        column_name="version",
        db_column_name="version",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="variant",
        db_column_name="variant",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="period",
        db_column_name="period",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
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
        table_class_name="Persona",
        tablename="personas",
        column_name="price_step",
        db_column_name="price_step",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="capacity",
        db_column_name="capacity",
        column_class_name="SmallInt",
        column_class=SmallInt,
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="published_at",
        db_column_name="published_at",
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

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="listed_since",
        db_column_name="listed_since",
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

    manager.add_column(
        table_class_name="PersonaVersion",
        tablename="persona_versions",
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
        table_class_name="PersonaVersion",
        tablename="persona_versions",
        column_name="persona",
        db_column_name="persona",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Persona,
            "on_delete": OnDelete.restrict,
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="PersonaVersion",
        tablename="persona_versions",
        column_name="number",
        db_column_name="number",
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
        table_class_name="PersonaVersion",
        tablename="persona_versions",
        column_name="variant",
        db_column_name="variant",
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
        schema="personas",
    )

    manager.add_column(
        table_class_name="PersonaVersion",
        tablename="persona_versions",
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
        table_class_name="PersonaVersion",
        tablename="persona_versions",
        column_name="sheet",
        db_column_name="sheet",
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
        table_class_name="PersonaVersion",
        tablename="persona_versions",
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
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="Slot",
        tablename="slots",
        constraint_name="slots_held_or_taken",
        constraint_class=Check,
        params={"condition": "(held_until is null) <> (ends_at is null)"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="Slot",
        tablename="slots",
        constraint_name="slots_number",
        constraint_class=Check,
        params={"condition": "number between 1 and 10"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="Persona",
        tablename="personas",
        constraint_name="personas_holder_length",
        constraint_class=Check,
        params={"condition": "octet_length(holder) = 32"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="Persona",
        tablename="personas",
        constraint_name="personas_state",
        constraint_class=Check,
        params={"condition": "state in ('draft', 'listed', 'hidden', 'stopped', 'retired', 'erased')"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="Persona",
        tablename="personas",
        constraint_name="personas_capacity",
        constraint_class=Check,
        params={"condition": "capacity between 1 and 10"},
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="Persona",
        tablename="personas",
        constraint_name="personas_offer_is_whole",
        constraint_class=Check,
        params={
            "condition": "state in ('draft', 'retired', 'erased') or (version is not null and variant is not null and period is not null and price_step is not null and published_at is not null and listed_since is not null)"
        },
        schema="personas",
    )

    manager.add_constraint(
        table_class_name="PersonaVersion",
        tablename="persona_versions",
        constraint_name="persona_versions_number",
        constraint_class=Unique,
        params={"columns": ["persona", "number"], "nulls_distinct": True},
        schema="personas",
    )

    return manager
