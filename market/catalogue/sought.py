"""By which terms each label and each offer is found. Pure, and made once: the vocabulary is closed.

A label is found by its own words in both languages, by the name of its claim, and by the words of the coarser
steps that it stands under, but never by a word that belongs to another code: "livres" finds readers, not those
who play music, though both stand under "Livres, musique, jeux ou films". What it denies is a term of its own, and
so is the label itself, with those it stands under: what is printed is looked for by that (printed.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.period import PERIODS
from contracts.price import LADDER as PRICES
from contracts.price import price
from contracts.sentences import PERIOD_WORDS
from contracts.terms import ROSTER, edition
from contracts.vocabulary import CLAIMS, Text, code_of
from market.catalogue.codes import COARSER, LADDER, SAYINGS, Saying, spelled
from market.catalogue.lexicon import KINDS
from market.catalogue.terms import absence, read
from market.catalogue.vectors import Root, Vector, finest


@dataclass(frozen=True)
class Sense:
    """What a text says there is, and there is not. `negative`: it says nothing but what there is not."""

    has: frozenset[str]
    lacks: frozenset[str]
    negative: bool


def sense(text: Text) -> Sense:
    """The sense of a text in both languages. Numbers carry none: a price is of the offer, a year of a range."""
    phrases = [read(text.fr), read(text.en)]
    denied = any(it.denied for it in phrases)
    words = [word for it in phrases for word in it.words if not word.typed.isdigit()]
    lacks = frozenset(it.thing for it in words if it.denied or denied)
    has = frozenset(it.thing for it in words) - lacks
    return Sense(has, lacks, denied or bool(lacks and not has))


_SENSE = {it: sense(code_of(it.claim, it.code).text) for it in SAYINGS}
_NAMES = {claim: sense(CLAIMS[claim].text).has for claim in {it.claim for it in SAYINGS} & CLAIMS.keys()}


def _rungs() -> dict[tuple[str, int], list[Saying]]:
    rungs = defaultdict(list)
    for it in SAYINGS:
        rungs[it.claim, it.step].append(it)
    return rungs


_RUNGS = _rungs()


def _of_others(saying: Saying, among: Iterable[Saying]) -> frozenset[str]:
    """The words that belong to other codes than this one."""
    others = [_SENSE[it].has for it in among if it.code != saying.code]
    return frozenset().union(*others) - _SENSE[saying].has


def _terms(saying: Saying) -> frozenset[str]:
    own, names = _SENSE[saying], _NAMES.get(saying.claim, frozenset())
    has, lacks = set(own.has) | _years(saying), set(own.lacks)
    siblings = _RUNGS[saying.claim, saying.step]
    if own.negative:
        lacks |= names
    else:
        has |= names if saying.claim in KINDS else names - _of_others(saying, siblings)
    under = COARSER.get(saying)
    while under:
        beside = [it for it in siblings if _stands_under(it, under)]
        if _enumerates(under):
            has |= _SENSE[under].has - _beneath(under)
        else:
            has |= _SENSE[under].has - _of_others(saying, beside)
            lacks |= _SENSE[under].lacks
        under = COARSER.get(under)
    itselves = {itself(it) for it in SAYINGS if saying in holds(it)}
    return frozenset(has - lacks | {absence(it) for it in lacks - has | own.lacks} | itselves)


def itself(saying: Saying) -> str:
    """The term that stands for a facet as a whole; no word is written so."""
    return f"={saying.facet}"


def holds(saying: Saying) -> list[Saying]:
    """The label itself, and all that stand under it."""
    return _HOLDS[saying]


def _beneath(saying: Saying) -> frozenset[str]:
    """The words of what stands under a label: "vélo" is not what walkers do, but "nord" is where they all live."""
    finer = [_SENSE[it].has for it in holds(saying) if it.code != saying.code]
    return frozenset().union(*finer)


def _enumerates(saying: Saying) -> bool:
    """Whether a coarse label lists what it holds ("À pied, à vélo"): one of these is not the other."""
    return bool(re.search(r",| (et|ou) ", code_of(saying.claim, saying.code).text.fr))


def _stands_under(saying: Saying, coarser: Saying) -> bool:
    above = COARSER.get(saying)
    return above is not None and (above == coarser or _stands_under(above, coarser))


def _years(saying: Saying) -> set[str]:
    """Every year of a range such as "entre 1970 et 1979"."""
    years = re.findall(r"\b\d{4}\b", code_of(saying.claim, saying.code).text.fr)
    return {str(it) for it in range(int(years[0]), int(years[1]) + 1)} if len(years) == 2 else set()


_HOLDS = {it: [it, *(finer for finer in SAYINGS if _stands_under(finer, it))] for it in SAYINGS}
TERMS: dict[Saying, frozenset[str]] = {it: _terms(it) for it in sorted(SAYINGS)}


def offer_terms(root: Root) -> frozenset[str]:
    """By what an offer is found: its price a month and for its period in whole units, its terms, its period."""
    shown = price(root.price, root.period)
    numbers = {str(root.price // 10**shown.decimals), str(shown.amount // 10**shown.decimals)}
    return frozenset(numbers) | sense(edition(root.variant).name).has | sense(PERIOD_WORDS[root.period]).has


def words(vector: Vector) -> frozenset[str]:
    """Everything under which a card is found by word."""
    return offer_terms(vector.root).union(*(TERMS[it] for it in spelled(finest(vector.said, LADDER))))


KNOWN: frozenset[str] = frozenset().union(
    *TERMS.values(),
    *(
        offer_terms(Root(step, variant, period))
        for step in PRICES
        for variant in ROSTER
        for period in PERIODS
    ),
)
"""Every term that some card could be found by."""
