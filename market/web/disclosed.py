"""What a rental shows, in an order worth reading: what the persona is about, then the rest by group. Pure.

The list is the terms' own, equal for everybody: only its order follows what a card says anyway.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.terms import Terms, called
from contracts.vocabulary import CLAIMS, GROUPS, about
from market.base.i18n import Language

FIRST = 8  # names that stand before the fold
# Worth naming whatever a persona is about.
_GENERAL = ("dernier-achat", "je-cherche", "critere", "canal", "budget-loisirs", "occasion", "commune")

Named = tuple[str, tuple[str, ...]]
"""A group's heading, and names under it."""


@dataclass(frozen=True)
class Names:
    """Names of traits: some at once, the rest by group behind a fold. `more`: how many are behind it."""

    first: tuple[str, ...]
    rest: tuple[Named, ...]

    @property
    def more(self) -> int:
        return sum(len(names) for _, names in self.rest)


def in_order(claims: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The claims: first what these values' interest is about, then what is worth naming, then the others.

    What the values say already comes last: a name is worth most where nothing is known yet.
    """
    disclosed = list(claims)
    ranked = [*about(values), *_GENERAL, *disclosed]
    fresh = [claim for claim in ranked if claim in disclosed and claim not in values]
    return list(dict.fromkeys([*fresh, *disclosed]))


def names(terms: Terms, language: Language, values: Mapping[str, str] | None = None) -> Names:
    """The names of what a rental under these terms shows; `values`: what the card says, if one is looked at."""
    ordered = in_order(terms.disclosure.claims, values or {})
    behind = set(ordered[FIRST:]) if len(ordered) > FIRST + 1 else set()
    first = tuple(called(terms, it).in_(language) for it in ordered if it not in behind)
    rest = by_group((it for it in terms.disclosure.claims if it in behind), language)
    return Names(
        first, tuple((words, tuple(called(terms, it).in_(language) for it in found)) for words, found in rest)
    )


def by_group(claims: Iterable[str], language: Language) -> list[tuple[str, list[str]]]:
    """The claims under their groups' headings, in the order of the vocabulary."""
    found: dict[str, list[str]] = {group: [] for group in GROUPS}
    for claim in claims:
        found[CLAIMS[claim].group].append(claim)
    return [(GROUPS[group].text.in_(language), claims) for group, claims in found.items() if claims]
