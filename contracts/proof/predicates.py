"""What may be proven of a person without a name. The list is fixed.

With thresholds at will, two questions more would halve what is left of an age each time, until it is a birthday. So
there are two ages, one region at a time, and "in a relation with the brand that asks", which is asked alone: beside an
age or a region it would pick one persona out of those that the brand has rented.

A predicate is only ever proven, never denied: what somebody cannot prove and what they do not want to prove look the
same to who asks.

Errors::

    ValueError
    ├── PredicateUnknown     no predicate has this id
    └── PredicatesMixed      none, two about one thing, or `client` beside another
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from contracts.vocabulary import CLAIMS, Code, Text

About = Literal["age", "region", "relation"]

BIRTH: Final = "naissance"
REGION: Final = "region"
CLIENT: Final = "client"
MAJORITY: Final = 18


class PredicateUnknown(ValueError):
    """The list has no such predicate."""

    def __init__(self, predicate: str) -> None:
        super().__init__(f"nothing is proven by the name {predicate!r}")
        self.predicate = predicate


class PredicatesMixed(ValueError):
    """These are not asked together: none, two about one thing, or `client` beside another."""

    def __init__(self, predicates: tuple[str, ...]) -> None:
        super().__init__(f"not asked together: {', '.join(predicates) or 'nothing'}")
        self.predicates = predicates


@dataclass(frozen=True, slots=True)
class Predicate:
    """One thing that may be proven. `claim` is the one of the vocabulary that decides, None where none does.

    `needs` is what decides: years of age, or a code of the claim.
    """

    id: str
    about: About
    claim: str | None
    needs: int | str
    text: Text


def _age(years: int) -> Predicate:
    words = Text(fr=f"A {years} ans ou plus", en=f"Is {years} or over")
    return Predicate(f"over-{years}", "age", BIRTH, years, words)


def _lives_in(code: Code) -> Predicate:
    words = Text(fr=f"Vit {code.inside('fr')}", en=f"Lives {code.inside('en')}")
    return Predicate(f"lives-in-{code.id}", "region", REGION, code.id, words)


_CLIENT = Predicate(
    CLIENT,
    "relation",
    None,
    CLIENT,
    Text(
        fr="Est ou a été en relation, par Moi, avec la marque qui demande",
        en="Is or was in a relation, through Moi, with the brand that asks",
    ),
)

_ALL = (_age(18), _age(65), *map(_lives_in, CLAIMS[REGION].codes), _CLIENT)

PREDICATES: Final[Mapping[str, Predicate]] = MappingProxyType({each.id: each for each in _ALL})
"""By id, in the order in which a statement says them."""


def in_order(asked: Iterable[str]) -> tuple[str, ...]:
    """What may be asked together, in the list's order. Raises PredicateUnknown, PredicatesMixed."""
    wanted = tuple(asked)
    for each in wanted:
        if each not in PREDICATES:
            raise PredicateUnknown(each)
    about = [PREDICATES[each].about for each in wanted]
    alone = "relation" not in about or len(about) == 1
    if not about or len(set(about)) < len(about) or not alone:
        raise PredicatesMixed(wanted)
    return tuple(each for each in PREDICATES if each in wanted)


def follows(predicate: Predicate, code: str, on: date) -> bool:
    """Whether a predicate follows from the claim's own code, on a day (of the market's zone).

    An age is proven from the day on which the youngest of the cohort have reached it: who might be too young is. Of
    age is who answers the question of years at all: the vocabulary has no cohort for anybody else.
    """
    present = CLAIMS[predicate.claim].present(code) if predicate.claim else code
    if predicate.about != "age":
        return present == predicate.needs
    years = int(predicate.needs)
    return years <= MAJORITY or on >= date(_last_year(present) + years, 12, 31)


def _last_year(cohort: str) -> int:
    """The last year of birth of a cohort such as `1960-1964`, or `avant-1945`."""
    first, _, last = cohort.partition("-")
    return int(last) - 1 if first == "avant" else int(last)
