"""The card under which a persona was rented, kept with the rental: it says what was rented when the card is gone.

A card is the day's; the rental outlives it. What it said then is kept in the vocabulary's ids, sealed under the
holder's key, and read with the words of today; what they no longer have is left out.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from contracts.vocabulary import Language, VocabularyError, code_of, portrait
from market.base.vault import DataKey, Place


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


def sealed(card: RentedCard, key: DataKey, rental: uuid.UUID) -> bytes:
    """The card as its rental's row keeps it, under its holder's key. Pure but for the nonce."""
    return key.seal(_place(rental), {"address": card.address, "said": card.said})


def unsealed(blob: bytes, key: DataKey, rental: uuid.UUID) -> RentedCard:
    """The card of a rental's row; raises SealBroken."""
    value = key.unseal(_place(rental), blob)
    return RentedCard(value["address"], tuple(Saying(*it) for it in value["said"]))


def _place(rental: uuid.UUID) -> Place:
    return Place("rentals", "card", rental)


def rented_card(address: str, said: Iterable[tuple[str, int, str]]) -> RentedCard:
    """A card as the catalogue tells it."""
    return RentedCard(address, tuple(Saying(*it) for it in said))


def _known(saying: Saying) -> bool:
    try:
        code_of(saying.claim, saying.code)
    except VocabularyError:
        return False
    return True
