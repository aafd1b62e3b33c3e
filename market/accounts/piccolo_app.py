"""Piccolo's entry for accounts: its tables and migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["market.accounts.tables", "market.accounts.notifications.tables"]),
    migration_dependencies=["market.base.piccolo_app"],
)
