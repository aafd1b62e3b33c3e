"""Pure adding up of what came of the rentals that run, by the words of the cards under which they were rented.

Every figure is exact, for it adds up what the brand reads of each of these rentals anyway; none is of anybody else,
and none of a rental that is over. Wider there are a campaign's redeemed codes alone, by `campaigns.rules`: they are not
told by class, which would cut a crowd into pieces. Who said nothing is one figure: nothing here says why.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields

from market.rentals.cards import RentedCard, Saying

Words = tuple[Saying, ...]


@dataclass(frozen=True)
class Figures:
    """Of one rental or of several: how often it was invited, how that was answered, and what was asked and answered.

    `told`: codes whose holder let the brand know that they redeemed them.
    """

    rented: int = 0
    invited: int = 0
    invitations: int = 0
    interested: int = 0
    not_for_me: int = 0
    not_now: int = 0
    told: int = 0
    asked: int = 0
    answered: int = 0

    @property
    def silent(self) -> int:
        """Invitations without an answer so far."""
        return self.invitations - self.interested - self.not_for_me - self.not_now

    @property
    def unanswered(self) -> int:
        """Questions without an answer."""
        return self.asked - self.answered


@dataclass(frozen=True)
class ClassRow:
    """What came of the rentals of one class; `said`: the card's words, none where it said none or was kept nowhere."""

    said: Words
    figures: Figures


def words_of(card: RentedCard | None) -> Words:
    """What tells a class from another: all that its card said, and not its price or its terms."""
    return card.sayable if card else ()


def added(figures: Iterable[Figures]) -> Figures:
    """All of them together."""
    found = list(figures)
    return Figures(*(sum(getattr(it, field.name) for it in found) for field in fields(Figures)))


def by_class(rows: Iterable[tuple[Words, Figures]]) -> list[ClassRow]:
    """One row for each class, the one with most rentals first, and then by its words."""
    groups: dict[Words, list[Figures]] = defaultdict(list)
    for said, figures in rows:
        groups[said].append(figures)
    found = [ClassRow(said, added(group)) for said, group in groups.items()]
    return sorted(found, key=lambda it: (-it.figures.rented, it.said))
