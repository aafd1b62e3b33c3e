"""The legal reading: the contract in numbered clauses, French and English, from the same object as the others."""

from contracts.legal.reading import (
    Article,
    Clause,
    LegalReading,
    NoLegalReading,
    agreement_reading,
    numbers,
    terms_reading,
)

__all__ = [
    "Article",
    "Clause",
    "LegalReading",
    "NoLegalReading",
    "agreement_reading",
    "numbers",
    "terms_reading",
]
