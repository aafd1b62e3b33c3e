"""Piccolo's entry for the relations room."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="relations",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "market.relations.tables",
            "market.relations.closing.tables",
            "market.relations.brought.tables",
            "market.relations.campaigns.tables",
            "market.relations.castings.tables",
            "market.relations.intents.tables",
            "market.relations.questions.tables",
            "market.relations.conversation.tables",
            "market.relations.notes.tables",
            "market.relations.silence.tables",
            "market.relations.templates.tables",
            "market.relations.welcome.tables",
        ]
    ),
    migration_dependencies=["market.base.piccolo_app", "market.rentals.piccolo_app"],
)
