from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-25T22:16:02:264492"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="operators", description=DESCRIPTION)

    manager.add_table(
        class_name="MarketFigures",
        tablename="market_figures",
        schema="operators",
        columns=None,
    )

    manager.add_column(
        table_class_name="MarketFigures",
        tablename="market_figures",
        column_name="days",
        db_column_name="days",
        column_class_name="SmallInt",
        column_class=SmallInt,
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
        schema="operators",
    )

    manager.add_column(
        table_class_name="MarketFigures",
        tablename="market_figures",
        column_name="counted_at",
        db_column_name="counted_at",
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
        table_class_name="MarketFigures",
        tablename="market_figures",
        column_name="figures",
        db_column_name="figures",
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
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="MarketFigures",
        tablename="market_figures",
        constraint_name="market_figures_days",
        constraint_class=Check,
        params={"condition": "days in (30, 90, 365)"},
        schema="operators",
    )

    return manager
