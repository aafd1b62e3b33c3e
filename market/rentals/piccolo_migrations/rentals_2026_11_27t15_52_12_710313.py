from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-27T15:52:12:710313"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Negotiation",
        tablename="negotiations",
        column_name="contact",
        db_column_name="contact",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 254,
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
        column_name="contact_address",
        db_column_name="contact_address",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 240,
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
        constraint_name="negotiations_reached",
        constraint_class=Check,
        params={"condition": "(contact_address is null) = (contact is null)"},
        schema="rentals",
    )

    return manager
