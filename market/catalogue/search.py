"""What somebody looks for: codes and words, checked, in one form. Pure.

Codes of one claim are alternatives, claims add up; so do words, each of which may be the beginning of a longer
one. A code or word is only ever looked for among what cards say.
"""

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.period import PERIODS
from contracts.price import LADDER as PRICES
from contracts.terms import ROSTER
from contracts.vocabulary import fold
from market.catalogue.codes import SAYINGS, WORDS
from market.catalogue.errors import FacetUnknown

MAX_FACETS, MAX_TEXT = 40, 200
SHORTEST_BEGINNING = 3

ROOT_FACETS: Mapping[str, tuple[str, ...]] = {
    "price": tuple(str(step) for step in PRICES),
    "variant": tuple(ROSTER),
    "period": tuple(PERIODS),
}
"""What belongs to the offer: `price` in minor units a month."""

FACETS = frozenset(it.facet for it in SAYINGS) | {
    f"{name}:{code}" for name, codes in ROOT_FACETS.items() for code in codes
}
KNOWN_WORDS: frozenset[str] = frozenset().union(*WORDS.values())

# Said around a wish, never by a card: "quelqu'un qui fait du vélo avec ses enfants".
_AROUND_WORDS = """
aux avec ces chez dans des dont elle etre euro euros fait font les ils mes moi mois mon nous par parmi pas
personne personnes pour quelqu quelques qui que ses sont sous sur tous tout toute une vers vous
about and any anyone are does for from has have his her month people persona personas person somebody someone
that the their they who whose will with
"""
_AROUND = frozenset(_AROUND_WORDS.split())
_SHORT = 2


@dataclass(frozen=True)
class Wish:
    """A search: codes by claim, and for each word what it may stand for (nothing: it is said by no card)."""

    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[tuple[str, ...], ...] = ()

    @property
    def impossible(self) -> bool:
        """Whether a word is in it that no card can say."""
        return any(not alternatives for alternatives in self.words)

    @property
    def mark(self) -> bytes:
        """Equal for equal searches, for cursors."""
        return hashlib.sha256(repr((self.codes, self.words)).encode()).digest()

    def without(self, claim: str) -> "Wish":
        """The same search, whatever is said of `claim`."""
        return Wish(tuple(it for it in self.codes if it[0] != claim), self.words)


def wish(facets: Iterable[str] = (), text: str = "") -> Wish:
    """What is looked for, in one form for all ways of saying it. Raises FacetUnknown."""
    chosen: dict[str, set[str]] = {}
    for number, facet in enumerate(facets):
        if facet not in FACETS or number >= MAX_FACETS:
            raise FacetUnknown(field="facet", facet=facet[:80])
        claim, _, code = facet.partition(":")
        chosen.setdefault(claim, set()).add(code)
    codes = tuple((claim, tuple(sorted(chosen[claim]))) for claim in sorted(chosen))
    return Wish(codes, _words(text))


def _words(text: str) -> tuple[tuple[str, ...], ...]:
    found = set()
    for token in re.findall(r"[a-z0-9]+", fold(text[:MAX_TEXT])):
        if token not in _AROUND and (len(token) > _SHORT or token in KNOWN_WORDS):
            found.add(meanings(token))
    return tuple(sorted(found))


@functools.lru_cache(maxsize=4096)
def meanings(token: str) -> tuple[str, ...]:
    """The words of cards that a folded word may stand for: itself, without its plural, as a beginning."""
    singular = token[:-1] if len(token) > SHORTEST_BEGINNING and token[-1] in "sx" else token
    return tuple(
        sorted(
            word
            for word in KNOWN_WORDS
            if word in (token, singular) or (len(token) >= SHORTEST_BEGINNING and word.startswith(token))
        )
    )
