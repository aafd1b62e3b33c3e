"""Search over the day's classes: one whole number a code or word, one bit a card. Pure.

Cards stand in the order in which they are shown, so that the lowest bits of an intersection are the first page.
The vocabulary is closed and the classes few (some 50,000 for a million personas): an intersection of five codes
takes microseconds, however many cards fit, where an inverted index in the database fetches and sorts them all.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from market.catalogue.cursors import Place
from market.catalogue.search import Wish

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Entry:
    """A card as it is found. `at_least`: the step of its size."""

    address: str
    at_least: int
    facets: Sequence[str]
    words: Iterable[str]


class Index:
    """The entries of one snapshot, sorted by `order`. Build once per snapshot."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._places = [order(it) for it in entries]
        self._all = (1 << len(entries)) - 1
        self._facets = _bits(it.facets for it in entries)
        self._words = _bits(it.words for it in entries)
        self._steps = _bits((it.at_least,) for it in entries)

    def find(self, wish: Wish, after: Place | None, limit: int) -> list[int]:
        """The numbers of the first `limit` entries that fit and stand behind `after`."""
        start = 0 if after is None else bisect_right(self._places, (-after.at_least, after.address))
        fitting = self._fitting(wish) >> start
        found: list[int] = []
        while fitting and len(found) < limit:
            lowest = fitting & -fitting
            found.append(start + lowest.bit_length() - 1)
            fitting ^= lowest
        return found

    def totals(self, wish: Wish) -> dict[str, int]:
        """For each code said by an entry that fits: the sum of the steps shown. A claim does not narrow itself."""
        chosen = dict(wish.codes)
        everywhere = self._fitting(wish)
        own = {claim: self._fitting(wish.without(claim)) for claim in chosen}
        totals = {}
        for facet, bits in self._facets.items():
            fitting = bits & own.get(facet.partition(":")[0], everywhere)
            if fitting:
                totals[facet] = sum(
                    step * (fitting & shown).bit_count() for step, shown in self._steps.items()
                )
        return totals

    def _fitting(self, wish: Wish) -> int:
        fitting = self._all
        for claim, codes in wish.codes:
            fitting &= _any(self._facets, (f"{claim}:{code}" for code in codes))
        for alternatives in wish.words:
            fitting &= _any(self._words, alternatives)
        return fitting


def order(entry: Entry) -> tuple[int, str]:
    """Most shared first, then by address: an order that tells nothing."""
    return -entry.at_least, entry.address


def _any(bits: Mapping[str, int], keys: Iterable[str]) -> int:
    found = 0
    for key in keys:
        found |= bits.get(key, 0)
    return found


def _bits(keys: Iterable[Iterable[K]]) -> dict[K, int]:
    """Key -> a number with the bits of those that have it."""
    numbers: dict[K, list[int]] = defaultdict(list)
    for number, several in enumerate(keys):
        for key in several:
            numbers[key].append(number)
    return {key: _number(found) for key, found in numbers.items()}


def _number(bits: Sequence[int]) -> int:
    """The number with these bits, given by rising place. (Shifting one in at a time would copy it each time.)"""
    packed = bytearray(bits[-1] // 8 + 1)
    for bit in bits:
        packed[bit // 8] |= 1 << bit % 8
    return int.from_bytes(packed, "little")
