"""The API's shapes of intents and bids. Amounts are minor units, days the market's, ISO 8601."""

from datetime import date
from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from contracts.terms import outward
from market.relations.intents.rules import TEXT_MOST, WORDS_MOST, Bid, Intent, Phase
from market.relations.schemas import BenefitShape, Shape


class IntentShape(Shape):
    """What one looks for, with which of one's listed personas."""

    persona: str = Field(max_length=200)
    category: str = Field(max_length=16)
    details: dict[str, str] = Field(default_factory=dict, max_length=10)
    text: str = Field(max_length=4 * TEXT_MOST)
    budget_from: StrictInt = Field(description="minor units, whole euros")
    budget_to: StrictInt
    most: str = Field(
        max_length=16, description="the terms that show the most a winner may learn, by their variant"
    )
    until: date = Field(description="the last day on which brands bid")
    confirmed: StrictBool = Field(False, description="you have read what the text may give away")

    def draft(self) -> Intent:
        """The value that the rules work on."""
        return Intent(**self.model_dump(exclude={"persona", "confirmed"}))


class AskedFor(Shape):
    """Terms that a bid may name: what they show, and for how long copies may be kept."""

    terms: str
    claims: list[str]
    retention_days: int
    purposes: list[str]
    periods: list[str]


class OpenIntentOut(Shape):
    """What somebody looks for, as brands read it: nothing of who, with what, or how many have bid."""

    id: str
    category: str
    details: dict[str, str]
    text: str
    budget_from: int
    budget_to: int
    until: date
    may_ask: list[AskedFor]


class BidShape(Shape):
    """Terms first, then what it brings, then words."""

    terms: str = Field(max_length=24)
    purposes: list[str] = Field(max_length=20)
    period: str = Field(max_length=3)
    price_step: StrictInt = Field(description="of the price ladder, minor units a month")
    kind: str | None = Field(None, max_length=24, description="the type of the benefit, where there is one")
    benefit: BenefitShape | None = None
    words: str | None = Field(None, max_length=4 * WORDS_MOST)

    def draft(self) -> Bid:
        """The value that the rules work on."""
        kept = self.model_dump(exclude={"benefit", "purposes"})
        benefit = self.benefit.benefit() if self.benefit else None
        return Bid(**kept, purposes=tuple(self.purposes), benefit=benefit)

    @classmethod
    def of(cls, bid: Bid) -> "BidShape":
        """A bid as it was made."""
        return cls(
            terms=outward(bid.edition),
            purposes=list(bid.purposes),
            period=bid.period,
            price_step=bid.price_step,
            kind=bid.kind,
            benefit=BenefitShape(**bid.benefit.to_json()) if bid.benefit else None,
            words=bid.words,
        )


class BidOut(Shape):
    """A bid before its brand. `over`: of what it was for there is no more to say; `agreement`: what came of it."""

    intent: str
    category: str
    until: date
    state: Literal["sealed", "waiting", "withdrawn", "won", "over"]
    bid: BidShape
    amount: int = Field(description="what was paid for it from the balance")
    agreement: str | None = None


class OpenedBidOut(Shape):
    """A bid before the person whom it is for."""

    id: str
    brand: str
    brand_page: str
    bid: BidShape
    shows: int = Field(description="how many traits it would see")
    retention_days: int
    yours: int = Field(description="what the whole period brings you")
    may_accept: bool = Field(
        description="no: this brand rents the persona already, or you want nothing of it"
    )
    chosen: bool


class IntentOut(Shape):
    """An intent before its person. `bids`, once they are opened, by how little they ask, then by what they bring."""

    id: str
    persona: str
    phase: Phase
    category: str
    details: dict[str, str]
    text: str
    budget_from: int
    budget_to: int
    may_ask: list[str]
    opens_on: date
    until: date
    choose_until: date
    told_at: str | None = Field(description="when brands are told of what you decided")
    because: Literal["agreed", "nobody", "holder"] | None
    bids: list[OpenedBidOut]
    fulfilled: str | None
    rating: int | None


class AcceptedBid(Shape):
    """Which of the bids."""

    bid: str = Field(max_length=200)


class FulfilmentShape(Shape):
    """How it went: found (yes, partly, no), and how good it was, 1 to 5."""

    fulfilled: str = Field(max_length=8)
    rating: StrictInt
