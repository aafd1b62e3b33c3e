"""Piccolo's entry for the personas room."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="personas",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        ["market.personas.tables", "market.personas.checks.tables", "market.personas.charter.tables"]
    ),
    migration_dependencies=["market.base.piccolo_app"],
)
