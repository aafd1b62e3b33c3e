"""Claims in sentences, and words without what a search does not mind."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from contracts.vocabulary.claims import CLAIMS, PHRASES, code_of
from contracts.vocabulary.model import Language

_OPENING = ("demography", "home", "work")
_MIDDLE = ("interests", "mobility")
_CLOSING = ("intentions", "buying", "media")
_AT_MOST = 3
"""Fragments in one sentence; more would read like a form."""

_SHARED_VERBS = ("vit", "lives")
"""Said once for all that follows it: "vit en couple, sans enfant, en Bretagne"."""


def fold(words: str) -> str:
    """Lower case, no accents: a search compares folded words with folded words."""
    apart = unicodedata.normalize("NFKD", words.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def portrait(values: Mapping[str, str], language: Language) -> str:
    """Up to four short sentences, in the vocabulary's order; empty where nothing that was said has a wording.

    The codes may be of any step, so a card is worded from its own, coarser, codes.
    In French « ce moi » is masculine whoever stands behind it: the sentences say no gender.
    Raises UnknownClaim, UnknownValue.
    """
    for claim, value in values.items():
        code_of(claim, value)
    sentences: list[str] = []
    for groups in (_OPENING, _MIDDLE, _CLOSING):
        fragments = list(_fragments(values, groups, language))[:_AT_MOST]
        if fragments:
            subject = _subject(language, first=not sentences)
            sentences.append(f"{subject} {_listed(_joined(fragments), language)}.")
    quoted = [PHRASES[claim].text.in_(language) for claim in values if claim in PHRASES][:1]
    return " ".join(sentences + [_quotation(phrase, language) for phrase in quoted])


def _fragments(values: Mapping[str, str], groups: tuple[str, ...], language: Language) -> Iterator[str]:
    for group in groups:
        for claim in CLAIMS.values():
            if claim.group == group and claim.id in values and claim.phrase is not None:
                said = claim.code(values[claim.id]).inside(language)
                yield claim.phrase.in_(language).format(value=said)


def _joined(fragments: list[str]) -> list[str]:
    """Fragments that begin with one shared verb become one, behind the first of them."""
    joined: list[str] = []
    for fragment in fragments:
        verb, _, rest = fragment.partition(" ")
        same = [place for place, it in enumerate(joined) if it.startswith(f"{verb} ")]
        if verb in _SHARED_VERBS and same:
            joined[same[0]] += (", " if "," in joined[same[0]] else " ") + rest
        else:
            joined.append(fragment)
    return joined


def _subject(language: Language, *, first: bool) -> str:
    if language == "fr":
        return "Ce moi" if first else "Il"
    return "This persona" if first else "It"


def _listed(fragments: list[str], language: Language) -> str:
    if len(fragments) == 1:
        return fragments[0]
    last = " et " if language == "fr" else " and "
    return ", ".join(fragments[:-1]) + last + fragments[-1]


def _quotation(phrase: str, language: Language) -> str:
    return f"«\u00a0{phrase}.\u00a0»" if language == "fr" else f"“{phrase}.”"
