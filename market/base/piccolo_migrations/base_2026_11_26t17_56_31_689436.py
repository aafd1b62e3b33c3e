from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-26T17:56:31:689436"
VERSION = "1.38.0"
DESCRIPTION = "a key for proofs"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="base", description=DESCRIPTION)

    manager.drop_constraint(
        table_class_name="SigningKey",
        tablename="signing_keys",
        constraint_name="signing_keys_purpose",
        schema="base",
    )

    manager.add_constraint(
        table_class_name="SigningKey",
        tablename="signing_keys",
        constraint_name="signing_keys_use",
        constraint_class=Check,
        params={"condition": "purpose in ('record', 'status', 'credential', 'proof')"},
        schema="base",
    )

    return manager
