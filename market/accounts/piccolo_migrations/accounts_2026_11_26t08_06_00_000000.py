from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check

ID = "2026-11-26T08:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "brands are of countries"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    manager.add_constraint(
        table_class_name="Brand",
        tablename="brands",
        constraint_name="brands_country",
        constraint_class=Check,
        params={
            "condition": "state in ('refused', 'stopped') or country in ('AT', 'BE', 'BG', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MC', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK')"
        },
        schema="accounts",
    )

    return manager
