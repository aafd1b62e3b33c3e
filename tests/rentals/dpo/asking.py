"""Builders: what a pack is made of, without a database."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from contracts.compliance import current
from contracts.terms import EDITIONS
from market.accounts.queries import BrandFacts
from market.base.settings import Settings
from market.money.documents.seller import LOCAL
from market.rentals.dpo.case import Asked, Rented, installation

DAY = date(2026, 11, 26)


def a_brand_of(name: str = "Cycles Garonne SAS", **changes: Any) -> BrandFacts:
    facts: dict[str, Any] = {
        "id": uuid.uuid4(),
        "legal_name": name,
        "trading_name": name,
        "siren": "552100554",
        "vat_number": None,
        "country": "FR",
        "state": "approved",
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "street": "2 quai des Chartrons",
        "postcode": "33000",
        "city": "Bordeaux",
        "vat_checked_at": None,
        "vat_valid": None,
    }
    return BrandFacts(**facts | changes)


def rented(edition: str = "standard-2", **changes: Any) -> Rented:
    facts: dict[str, Any] = {
        "terms": EDITIONS[edition],
        "purposes": EDITIONS[edition].purposes.admitted[:1],
        "processors": (),
        "period": EDITIONS[edition].periods[0],
        "price_step": 1900,
        "begun": 3,
        "running": 1,
    }
    return Rented(**facts | changes)


def here(**changes: str) -> Settings:
    """Settings as the environment gives them, and nothing else."""
    return Settings(_env_file=None, MOI_MODE="local", **changes)  # type: ignore[call-arg,arg-type]


def asked(*found: Rented, settings: Settings | None = None, **changes: Any) -> Asked:
    facts: dict[str, Any] = {
        "brand": a_brand_of(),
        "platform": LOCAL,
        "rented": found,
        "here": installation(settings or here()),
        "profile": current(),
        "day": DAY,
        "language": "en",
    }
    return Asked(**facts | changes)
