from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class Question(Table, tablename="questions", schema="relations"):
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


ID = "2026-11-27T04:40:06:288687"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="relations", description=DESCRIPTION)

    manager.add_table(
        class_name="Left",
        tablename="questions_left",
        schema="relations",
        columns=None,
    )

    manager.add_table(class_name="Answer", tablename="answers", schema="relations", columns=None)

    manager.add_table(
        class_name="Question",
        tablename="questions",
        schema="relations",
        columns=None,
    )

    manager.add_table(
        class_name="StandingRules",
        tablename="standing_rules",
        schema="relations",
        columns=None,
    )

    manager.add_column(
        table_class_name="Left",
        tablename="questions_left",
        column_name="question",
        db_column_name="question",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Question,
            "on_delete": OnDelete.restrict,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Left",
        tablename="questions_left",
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
        schema="relations",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Answer",
        tablename="answers",
        column_name="question",
        db_column_name="question",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Question,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Answer",
        tablename="answers",
        column_name="number",
        db_column_name="number",
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
        schema="relations",
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
            "null": True,
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
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
        table_class_name="Question",
        tablename="questions",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
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
        table_class_name="Question",
        tablename="questions",
        column_name="round",
        db_column_name="round",
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
        table_class_name="Question",
        tablename="questions",
        column_name="month",
        db_column_name="month",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
        column_name="until",
        db_column_name="until",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="Question",
        tablename="questions",
        column_name="seen_to_at",
        db_column_name="seen_to_at",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="StandingRules",
        tablename="standing_rules",
        column_name="persona",
        db_column_name="persona",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="StandingRules",
        tablename="standing_rules",
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
        schema="relations",
    )

    manager.add_column(
        table_class_name="StandingRules",
        tablename="standing_rules",
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
        table_class_name="Answer",
        tablename="answers",
        constraint_name="answers_once",
        constraint_class=Unique,
        params={"columns": ["question"], "nulls_distinct": True},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="Answer",
        tablename="answers",
        constraint_name="answers_number",
        constraint_class=Check,
        params={"condition": "number >= 1"},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="Question",
        tablename="questions",
        constraint_name="questions_number",
        constraint_class=Unique,
        params={"columns": ["rental", "month", "number"], "nulls_distinct": True},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="Question",
        tablename="questions",
        constraint_name="questions_once",
        constraint_class=Unique,
        params={"columns": ["round", "rental"], "nulls_distinct": True},
        schema="relations",
    )

    manager.add_constraint(
        table_class_name="Question",
        tablename="questions",
        constraint_name="questions_included",
        constraint_class=Check,
        params={"condition": "month >= 1 and number = 1"},
        schema="relations",
    )

    return manager
