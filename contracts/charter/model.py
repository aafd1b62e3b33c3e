"""The shapes of the charter.

Errors::

    ValueError
    ├── EditionAstray        a file says another edition than its name (`contracts.compliance`)
    └── (pydantic's own)     a promise that stands twice, a party without promises
"""

from datetime import date, timedelta
from typing import Final, Literal, Self, get_args

from pydantic import Field, model_validator

from contracts.variant import Value
from contracts.vocabulary import Text

Party = Literal["holder", "brand", "platform"]
PARTIES: Final[tuple[Party, ...]] = get_args(Party)


class Promise(Value):
    """One sentence of a party's, in its own voice."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    text: Text


class Edition(Value):
    """What each party promises. ``term_days``: how long who was there before has to sign it, from its publication."""

    edition: int = Field(ge=1)
    published_on: date
    term_days: int = Field(ge=1)
    holder: tuple[Promise, ...] = Field(min_length=1)
    brand: tuple[Promise, ...] = Field(min_length=1)
    platform: tuple[Promise, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [it.id for it in (*self.holder, *self.brand, *self.platform)]
        if len(set(ids)) < len(ids):
            raise ValueError(f"a promise stands twice among {ids}")
        return self

    def of(self, party: Party) -> tuple[Promise, ...]:
        """What a party promises."""
        promises: tuple[Promise, ...] = getattr(self, party)
        return promises

    @property
    def last_day(self) -> date:
        """The last day on which who was there before may still sign it without more ado."""
        return self.due_on - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The first day on which who was there before must have signed it."""
        return self.published_on + timedelta(days=self.term_days)
