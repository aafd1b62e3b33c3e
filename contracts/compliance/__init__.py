"""What the law asks of whoever takes part in a rental, and how the product meets it: a profile in editions, as data.

The law moves, so its obligations are data and not code: an edition is a file in ``editions/``, never changed once
published, and pages and exports read the latest. It is an engineering reading; it advises nobody.
"""

from contracts.compliance.editions import EDITIONS, current, document
from contracts.compliance.model import (
    KINDS_OF_REFERENCE,
    Bound,
    EditionAstray,
    Law,
    Measure,
    Obligation,
    Profile,
    Reference,
    in_force,
)

__all__ = [
    "EDITIONS",
    "KINDS_OF_REFERENCE",
    "Bound",
    "EditionAstray",
    "Law",
    "Measure",
    "Obligation",
    "Profile",
    "Reference",
    "current",
    "document",
    "in_force",
]
