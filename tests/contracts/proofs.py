"""Builders of nameless proofs for tests of the contracts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from contracts.documents import proof_file, written
from contracts.keys import PrivateKey
from contracts.proof.statement import DECLARED, Asker, Provenance, Statement, sign_statement
from contracts.sdjwt import Challenge
from tests.contracts.records import NOW, PLATFORM

MERCHANT = PrivateKey(b"m" * 32)
ANSWERED = NOW - timedelta(minutes=5)
VERIFIED = Provenance(basis="verified", by="operator", month="2026-11")
GARONNE = Asker(name="Cycles Garonne SAS", registration="SIREN 732829320")


QUESTION = Challenge(audience=MERCHANT.kid, nonce="n" * 22)
"""What the merchant asked: `a_proof` answers it."""


def a_statement(
    proven: Mapping[str, Provenance] | None = None,
    *,
    asker: Asker | None = None,
    at: datetime = ANSWERED,
    nonce: str = "n" * 22,
) -> Statement:
    return Statement(
        audience=MERCHANT.kid,
        nonce=nonce,
        issued_at=at,
        proven={"over-18": DECLARED} if proven is None else proven,
        asker=asker,
    )


def a_proof(
    *,
    asker: bool = False,
    predicates: tuple[str, ...] = ("over-18",),
    key: PrivateKey = PLATFORM,
    asked_with: PrivateKey = MERCHANT,
    at: datetime = ANSWERED,
) -> bytes:
    """A proof's file; with several predicates the later ones are verified."""
    proven = {each: VERIFIED if n else DECLARED for n, each in enumerate(predicates)}
    statement = sign_statement(a_statement(proven, asker=GARONNE if asker else None, at=at), key)
    return written(proof_file(statement, asked_with.public, [key.public]))
