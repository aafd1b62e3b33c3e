"""What a question can be about: the vocabulary's groups, what interests are about, and money. Pure.

A holder's standing rules are by subject. A question about a trait has the trait's subjects; of any other its brand says
one, and words that are about money make it that as well, whatever it was called.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import ABOUT, CLAIMS, GROUPS, Text, code_of
from contracts.vocabulary.spending import CLAIMS as SPENDING
from market.base.disguise import plain

MONEY: Final = "money"

SUBJECTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        **{group.id: group.text for group in GROUPS.values()},
        MONEY: Text("Argent et revenus", "Money and income"),
        **{interest: code_of("passion", interest).text for interest in ABOUT},
    }
)
"""By id, as they are shown."""

_OF_MONEY: Final = frozenset(claim.id for claim in SPENDING)
_SPEAKS_OF_MONEY: Final = re.compile(
    r"\b(?:revenus?|salaires?|gagnez|gagne[sz]?|patrimoine|epargn\w*|dettes?|credits?|impots?|loyer"
    r"|income|salary|salaries|wages?|earn|earnings|savings?|debts?|loans?|taxes|rent)\b"
)


def of_claim(claim: str) -> frozenset[str]:
    """The subjects of a trait: its group, each interest that it tells of, money if it is of spending."""
    interests = {it for it, claims in ABOUT.items() if claim in claims}
    return frozenset({CLAIMS[claim].group, *interests} | ({MONEY} if claim in _OF_MONEY else set()))


def of_words(subject: str, *texts: str) -> frozenset[str]:
    """The subject that was said of a question in words, and money where the words speak of it."""
    spoken = any(_SPEAKS_OF_MONEY.search(plain(text)) for text in texts)
    return frozenset({subject} | ({MONEY} if spoken else set()))
