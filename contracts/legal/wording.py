"""How the words of a legal reading are written down: each clause with its number, which it keeps for ever."""

from dataclasses import dataclass

from contracts.vocabulary import Text
from contracts.vocabulary.build import text


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands under ``number``; two of one number are the ways it is worded in terms and in an agreement."""

    number: str
    key: str
    text: Text

    @property
    def article(self) -> str:
        return self.number.partition(".")[0]


def clause(number: str, key: str, fr: str, en: str) -> Wording:
    """A clause, with the spaces that French does not break."""
    return Wording(number, key, text(fr, en))
