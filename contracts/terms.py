"""Terms that a holder proffers: the published roster, and a variant of it with a period and a price.

A change of any rule is a new edition of the roster (`roster_5`, after those before it). A persona stands
under the edition it was published with, until its holder publishes it again; an agreement carries its own terms.

The disclosed claims are equal for a whole class of cards, whatever the persona is about. A persona answers at
least ``answered`` of them, the others read "not said".

Errors::

    ValueError
    ├── UnknownVariant       the roster has no such variant, or no such edition of it
    ├── PeriodNotOffered     from contracts.variant
    ├── PurposeNotAdmitted   from contracts.variant
    └── PriceOffLadder       from contracts.price
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts import roster_1, roster_2, roster_2_asked, roster_3, roster_4, roster_5, roster_5_asked
from contracts.price import Money, ladder_step, price
from contracts.variant import Enforcement, PeriodNotOffered, PurposeNotAdmitted, Rule, Terms
from contracts.vocabulary import CLAIMS, Text

__all__ = [
    "EDITIONS",
    "ROSTER",
    "Enforcement",
    "PeriodNotOffered",
    "Proffer",
    "PurposeNotAdmitted",
    "Rule",
    "Terms",
    "UnknownVariant",
    "called",
    "edition",
    "outward",
    "variant",
]


class UnknownVariant(ValueError):
    """The roster has no variant or edition of this name."""

    def __init__(self, variant: str) -> None:
        super().__init__(f"unknown variant {variant!r}")
        self.variant = variant


EDITIONS: Final[Mapping[str, Terms]] = MappingProxyType(
    {
        terms.edition: terms
        for edition in (
            (roster_1.SIMPLE, roster_1.STANDARD, roster_1.AMPLE),
            (roster_2.SIMPLE, roster_2.STANDARD, roster_2.AMPLE),
            (roster_2_asked.ACCORD, roster_2_asked.EXCLUSIVE),
            (roster_3.SIMPLE, roster_3.STANDARD, roster_3.AMPLE, roster_3.ACCORD, roster_3.EXCLUSIVE),
            (roster_4.SIMPLE, roster_4.STANDARD, roster_4.AMPLE, roster_4.ACCORD, roster_4.EXCLUSIVE),
            (roster_5.SIMPLE, roster_5.STANDARD, roster_5.AMPLE, roster_5.ACCORD, roster_5.EXCLUSIVE),
            (roster_5_asked.DISCRET,),
        )
        for terms in edition
    }
)
"""Every edition of every variant, by names as "standard-1"; later ones last."""

ROSTER: Final[Mapping[str, Terms]] = MappingProxyType({terms.id: terms for terms in EDITIONS.values()})
"""The current edition of each variant: the instant ones from the least to the most that a rental shows, then others."""

MOST_VARIANTS: Final = 12
"""A roster is read by people: more choices than this are none."""

_FORMER_NAMES: Final[Mapping[int, Mapping[str, Text]]] = MappingProxyType({1: roster_1.NAMES})


def called(terms: Terms, claim: str) -> Text:
    """The name of a disclosed claim as it was when this edition was published."""
    return _FORMER_NAMES.get(terms.version, {}).get(claim, CLAIMS[claim].text)


def edition(name: str) -> Terms:
    """An edition by its name ("standard-1"), or the current one of a variant; raises UnknownVariant."""
    found = EDITIONS.get(name) or ROSTER.get(name)
    if found is None:
        raise UnknownVariant(name)
    return found


def outward(terms: Terms) -> str:
    """How addresses and the API name these terms: the current edition by its variant alone."""
    return terms.id if ROSTER.get(terms.id) == terms else terms.edition


@dataclass(frozen=True, slots=True)
class Proffer:
    """What a holder lists: a variant for a period at a monthly price step (EUR cents).

    Raises UnknownVariant, UnknownPeriod, PeriodNotOffered, PriceOffLadder.
    """

    variant: str
    period: str
    price_step: int

    def __post_init__(self) -> None:
        variant(self.variant).offer_period(self.period)
        ladder_step(self.price_step)

    @property
    def terms(self) -> Terms:
        return ROSTER[self.variant]

    @property
    def price(self) -> Money:
        return price(self.price_step, self.period)


def variant(name: str) -> Terms:
    """The current version of a roster variant; raises UnknownVariant."""
    try:
        return ROSTER[name]
    except KeyError:
        raise UnknownVariant(name) from None
