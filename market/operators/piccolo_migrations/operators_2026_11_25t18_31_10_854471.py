from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-25T18:31:10:854471"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="operators", description=DESCRIPTION)

    manager.drop_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_act",
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_act_of_subject",
        constraint_class=Check,
        params={
            "condition": "(act in ('approve', 'refuse') and subject_kind = 'brand') or (act = 'stop' and subject_kind in ('brand', 'persona')) or (act = 'reinstate' and subject_kind = 'persona') or (act in ('uphold', 'dismiss') and subject_kind = 'report')"
        },
        schema="operators",
    )

    return manager
