"""The card under which a persona was rented, kept with the rental: it says what was rented when the card is gone.

A card is the day's; the rental outlives it. What it said then is kept in the vocabulary's ids and read with the
words of today; what they no longer have is left out.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from contracts.vocabulary import Language, VocabularyError, code_of, portrait


class Saying(NamedTuple):
    """One thing that the card said: a claim or phrase, the step of its ladder, and the code."""

    claim: str
    step: int
    code: str


@dataclass(frozen=True)
class RentedCard:
    """A card's address, and what it said, in the card's order and without what a finer step repeats."""

    address: str
    said: tuple[Saying, ...]

    @property
    def sayable(self) -> tuple[Saying, ...]:
        """What of it today's vocabulary has."""
        return tuple(it for it in self.said if _known(it))

    def portrait(self, language: Language) -> str:
        """The card in a few sentences; empty where nothing of it has a wording."""
        return portrait({it.claim: it.code for it in self.sayable}, language)


def kept(address: str | None, said: str | None) -> RentedCard | None:
    """The card as its columns have it; rentals from before it was kept have none."""
    if address is None or said is None:
        return None
    return RentedCard(address, tuple(Saying(*it) for it in json.loads(said)))


def columns(card: RentedCard | None) -> tuple[str | None, str | None]:
    """The two columns of a card."""
    return (None, None) if card is None else (card.address, json.dumps(card.said))


def rented_card(address: str, said: Iterable[tuple[str, int, str]]) -> RentedCard:
    """A card as the catalogue tells it."""
    return RentedCard(address, tuple(Saying(*it) for it in said))


def _known(saying: Saying) -> bool:
    try:
        code_of(saying.claim, saying.code)
    except VocabularyError:
        return False
    return True
