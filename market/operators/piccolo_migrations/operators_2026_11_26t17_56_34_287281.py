from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-26T17:56:34:287281"
VERSION = "1.38.0"
DESCRIPTION = "decisions on checks of traits"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="operators", description=DESCRIPTION)

    manager.drop_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_act_of_subject",
        schema="operators",
    )

    manager.add_constraint(
        table_class_name="Decision",
        tablename="decisions",
        constraint_name="decisions_act_and_subject",
        constraint_class=Check,
        params={
            "condition": "(act in ('approve', 'refuse') and subject_kind = 'brand') or (act = 'stop' and subject_kind in ('brand', 'persona')) or (act = 'reinstate' and subject_kind = 'persona') or (act in ('uphold', 'dismiss') and subject_kind = 'report') or (act in ('verify', 'refuse') and subject_kind = 'check')"
        },
        schema="operators",
    )

    return manager
