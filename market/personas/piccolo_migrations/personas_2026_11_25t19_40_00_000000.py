from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-25T19:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the edition of its terms, and since when a version is seen"

PARAMS = {
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="personas", description=DESCRIPTION)

    for table_class_name, tablename in (("Persona", "personas"), ("PersonaVersion", "persona_versions")):
        manager.add_column(
            table_class_name=table_class_name,
            tablename=tablename,
            column_name="terms_version",
            db_column_name="terms_version",
            column_class_name="SmallInt",
            column_class=SmallInt,
            params={"default": 1, "null": False, **PARAMS},
            schema="personas",
        )

    manager.add_column(
        table_class_name="Persona",
        tablename="personas",
        column_name="shown_at",
        db_column_name="shown_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={"default": None, "null": True, **PARAMS},
        schema="personas",
    )

    return manager
