"""The API's shapes of campaigns. Days are the market's, ISO 8601."""

import uuid
from datetime import date

from pydantic import Field

from market.relations.benefits import Kind
from market.relations.campaigns.rules import LABEL_MOST, RECIPIENTS_MOST
from market.relations.schemas import InvitationShape, Shape


class CampaignTo(Shape):
    """Whom a campaign goes to."""

    agreements: list[uuid.UUID] = Field(
        max_length=10 * RECIPIENTS_MOST, description=f"The rentals, at most {RECIPIENTS_MOST}."
    )


class CampaignShape(CampaignTo):
    """One invitation to several running rentals."""

    label: str = Field(max_length=4 * LABEL_MOST, description="What the brand calls it; no holder reads it.")
    invitation: InvitationShape


class SkippedOut(Shape):
    """A rental that was not reached: `reason` is the code of the refusal that a single invitation would meet."""

    agreement: str
    reason: str


class CampaignOut(Shape):
    """A campaign as its brand reads it."""

    id: str
    label: str
    kind: Kind
    sent_on: date
    sent: list[str] = Field(description="The agreements that it reached.")
    skipped: list[SkippedOut]
    redeemed_more_than: int | None = Field(
        description="More than so many people said that they redeemed the code and did not let the brand know who they"
        " are: 10, 15, 20, and so on; null below, and where it would tell of all. Renewed once a day; it never falls."
    )
    told: list[str] = Field(
        description="The running rentals whose holder let the brand know that they redeemed it; not in that figure."
    )
