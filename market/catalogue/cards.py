"""A card as everybody reads it."""

from dataclasses import dataclass

from contracts.price import Money, price
from contracts.terms import Terms, edition
from contracts.vocabulary import Language, portrait
from market.catalogue.codes import Saying, finest_of, read


@dataclass(frozen=True, eq=False)  # compared and cached by identity: its content is long
class CardRow:
    """A card. `price_step` in minor units a month; `at_least`: how many people share it, in steps.

    `variant`: the terms as the outside names them, those of an earlier edition with their version.
    """

    address: str
    price_step: int
    variant: str
    period: str
    at_least: int
    sayings: tuple[Saying, ...]

    @property
    def finest(self) -> tuple[Saying, ...]:
        """What it says, without the coarser steps that a finer one repeats; the claims in the card's order."""
        return finest_of(self.sayings)

    @property
    def sayable(self) -> bool:
        """Whether today's vocabulary has all of it."""
        return read(self.sayings) is not None

    @property
    def price(self) -> Money:
        """What a brand pays for the period."""
        return price(self.price_step, self.period)

    @property
    def terms(self) -> Terms:
        """What a rental discloses and allows."""
        return edition(self.variant)

    def portrait(self, language: Language) -> str:
        """The card in a few sentences."""
        return portrait({it.claim: it.code for it in self.finest}, language)
