"""The API's shapes for personas."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from market.personas.rules import Draft, Stance, Trait


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class NewPersona(Shape):
    """A persona to start, from a mask or from nothing."""

    mask: str | None = Field(None, max_length=40)


class TraitShape(Shape):
    """One answer: "it's me", "I'd like", or "no" (without a value)."""

    stance: Stance
    value: str | None = Field(None, max_length=40)


class DraftShape(Shape):
    """What the studio holds. `said`: the claims and phrases that the card may say."""

    traits: dict[str, TraitShape] = Field(default_factory=dict, max_length=200)
    phrases: list[str] = Field(default_factory=list, max_length=20)
    said: list[str] = Field(default_factory=list, max_length=200)

    def draft(self, mask: str | None) -> Draft:
        """The value that the rules work on."""
        return Draft(
            mask=mask,
            traits={claim: Trait(trait.stance, trait.value) for claim, trait in self.traits.items()},
            phrases=tuple(self.phrases),
            said=frozenset(self.said),
        )


class OfferShape(Shape):
    """The offer to publish: a roster variant, one of its periods, a step of the price ladder.

    `price_step`: minor units a month (1900 is 19 EUR); the price of the period follows from it.
    """

    variant: str = Field(max_length=16)
    period: str = Field(max_length=3)
    price_step: StrictInt = Field(ge=1, le=1_000_000)
    capacity: StrictInt = Field(1, ge=1)


class PublicationShape(OfferShape):
    """The offer, and the edition of the charter (`/charter`) that is signed with it: needed once, with the first
    persona, and for each new edition."""

    charter: StrictInt | None = None


class Visibility(Shape):
    """Hide, show again, or retire for good."""

    state: Literal["hidden", "listed", "retired"]


class PersonaOut(Shape):
    """A persona as its holder sees it. Dates are days in the market's zone."""

    id: str
    handle: str
    state: str
    mask: str | None
    variant: str | None
    period: str | None
    price_step: int | None
    capacity: int
    published_on: str | None
    renews: StrictBool = Field(False, description="Whether its offer allows renewals.")
    draft: DraftShape
