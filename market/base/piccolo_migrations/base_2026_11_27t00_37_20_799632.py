from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-27T00:37:20:799632"
VERSION = "1.38.0"
DESCRIPTION = "a day of the audit trail says what else its leaf holds"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="base", description=DESCRIPTION)

    manager.add_column(
        table_class_name="AuditDay",
        tablename="audit_days",
        column_name="also",
        db_column_name="also",
        column_class_name="JSONB",
        column_class=JSONB,
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
        schema="base",
    )

    return manager
