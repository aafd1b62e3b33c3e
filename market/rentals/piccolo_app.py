"""Piccolo's entry for the rentals room."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="rentals",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "market.rentals.tables",
            "market.rentals.sealing.tables",
            "market.rentals.casting.tables",
            "market.rentals.consents.tables",
            "market.rentals.credentials.tables",
            "market.rentals.erasure.tables",
            "market.rentals.negotiation.tables",
        ]
    ),
    migration_dependencies=[
        "market.base.piccolo_app",
        "market.accounts.piccolo_app",
        "market.personas.piccolo_app",
    ],
)
