"""Piccolo's entry for money: its tables and migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="money",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "market.money.tables",
            "market.money.ledger_tables",
            "market.money.bankcards.tables",
            "market.money.choices",
            "market.money.settlement.tables",
            "market.money.payouts.tables",
            "market.money.documents.tables",
            "market.money.disputes.tables",
            "market.money.reconciliation.tables",
            "market.money.accounting.tables",
            "market.money.days.tables",
            "market.money.ownfunds.tables",
            "market.money.clientmoney.tables",
            "market.money.bankreturns.tables",
            "market.money.writeoffs.tables",
            "market.money.rewards.tables",
        ]
    ),
    migration_dependencies=["market.base.piccolo_app"],
)
