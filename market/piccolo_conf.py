"""Where Piccolo finds the engine and the rooms that have tables, lowest floor first."""

from piccolo.conf.apps import AppRegistry

from market.base.database import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(
    apps=[
        "market.base.piccolo_app",
        "market.accounts.piccolo_app",
        "market.money.piccolo_app",
        "market.personas.piccolo_app",
        "market.catalogue.piccolo_app",
        "market.rentals.piccolo_app",
        "market.relations.piccolo_app",
        "market.proofs.piccolo_app",
        "market.operators.piccolo_app",
    ]
)
