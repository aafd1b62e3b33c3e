"""Purchases for the pure rules, by default the worked example: 19,00 EUR, a month, 20 % of commission."""

import uuid
from datetime import date
from typing import Any

from market.money.documents.content import Party
from market.money.documents.rules import BoughtLine, Purchase, Unused
from market.money.documents.seller import LOCAL

BOUGHT, ENDED, ISSUED = date(2026, 11, 2), date(2026, 11, 11), date(2026, 11, 12)

FRENCH = Party(
    name="Cycles Garonne SARL",
    street="2 quai des Chartrons",
    postcode="33000",
    city="Bordeaux",
    country="FR",
    siren="123456782",
    vat_number="FR11123456782",
)
BELGIAN = Party(
    name="Fietsen & Zonen NV",
    street="Meir 1",
    postcode="2000",
    city="Antwerpen",
    country="BE",
    siren=None,
    vat_number="BE0403019261",
)
SWISS = Party(
    name="Velos Léman SA",
    street="Rue du Lac 1",
    postcode="1000",
    city="Lausanne",
    country="CH",
    siren=None,
    vat_number="CHE107787577",
)
BRITISH = Party(
    name="Pedal & Sons Ltd",
    street="1 High Street",
    postcode="BT1 5GS",
    city="Belfast",
    country="GB",
    siren=None,
    vat_number="GB980780684",
)
NORWEGIAN = Party(
    name="Sykler AS",
    street="Storgata 1",
    postcode="0155",
    city="Oslo",
    country="NO",
    siren=None,
    vat_number="NO995525828MVA",
)
GREEK = Party(
    name="Ποδήλατα ΑΕ",
    street="Οδός Ερμού 1",
    postcode="10563",
    city="Αθήνα",
    country="GR",
    siren=None,
    vat_number="EL094259216",
)


def a_line(**changes: Any) -> BoughtLine:
    """A line of an order."""
    facts: dict[str, Any] = {
        "id": uuid.uuid4(),
        "amount": 1900,
        "bps": 8000,
        "vat_bps": 2000,
        "vat_category": "S",
        "commission_before": 0,
        "label": "kavo-tilu",
        "period": "P1M",
    }
    return BoughtLine(**facts | changes)


def ended(used: int = 10, total: int = 31, **changes: Any) -> BoughtLine:
    """A line that was closed after some of its days."""
    amount = changes.get("amount", 1900)
    refund = amount * (total - used) // total
    return a_line(
        used_days=used, total_days=total, unused=Unused(refunded=refund), closed_on=ENDED, **changes
    )


def a_purchase(*lines: BoughtLine, **changes: Any) -> Purchase:
    """A paid order."""
    facts: dict[str, Any] = {
        "currency": "EUR",
        "language": "fr",
        "paid_on": BOUGHT,
        "seller": LOCAL,
        "buyer": FRENCH,
        "debits": False,
        "lines": lines or (a_line(),),
    }
    return Purchase(**facts | changes)
