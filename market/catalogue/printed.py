"""What facets and cards print, as a search hears it: the whole of a label or sentence finds what it was said of.

A coarse label lists what it holds ("Nord et Est"), and a sentence has words that no label has ("se déplace", "a
partner"): word by word they would find too little, or nothing. Such a form is looked for as one thing, the facet
itself. Where its words find everything that it was said of, they are left alone: "à vélo" stays "vélo". Pure.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from contracts.vocabulary import CLAIMS, code_of
from market.base.i18n import LANGUAGES
from market.catalogue.codes import SAYINGS, Saying
from market.catalogue.lexicon import DENIES_ALL, DENIES_NEXT
from market.catalogue.sought import TERMS, holds, itself
from market.catalogue.terms import POSTPOSED, read, tokens

SHORTEST_FORM = 2  # words: a single one is never more than a word


def forms_of(saying: Saying) -> Iterator[str]:
    """How a label is printed: by itself, inside a sentence, and behind the sentence's verb."""
    code = code_of(saying.claim, saying.code)
    claim = CLAIMS.get(saying.claim)
    for language in LANGUAGES:
        yield code.text.in_(language)
        yield code.inside(language)
        if claim and claim.phrase:
            yield claim.phrase.in_(language).format(value=code.inside(language))


def _heard(form: str, saying: Saying) -> bool:
    """Whether the words of a form find all that it was said of, and say nothing of what stands beside them."""
    asked = {it.term for it in read(form).words}
    alone = not DENIES_ALL & set(tokens(form))
    return alone and bool(asked) and all(asked <= TERMS[it] for it in holds(saying))


def _forms() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for saying in SAYINGS:
        for form in forms_of(saying):
            words = tuple(tokens(form))
            if len(words) >= SHORTEST_FORM and not _heard(form, saying):
                found[words].add(itself(saying))
    return {words: tuple(sorted(facets)) for words, facets in found.items()}


FORMS = _forms()
_LONGEST = max(map(len, FORMS))


def apart(text: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """(for each printed form in `text` the terms it may stand for, the rest in pieces), the longest form first.

    A form that is denied ("sans", "jamais") is left to its words.
    """
    words = tokens(text)
    found: list[tuple[str, ...]] = []
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        length = _form_at(words, at)
        if length:
            found.append(FORMS[tuple(words[at : at + length])])
            pieces.append([])
        else:
            pieces[-1].append(words[at])
        at += max(length, 1)
    rest = [" ".join(it) for it in pieces]
    if found and any(DENIES_ALL & set(it) for it in pieces):
        return [], [text]
    return (found, rest) if found else ([], [text])


def _form_at(words: list[str], at: int) -> int:
    """How many words the longest form at this place has; 0 where there is none."""
    if at and words[at - 1] in DENIES_NEXT:
        return 0
    for length in range(min(_LONGEST, len(words) - at), SHORTEST_FORM - 1, -1):
        if tuple(words[at : at + length]) in FORMS and words[at + length : at + length + 1] != [POSTPOSED]:
            return length
    return 0
