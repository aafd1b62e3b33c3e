"""Terms that a holder proffers: the published roster, and a variant of it with a period and a price.

The disclosed claims are equal for a whole class of cards, whatever the persona is about: each variant
adds to the one before it. A persona answers at least ``answered`` of them, the others read "not said";
every ready-made mask asks for enough of them.

Errors::

    ValueError
    ├── UnknownVariant       the roster has no such variant
    ├── PeriodNotOffered     from contracts.variant
    ├── PurposeNotAdmitted   from contracts.variant
    └── PriceOffLadder       from contracts.price
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts.price import Money, ladder_step, price
from contracts.variant import (
    Brands,
    Contact,
    Disclosure,
    Enforcement,
    PeriodNotOffered,
    PurposeNotAdmitted,
    Purposes,
    ReadQuota,
    Retention,
    Rule,
    Terms,
)
from contracts.vocabulary import Text

__all__ = [
    "ROSTER",
    "Enforcement",
    "PeriodNotOffered",
    "Proffer",
    "PurposeNotAdmitted",
    "Rule",
    "Terms",
    "UnknownVariant",
    "variant",
]


class UnknownVariant(ValueError):
    """The roster has no variant of this name."""

    def __init__(self, variant: str) -> None:
        super().__init__(f"unknown variant {variant!r}")
        self.variant = variant


_BROAD = ("passion", "region", "naissance", "foyer", "je-cherche", "canal")
_BUYING = ("commune", "dernier-achat", "budget-loisirs", "occasion", "critere", "medias")
# What each passion is about: of these a persona usually answers the one or two that are its own.
_PASSIONS = (
    "velo-usage",
    "cuisine-style",
    "lecture-genre",
    "jardinage",
    "bricolage-niveau",
    "sport",
    "musique-style",
    "enfants",
    "voyage",
    "jeux-genre",
    "soin-critere",
)

_READ = Rule(term="read", enforcement="technical")
_CONTACT = Rule(term="contact", enforcement="technical")
# What a brand counts on its own machines no service can see.
_AGGREGATE = Rule(term="aggregate", enforcement="legal")

_PROHIBITIONS = tuple(
    Rule(term=term, enforcement="legal")
    for term in ("distribute", "grant-use", "sell", "reidentify", "combine", "train-model")
)
_VERIFIED = Brands(kinds=("verified",), enforcement="technical")


def _contact(invitations: int, *, question: bool) -> Contact:
    return Contact(invitations_per_month=invitations, question=question, enforcement="technical")


def _purposes(*admitted: str) -> Purposes:
    # The brand declares its purposes and the service refuses others; what it does with them is its word.
    return Purposes(admitted=admitted, enforcement="legal")


_SIMPLE = Terms(
    id="simple",
    version=1,
    name=Text(fr="Simple", en="Simple"),
    summary=Text(
        fr="L’essentiel de la fiche, et peu d’invitations.",
        en="The essentials of the sheet, and few invitations.",
    ),
    periods=("P1W", "P1M"),
    purposes=_purposes("benefits", "recommend"),
    actions=(_READ, _CONTACT),
    prohibitions=_PROHIBITIONS,
    contact=_contact(2, question=False),
    retention=Retention(days=7, enforcement="evidential"),
    disclosure=Disclosure(claims=_BROAD, answered=4, enforcement="technical"),
    reads=ReadQuota(per_day=100, enforcement="technical"),
    brands=_VERIFIED,
)

_STANDARD = Terms(
    id="standard",
    version=1,
    name=Text(fr="Standard", en="Standard"),
    summary=Text(
        fr="La fiche, les achats et quatre invitations par mois.",
        en="The sheet, the buying habits and four invitations a month.",
    ),
    periods=("P1M", "P3M"),
    purposes=_purposes("benefits", "recommend", "improve", "market-research"),
    actions=(_READ, _AGGREGATE, _CONTACT),
    prohibitions=_PROHIBITIONS,
    contact=_contact(4, question=False),
    retention=Retention(days=30, enforcement="evidential"),
    disclosure=Disclosure(claims=_BROAD + _BUYING, answered=6, enforcement="technical"),
    reads=ReadQuota(per_day=1000, enforcement="technical"),
    brands=_VERIFIED,
)

_AMPLE = Terms(
    id="ample",
    version=1,
    name=Text(fr="Ample", en="Ample"),
    summary=Text(
        fr="La fiche entière, et de quoi tester une idée.",
        en="The whole sheet, and room to test an idea.",
    ),
    periods=("P1M", "P3M"),
    purposes=_purposes("benefits", "recommend", "improve", "market-research", "persona-testing"),
    actions=(_READ, _AGGREGATE, _CONTACT),
    prohibitions=_PROHIBITIONS,
    contact=_contact(4, question=False),
    retention=Retention(days=30, enforcement="evidential"),
    disclosure=Disclosure(claims=_BROAD + _BUYING + _PASSIONS, answered=8, enforcement="technical"),
    reads=ReadQuota(per_day=1000, enforcement="technical"),
    brands=_VERIFIED,
)

ROSTER: Final[Mapping[str, Terms]] = MappingProxyType(
    {terms.id: terms for terms in (_SIMPLE, _STANDARD, _AMPLE)}
)
"""The current version of each variant, from the least to the most that a rental shows."""


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
