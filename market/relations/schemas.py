"""The API's shapes for relations. Days are days of the market's zone, ISO 8601."""

import uuid
from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from market.relations import rules
from market.relations.benefits import BENEFIT_MOST, KINDS, AnyKind, Benefit, check_kind
from market.relations.errors import ValidityImpossible
from market.relations.queries import Redeemed
from market.relations.rules import About, Reaction
from market.relations.scan import LINK_MOST


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class BenefitShape(Shape):
    """What the invitation brings, in the fields of its type."""

    percent: StrictInt | None = Field(None, description="discount: per cent off, 1 to 100; or `amount`")
    amount: StrictInt | None = Field(None, description="discount: off, in minor units; or `percent`")
    what: str | None = Field(
        None,
        max_length=4 * BENEFIT_MOST,
        description="sample: what is given; early_access: what comes early; advice: on what",
    )
    where: str | None = Field(None, max_length=4 * BENEFIT_MOST, description="experience")
    when: str | None = Field(None, max_length=4 * BENEFIT_MOST, description="experience")
    public_on: date | None = Field(None, description="early_access: the day from which everybody has it")

    def benefit(self) -> Benefit:
        """The value that the rules work on."""
        return Benefit(**self.model_dump())


class InvitationShape(Shape):
    """What is offered, on which conditions, how to redeem it, and when.

    It is valid to the end of the day `valid_until`, or, for some hours only, to the moment `ends_at`.
    """

    kind: str = Field(max_length=24, description=f"One of: {', '.join(KINDS)}.")
    benefit: BenefitShape
    title: str = Field(max_length=4 * rules.TITLE_MOST)
    conditions: str = Field(max_length=4 * rules.CONDITIONS_MOST)
    code: str | None = Field(None, max_length=4 * rules.CODE_MOST)
    link: str | None = Field(None, max_length=4 * LINK_MOST)
    valid_from: date
    valid_until: date | None = None
    ends_at: AwareDatetime | None = None

    def invitation(self) -> rules.Invitation:
        """The value that the rules work on; they say the exact lengths by name.

        Raises KindUnknown, ValidityImpossible.
        """
        last = self.valid_until or (rules.last_day_of(self.ends_at) if self.ends_at else None)
        if last is None:
            raise ValidityImpossible(field="valid_until", reason="no-day")
        said = self.model_dump(exclude={"benefit", "kind", "valid_until"})
        kind, benefit = check_kind(self.kind), self.benefit.benefit()
        return rules.Invitation(kind=kind, valid_until=last, benefit=benefit, **said)


class SentOut(Shape):
    """A sent invitation: its name in this relation, and its place in the rental month."""

    id: str
    month: int
    number: int
    warnings: list[str]


class InvitationOut(Shape):
    """An invitation as both sides see it. `warnings`: what to say beside it.

    One that was sent before there were types has no `benefit`; its kind is "offer" or "experience".
    """

    id: str
    kind: AnyKind
    benefit: BenefitShape | None
    title: str
    conditions: str
    code: str | None
    link: str | None
    valid_from: date
    valid_until: date
    ends_at: AwareDatetime | None = Field(
        description="In the market's zone, where it ends within its last day."
    )
    month: int
    number: int
    sent_on: date
    reaction: Reaction | None
    reacted_on: date | None
    redeemed: Redeemed | None = Field(
        description='What the holder says of its code: "said", or "told", that the brand is let know. The brand reads'
        ' "told" or null.'
    )
    warnings: list[str]


class RedemptionShape(Shape):
    """The holder says that the code was redeemed."""

    told: StrictBool = Field(False, description="Let this brand know that it was you.")


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
