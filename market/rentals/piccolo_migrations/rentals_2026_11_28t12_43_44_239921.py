from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-28T12:43:44:239921"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Negotiation",
        tablename="negotiations",
        column_name="accepted_way",
        db_column_name="accepted_way",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 4,
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
        schema="rentals",
    )

    manager.add_column(
        table_class_name="Negotiation",
        tablename="negotiations",
        column_name="agree_at",
        db_column_name="agree_at",
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
        schema="rentals",
    )

    manager.add_constraint(
        table_class_name="Negotiation",
        tablename="negotiations",
        constraint_name="negotiations_accepted",
        constraint_class=Check,
        params={
            "condition": "(accepted_way is null) = (agree_at is null) and (accepted_way is null or accepted_way in ('api', 'page')) and (agree_at is null or agree_at > answered_at and offered_terms is null)"
        },
        schema="rentals",
    )

    return manager
