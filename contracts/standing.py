"""Every rule of terms by its name, with what keeps it: those that terms word, and those that stand in all of them.

Readings, roster and read-backs take a rule's mark from here, so that none of them marks what another leaves bare.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.variant import SCHEME, Enforcement, Scheme, Terms

STANDING: Final[Mapping[str, Enforcement]] = MappingProxyType(
    {
        "record": "evidential",
        "no_sale": "legal",
        "fixed": "technical",
        "phrases": "technical",
        "never": "technical",
        "closed_world": "legal",
        "price": "technical",
        "refund": "technical",
        "early_end": "technical",
        "period": "technical",
        "renewal": "technical",
        "withdrawal": "technical",
        "suspension": "technical",
        "recipients": "legal",
        "spatial": "legal",
    }
)
"""The rules that are the same in all terms: no field of Terms carries them. In the order of their clauses."""

ANSWERS: Final = ("instant", "approval")
"""How a rental is consented to: of these terms have one, and the service keeps it."""

ERASURE: Final[Enforcement] = "legal"
"""What keeps copies from staying: the brand's undertaking. Terms say what keeps that it *signs* for it, which a record
shows; whether copies are truly gone no record can. Before scheme 3 both bore the mark of the terms."""

OF_THE_TERMS: Final = (
    *("brands", "disclosure", "purposes", "reads", "contact", "retention"),
    *("exclusive", "approval"),
)
"""The rules whose mark every reading had before scheme 3, beside those of single acts and prohibitions."""


def kept_by(terms: Terms, scheme: Scheme = SCHEME) -> dict[str, Enforcement]:
    """What keeps each rule of these terms; an act is named "may:…", a prohibition "not:…"."""
    return {
        "purposes": terms.purposes.enforcement,
        "contact": terms.contact.enforcement,
        "retention": ERASURE if scheme > 2 else terms.retention.enforcement,
        "attestation": terms.retention.enforcement,
        "disclosure": terms.disclosure.enforcement,
        "reads": terms.reads.enforcement,
        "brands": terms.brands.enforcement,
        **({"exclusive": "technical"} if terms.exclusive else {}),
        **({"instant": "technical"} if terms.instant else {"approval": "technical"}),
        **STANDING,
        **{f"may:{rule.term}": rule.enforcement for rule in terms.actions},
        **{f"not:{rule.term}": rule.enforcement for rule in terms.prohibitions},
    }
