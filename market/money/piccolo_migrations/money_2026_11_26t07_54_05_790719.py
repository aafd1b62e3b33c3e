from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigSerial
from piccolo.columns.column_types import Date
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-26T07:54:05:790719"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="DayToRoll",
        tablename="days_to_roll",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="DayToRoll",
        tablename="days_to_roll",
        column_name="id",
        db_column_name="id",
        column_class_name="BigSerial",
        column_class=BigSerial,
        params={
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="DayToRoll",
        tablename="days_to_roll",
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
        schema="money",
    )

    manager.drop_column(
        table_class_name="AccountDay",
        tablename="account_days",
        column_name="rolled_at",
        db_column_name="rolled_at",
        schema="money",
    )

    return manager
