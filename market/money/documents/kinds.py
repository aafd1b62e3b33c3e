"""The kinds of document, and the letters of their numbers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a document is. The first four are a brand's, the last a holder's."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    COLLECTION = "collection"
    COLLECTION_BACK = "collection_back"  # what of a collection goes back
    YEAR = "year"


SERIES: Final[Mapping[Kind, str]] = {
    Kind.INVOICE: "F",
    Kind.CREDIT_NOTE: "A",
    Kind.COLLECTION: "R",
    Kind.COLLECTION_BACK: "R",
    Kind.YEAR: "H",
}
"""facture, avoir, relevé, titulaire (holder); a correction of a collection is numbered with the collections."""

TAXED: Final = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE})
"""Invoices by EN 16931, with their XML."""

CORRECTING: Final = frozenset({Kind.CREDIT_NOTE, Kind.COLLECTION_BACK})
