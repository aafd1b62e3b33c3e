"""The API's shapes of castings. Amounts are minor units, days the market's, ISO 8601."""

from datetime import date
from typing import Literal

from pydantic import Field, StrictInt

from contracts.price import price
from market.relations.castings.rules import CRITERIA_MOST, PLACES, TEXT_MOST, TITLE_MOST, Brief, Criterion
from market.relations.schemas import Shape


class CriterionShape(Shape):
    """A claim of the vocabulary, and the answers of which one is enough: its own codes, or coarser ones."""

    claim: str = Field(max_length=64)
    codes: list[str] = Field(max_length=100)


class CastingShape(Shape):
    """What is looked for, and what a place brings."""

    title: str = Field(max_length=4 * TITLE_MOST)
    text: str = Field(max_length=4 * TEXT_MOST)
    purpose: str = Field(max_length=32, description="one of the purposes of the terms")
    criteria: list[CriterionShape] = Field(max_length=4 * CRITERIA_MOST)
    period: str = Field(max_length=8, description="P1W, P1M or P3M")
    price_step: StrictInt = Field(description="of the price ladder, minor units a month")
    places: StrictInt = PLACES
    until: date = Field(description="the last day on which somebody may accept")

    def brief(self) -> Brief:
        """The value that the rules work on."""
        criteria = tuple(Criterion(it.claim, tuple(it.codes)) for it in self.criteria)
        return Brief(**self.model_dump(exclude={"criteria"}), criteria=criteria)

    @classmethod
    def of(cls, brief: Brief) -> "CastingShape":
        """A brief as it was published."""
        return cls(**{**brief.to_json(), "criteria": [_criterion(it) for it in brief.criteria]})


def _criterion(it: Criterion) -> dict[str, object]:
    return {"claim": it.claim, "codes": list(it.codes)}


class CastingOut(Shape):
    """A casting before its brand: the places that somebody has, as of this morning, and never who might have."""

    id: str
    state: Literal["open", "closed"]
    brief: CastingShape
    place_price: int
    amount: int = Field(description="what all places cost")
    taken: int
    opened_on: date
    closed_on: date | None
    because: Literal["filled", "until", "brand", "stopped"] | None


class CallOut(Shape):
    """A casting before a person it reaches. `personas`: the names of those of theirs that may accept."""

    id: str
    brand: str
    brief: CastingShape
    place_price: int
    yours: int = Field(description="what the whole period brings you")
    personas: list[str]
    accepted: str | None = Field(description="the persona with which you said yes")
    state: Literal["open", "waiting", "chosen", "over"]


class AcceptanceShape(Shape):
    """With which persona."""

    persona: str = Field(max_length=200)


def place_price(brief: Brief) -> int:
    """What one place costs, minor units."""
    return price(brief.price_step, brief.period).amount
