"""The API's shapes of templates."""

from pydantic import Field, StrictInt

from market.relations import rules
from market.relations.benefits import BENEFIT_MOST, KINDS, Benefit, check_kind
from market.relations.campaigns.rules import LABEL_MOST
from market.relations.campaigns.schemas import CampaignTo
from market.relations.scan import LINK_MOST
from market.relations.schemas import InvitationShape, Shape
from market.relations.templates.rules import DAYS_MOST, HOURS_MOST, NAME_MOST, Draft


class TemplateBenefit(Shape):
    """What an invitation from it brings, in the fields of its type; without a day of its own."""

    percent: StrictInt | None = Field(None, description="discount: per cent off, 1 to 100; or `amount`")
    amount: StrictInt | None = Field(None, description="discount: off, in minor units; or `percent`")
    what: str | None = Field(None, max_length=4 * BENEFIT_MOST, description="sample, early_access, advice")
    where: str | None = Field(None, max_length=4 * BENEFIT_MOST, description="experience")
    when: str | None = Field(None, max_length=4 * BENEFIT_MOST, description="experience")


class DraftShape(Shape):
    """What is offered, on which conditions, how to redeem it, and for how long once it is sent."""

    kind: str = Field(max_length=24, description=f"One of: {', '.join(KINDS)}.")
    benefit: TemplateBenefit
    title: str = Field(max_length=4 * rules.TITLE_MOST)
    conditions: str = Field(max_length=4 * rules.CONDITIONS_MOST)
    code: str | None = Field(None, max_length=4 * rules.CODE_MOST)
    link: str | None = Field(None, max_length=4 * LINK_MOST)
    days: StrictInt | None = Field(
        None,
        description=f"Valid for so many days after the one on which it is sent, 0 to {DAYS_MOST}; or `hours`.",
    )
    hours: StrictInt | None = Field(
        None, description=f"Valid for so many hours, 1 to {HOURS_MOST}; or `days`."
    )
    public_in: StrictInt | None = Field(
        None, description="early_access: in so many days everybody has it, from the day on which it is sent."
    )

    def draft(self) -> Draft:
        """The value that the rules work on; they say the exact bounds by name. Raises KindUnknown."""
        said = self.model_dump(exclude={"benefit", "kind"})
        return Draft(kind=check_kind(self.kind), benefit=Benefit(**self.benefit.model_dump()), **said)

    @classmethod
    def of(cls, it: Draft) -> "DraftShape":
        return cls(**it.to_json())


class TemplateShape(Shape):
    """A template to keep."""

    name: str = Field(max_length=4 * NAME_MOST, description="What the brand calls it; no holder reads it.")
    draft: DraftShape


class ChangeShape(TemplateShape):
    """A template, written anew."""

    version: StrictInt = Field(ge=1, le=2**31 - 2, description="The version that you saw.")


class TemplateOut(Shape):
    """A template: one of the brand's own, or one that is ready to start from, which has neither draft nor version."""

    id: str
    name: str
    own: bool
    version: int | None
    draft: DraftShape | None
    invitation: InvitationShape = Field(
        description="What it makes now, valid from today or for some hours from now; in the language asked for where"
        " it is a ready one."
    )


class FromTemplateShape(CampaignTo):
    """Whom to invite from a template."""

    label: str = Field(
        "", max_length=4 * LABEL_MOST, description="What the brand calls it; empty: as the template."
    )
