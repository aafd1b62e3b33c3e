"""Piccolo's entry for the catalogue."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="catalogue",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["market.catalogue.tables"]),
    migration_dependencies=["market.base.piccolo_app", "market.personas.piccolo_app"],
)
