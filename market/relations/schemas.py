"""The API's shapes for relations. Days are days of the market's zone, ISO 8601."""

import uuid
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from market.relations import rules
from market.relations.rules import About, Reaction
from market.relations.scan import LINK_MOST


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class InvitationShape(Shape):
    """An offer or an experience: what it is, on which conditions, how to redeem it, and when."""

    kind: rules.Kind = "offer"
    title: str = Field(max_length=4 * rules.TITLE_MOST)
    conditions: str = Field(max_length=4 * rules.CONDITIONS_MOST)
    code: str | None = Field(None, max_length=4 * rules.CODE_MOST)
    link: str | None = Field(None, max_length=4 * LINK_MOST)
    valid_from: date
    valid_until: date

    def invitation(self) -> rules.Invitation:
        """The value that the rules work on; they say the exact lengths by name."""
        return rules.Invitation(**self.model_dump())


class SentOut(Shape):
    """A sent invitation: its name in this relation, and its place in the rental month."""

    id: str
    month: int
    number: int
    warnings: list[str]


class InvitationOut(InvitationShape):
    """An invitation as both sides see it. `warnings`: what to say beside it."""

    id: str
    month: int
    number: int
    sent_on: date
    reaction: Reaction | None
    reacted_on: date | None
    warnings: list[str]


class ReactionShape(Shape):
    """The holder's answer."""

    reaction: Reaction


class ReportShape(Shape):
    """What is reported: something in a rental, or a persona by the name that the brand was shown."""

    about: About
    agreement: uuid.UUID | None = None
    persona: str | None = Field(None, max_length=64)
    reason: str = Field(max_length=32)
    text: str | None = Field(None, max_length=4 * rules.REPORT_MOST)


class ReportOut(Shape):
    """A report that was taken in."""

    id: str
