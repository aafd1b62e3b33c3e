"""What somebody looks for: codes and words, checked, in one form. Pure.

Codes of one claim are alternatives, but a finer code narrows the coarser one it stands under; claims add up. So do
words, each of which may be the beginning of a longer one. A code or word is only ever looked for among what cards
say.
"""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.period import PERIODS
from contracts.price import LADDER as PRICES
from contracts.terms import ROSTER
from market.catalogue.codes import COARSER, SAYINGS
from market.catalogue.errors import FacetUnknown
from market.catalogue.lexicon import ALSO
from market.catalogue.printed import apart
from market.catalogue.sought import KNOWN
from market.catalogue.terms import ABSENT, Word, absence, read, spellings, stem, thing_of

MAX_FACETS, MAX_TEXT = 40, 500
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
COARSER_FACET: Mapping[str, str] = {
    it.facet: above.facet for it, above in COARSER.items() if above.facet != it.facet
}
"""Each finer facet with the coarser one that it stands under."""

_MORE = dict(line.split() for line in ALSO.strip().splitlines())
_BEGINNINGS = sorted({*((way, thing) for way, thing in spellings().items()), *((it, it) for it in KNOWN)})


@dataclass(frozen=True)
class Wish:
    """A search: codes by claim, and for each word what it may stand for (nothing: it is said by no card).

    Beside it, for whoever shows it: the facets as they were ticked, the words that no card can say, and whether
    something was typed that says nothing at all.
    """

    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    ticked: tuple[str, ...] = field(default=(), compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)
    idle: bool = field(default=False, compare=False)

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
    asked = list(facets)
    for number, facet in enumerate(asked):
        if facet not in FACETS or number >= MAX_FACETS:
            raise FacetUnknown(field="facet", facet=facet[:80])
    ticked = dict.fromkeys(asked)
    narrowed = {above for facet in ticked for above in _above(facet)}
    chosen: dict[str, set[str]] = {}
    for facet in ticked.keys() - narrowed:
        claim, _, code = facet.partition(":")
        chosen.setdefault(claim, set()).add(code)
    codes = tuple((claim, tuple(sorted(chosen[claim]))) for claim in sorted(chosen))
    text = text[:MAX_TEXT]
    words, unknown = _words(text)
    return Wish(codes, words, tuple(ticked), unknown, bool(text.strip()) and not words)


def known_facets(facets: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(those that can be looked for, the others), each once: for whoever goes on with what is left."""
    asked = tuple(dict.fromkeys(facets))
    known = tuple(it for it in asked if it in FACETS)[:MAX_FACETS]
    return known, tuple(it for it in asked if it not in known)


def _above(facet: str) -> Iterable[str]:
    while above := COARSER_FACET.get(facet):
        yield above
        facet = above


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """What each word may stand for, and the words that no card can say."""
    forms, pieces = apart(text)
    found: set[tuple[str, ...]] = set(forms)
    unknown = []
    for word in (word for piece in pieces for word in read(piece).words):
        may_be = meanings(word)
        if not may_be and _too_short(word.typed):
            continue
        found.add(may_be)
        if not may_be:
            unknown.append(word.typed)
    return tuple(sorted(found)), tuple(dict.fromkeys(unknown))


def _too_short(typed: str) -> bool:
    """One or two letters that are no word of ours are somebody still typing; so are the cents of "19,00"."""
    return len(typed) < SHORTEST_BEGINNING and (typed.isalpha() or not typed.strip("0"))


def meanings(word: Word) -> tuple[str, ...]:
    """The terms of cards that a word may stand for: itself in any form, else all that begin like it."""
    sign = ABSENT if word.denied else ""
    exact = {sign + word.thing}
    more = _MORE.get(word.typed) or _MORE.get(stem(word.typed))
    if more and not word.denied:
        exact.add(absence(thing_of(more[1:])) if more.startswith(ABSENT) else thing_of(more))
    if found := exact & KNOWN:
        return tuple(sorted(found))
    if len(word.typed) < SHORTEST_BEGINNING:
        return ()
    begun = {sign + thing for way, thing in _BEGINNINGS if way.startswith(word.typed)}
    return tuple(sorted(begun & KNOWN))
