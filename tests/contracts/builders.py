"""Builders of contract values for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from contracts.agreement import Agreement, Party, activated
from contracts.price import price
from contracts.terms import ROSTER, Proffer
from contracts.terms_hash import terms_hash

SIGNED = datetime(2026, 10, 20, 11, 58, 7, 123456, tzinfo=UTC)
STARTED = datetime(2026, 10, 20, 12, 5, 33, 987654, tzinfo=UTC)
SALT = bytes(range(16))


def an_agreement(proffer: Proffer | None = None, *, begun: bool = True, **changes: Any) -> Agreement:
    proffer = proffer or Proffer("standard", "P1M", 1900)
    terms = changes.pop("terms", ROSTER[proffer.variant])
    fields: dict[str, Any] = {
        "agreement_id": "urn:uuid:0f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10",
        "consumer_pid": "urn:uuid:1f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f11",
        "provider_pid": "urn:uuid:2f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f12",
        "first_party": Party(id="https://moi.example/n/p1a2", name="kavo-tilu"),
        "second_party": Party(id="https://moi.example/n/b3c4", name="Cycles Garonne"),
        "recorder": Party(id="https://moi.example/", name="Moi"),
        "target": "https://moi.example/n/t5d6",
        "terms": terms,
        "terms_salt": SALT.hex(),
        "terms_hash": terms_hash(terms, SALT),
        "purposes": terms.purposes.admitted,
        "signed_at": SIGNED,
        "period": proffer.period,
        "price_step": proffer.price_step,
        "price": price(proffer.price_step, proffer.period),
        "holder_bps": 8000,
        "vat_bps": 2000,
        "expression_method": "button on /moi/velo-35-54-ouest-19-standard",
        "withdrawal_method": "https://moi.example/espace",
    }
    agreement = Agreement(**fields | changes)
    return activated(agreement, STARTED) if begun else agreement
