"""Piccolo's entry for the operators room."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="operators",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["market.operators.tables", "market.operators.intermediation.tables"]),
    migration_dependencies=["market.base.piccolo_app", "market.relations.piccolo_app"],
)
