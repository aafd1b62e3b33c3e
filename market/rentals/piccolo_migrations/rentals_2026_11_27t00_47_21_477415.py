from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-27T00:47:21:477415"
VERSION = "1.38.0"
DESCRIPTION = "by which way a brand wanted its rental renewed"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="rentals", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Renewal",
        tablename="renewals",
        column_name="brand_by",
        db_column_name="brand_by",
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

    manager.add_constraint(
        table_class_name="Renewal",
        tablename="renewals",
        constraint_name="renewals_by",
        constraint_class=Check,
        params={"condition": "brand_by is null or (brand and brand_by in ('api', 'page'))"},
        schema="rentals",
    )

    return manager
