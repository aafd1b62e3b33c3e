"""What words mean, on cards and in a search: one term for one thing, whatever the word, number or language. Pure.

A term is a stem, or the name of a line of lexicon.py; with `-` before it, it is the absence of the thing, so that
"enfants" does not find "Couple sans enfant", and "sans enfant" does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.vocabulary import fold
from market.catalogue.lexicon import ALIKE, DENIES_ALL, DENIES_NEXT, NOT_DENYING, SILENT

ABSENT = "-"
SHORTEST_STEM = 3
LONGEST_EXPRESSION = 4  # words

POSTPOSED = "pas"  # "je ne cours pas"


@dataclass(frozen=True)
class Word:
    """A word that carries something: as it was typed (folded), what it stands for, and whether it is denied."""

    typed: str
    thing: str
    denied: bool

    @property
    def term(self) -> str:
        """What it is looked for by."""
        return absence(self.thing) if self.denied else self.thing


@dataclass(frozen=True)
class Phrase:
    """A text, word by word. `denied`: all of it is what there is not, by a word such as "rien" or "never"."""

    words: tuple[Word, ...]
    denied: bool


def absence(thing: str) -> str:
    """The term for what there is not."""
    return ABSENT + thing


def stem(word: str) -> str:
    """A folded word without its plural and mute ending, alike in French and English: voitures, voiture: voitur."""
    if len(word) > SHORTEST_STEM and word[-1] in "sx" and not word.endswith("ss"):
        word = word[:-1]
        if len(word) > 4 and word.endswith("au") and not word.endswith("eau"):
            word = word[:-2] + "al"  # journaux, journal
    while len(word) > SHORTEST_STEM + 1 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > SHORTEST_STEM and word[-1] == "y" else word


def tokens(text: str) -> list[str]:
    """The folded words and numbers of a text: "À vélo, 19 €" is a, velo, 19; "né·e" is ne, "don’t" is do, not."""
    folded = re.sub(r"n[’']t\b", " not", re.sub(r"·\w+", "", fold(text)))
    for harmless in NOT_DENYING:
        folded = re.sub(rf"\b{harmless}\b", " ", folded)
    return re.findall(r"[0-9]+|[a-z]+", folded)


def read(text: str) -> Phrase:
    """What a text says, in either language; words that carry nothing are left out."""
    found: list[Word] = []
    denial, all_denied = "", False
    for typed, thing in _things(tokens(text)):
        if typed in DENIES_ALL:
            all_denied = True
        elif typed in DENIES_NEXT:
            denial = typed
        elif typed not in SILENT:
            found.append(Word(typed, thing, bool(denial)))
            denial = ""
    if denial == POSTPOSED and found:
        found[-1] = Word(found[-1].typed, found[-1].thing, True)
    if all_denied:
        found = [Word(it.typed, it.thing, True) for it in found]
    return Phrase(tuple(found), all_denied)


def _things(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each word or expression with what it stands for, expressions first."""
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_EXPRESSION, len(words) - at), 1, -1):
            some = words[at : at + length]
            if thing := EXPRESSIONS.get(tuple(map(stem, some))):
                yield " ".join(some), thing
                at += length
                break
        else:
            yield words[at], thing_of(words[at])
            at += 1


def thing_of(word: str) -> str:
    """What one folded word stands for: its line of the lexicon, as it is or by its stem, or its own stem."""
    return WORDS.get(word) or WORDS.get(stem(word), stem(word))


def _lines() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(thing, the stems of one way to say it)."""
    for line in ALIKE.strip().splitlines():
        first, *_ = ways = line.split()
        for way in ways:
            yield stem(first), tuple(map(stem, way.split("+")))


def spellings() -> dict[str, str]:
    """Every single word of the lexicon, as it is written there, with what it stands for."""
    return {
        way: stem(line.split()[0])
        for line in ALIKE.strip().splitlines()
        for way in line.split()
        if "+" not in way
    }


def _words() -> dict[str, str]:
    """Words as they are written before their stems: "news" is not "new"."""
    found = spellings()
    for way, thing in list(found.items()):
        found.setdefault(stem(way), thing)
    return found


WORDS = _words()
EXPRESSIONS = {way: thing for thing, way in _lines() if len(way) > 1}
