"""Every rule of terms by its name, with what keeps it: those that terms word, and those that stand in all of them.

Readings, roster and read-backs take a rule's mark from here, so that none of them marks what another leaves bare.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from contracts.variant import SCHEME, Enforcement, Kind, Recorded, Scheme, Terms

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
    *("exclusive", "approval", "rewarded"),
)
"""The rules whose mark every reading had before scheme 3, beside those of single acts and prohibitions."""


AFTER: Final = ("use", "passed_on")
"""What becomes of use and of copies after the term, where terms say it apart."""

_OVER_SAID: Final = (
    *("purposes", "may:aggregate", "period", "retention", "attestation", "recipients", "spatial", *AFTER),
)


def over_said(terms: Terms, scheme: Scheme = SCHEME) -> frozenset[str]:
    """The rules on the sheet that hold for what the person says, too, each kept as it is kept there: these and every
    prohibition. None where the terms do not speak of it.
    """
    if not said_by(terms, scheme):
        return frozenset()
    of_themselves = (f"may:{rule.term}" for rule in terms.actions if rule.said)
    return covered(kept_by(terms, scheme)).union(of_themselves)


def covered(rules: Iterable[str]) -> frozenset[str]:
    """Those of these rules that hold for what the person says wherever terms bind it.

    Where the end of use is a rule of its own, the period is one of access and contact.
    """
    found = frozenset(it for it in rules if it in _OVER_SAID or it.startswith("not:"))
    return found - {"period"} if "use" in found else found


def said_by(terms: Terms, scheme: Scheme = SCHEME) -> tuple[Kind, ...]:
    """What the person says within the rental, by its kinds, as far as readings of this scheme speak of it."""
    return terms.contact.kinds if terms.contact.said is not None and scheme > 2 else ()


def recorded_of(terms: Terms, scheme: Scheme = SCHEME) -> tuple[Recorded, ...]:
    """What the brand's copy of the record keeps of what the person says, as far as readings of this scheme list it."""
    return terms.contact.recorded if said_by(terms, scheme) else ()


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
        **({} if terms.contact.said is None or scheme < 3 else {"said": terms.contact.said}),
        **({"rewarded": terms.contact.enforcement} if terms.contact.rewarded_per_month else {}),
        **({} if terms.use_ends is None else {"use": terms.use_ends}),
        **({} if terms.passed_on is None else {"passed_on": terms.passed_on}),
        **STANDING,
        **{f"may:{rule.term}": rule.enforcement for rule in terms.actions},
        **{f"not:{rule.term}": rule.enforcement for rule in terms.prohibitions},
    }
