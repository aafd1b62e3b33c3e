"""The API's shapes of what to do next."""

import uuid
from datetime import date

from pydantic import Field

from market.base import names
from market.relations.castings.queries import name_for
from market.relations.intents.queries import INTENT
from market.relations.questions.queries import round_name
from market.relations.schemas import Shape
from market.relations.steps.rules import SHOWN, Kind, Named, Step


class NamedOut(Shape):
    """Where: in a rental, or about a round of questions, a casting, or what somebody looks for."""

    by: date
    agreement: str | None
    persona: str | None
    round: str | None
    casting: str | None
    intent: str | None

    @classmethod
    def of(cls, it: Named, brand: uuid.UUID) -> "NamedOut":
        return cls(
            by=it.by,
            agreement=str(it.agreement) if it.agreement else None,
            persona=names.name("persona", it.persona, names.for_brand(brand)) if it.persona else None,
            round=round_name(it.round, brand) if it.round else None,
            casting=name_for(brand, it.casting) if it.casting else None,
            intent=names.name(INTENT, it.intent, names.for_brand(brand)) if it.intent else None,
        )


class StepOut(Shape):
    """What to do next. Days are the market's."""

    kind: Kind = Field(
        description="erasure: attestations owed; offer: offers that await the brand's answer; closes_today,"
        " closes_tomorrow: questions without all their answers; closing_note: not given yet; casting_closes:"
        " castings whose last day is near and that have places left; looked_for: what people look for that matches a"
        " saved search, without a bid of the brand's; lapsing: invitations that a rental month still"
        " has, and soon not any more; drawn: rentals that began with a place of a casting, and were never invited;"
        " uninvited: other rentals never invited; unasked: rentals whose"
        " month has its included question still."
    )
    count: int
    by: date | None = Field(description="The earliest day.")
    late: int = Field(description="Of how many the day is over.")
    named: list[NamedOut] = Field(description=f"The first {SHOWN}, where each has its own.")

    @classmethod
    def of(cls, it: Step, brand: uuid.UUID) -> "StepOut":
        named = [NamedOut.of(one, brand) for one in it.named]
        return cls(kind=it.kind, count=it.count, by=it.by, late=it.late, named=named)
