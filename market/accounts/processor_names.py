"""What a processor may be called: it is read in contracts and by who is asked, so a name is all that it can say."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from market.accounts.refusals import ProcessorNameNotValid, TooManyProcessors

MOST: Final = 10
LONGEST: Final = 80
"""Characters. So many of so long leave a contract in plain words on its one page."""

_WORDS, _DIGITS = 8, 4
_ABBREVIATION = 5
"""Letters: after a longer word a full stop ends a sentence, as no name has one."""
_SIGNS: Final = frozenset(" &'’.,-()/+·")


def processors(names: Sequence[str]) -> tuple[str, ...]:
    """The names of processors, each once, in their order; empty lines are none.

    Raises ProcessorNameNotValid, TooManyProcessors.
    """
    found = {it.casefold(): it for it in (_name(name) for name in names if name.strip())}
    if len(found) > MOST:
        raise TooManyProcessors(field="processors", most=MOST)
    return tuple(found.values())


def _name(text: str) -> str:
    """A company's name, spaces collapsed, in NFC: no words to somebody, no way to reach anybody."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    words = name.split()
    good = (
        2 <= len(name) <= LONGEST
        and all(unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign in _SIGNS for sign in name)
        and any(sign.isalpha() for sign in name)
        and len(words) <= _WORDS
        and sum(sign.isdecimal() for sign in name) <= _DIGITS
        and not any(_ends_a_sentence(word) for word in words[:-1])
        and not name.casefold().startswith("www.")
    )
    if not good:
        raise ProcessorNameNotValid(field="processors", most=LONGEST)
    return name


def _ends_a_sentence(word: str) -> bool:
    return word.endswith(".") and len(word.rstrip(".").rpartition(".")[2]) > _ABBREVIATION
