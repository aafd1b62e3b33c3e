"""Campaigns, whom they passed over, and what holders said of their codes."""

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.relations.benefits import KINDS
from market.relations.campaigns.rules import LABEL_MOST, SKIPS

SCHEMA = "relations"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{it}'" for it in words)


class Campaign(Table, tablename="campaigns", schema=SCHEMA):
    """One act by which a brand invited several. `label` is the brand's own word for it and stands in clear; what it
    offered is sealed in each invitation, for its reader."""

    id = UUID(primary_key=True, default=InnerId())
    brand = UUID(null=False, default=None)
    label = Varchar(LABEL_MOST, null=False, default=None)
    kind = Varchar(16, null=False, default=None)
    sent_at = Timestamptz(null=False, default=None)

    campaigns_label = Check("length(btrim(label)) > 0", name="campaigns_label")
    campaigns_kind = Check(f"kind in ({_listed(KINDS)})", name="campaigns_kind")


class CampaignSkip(Table, tablename="campaign_skips", schema=SCHEMA):
    """A rental that a campaign named and did not reach, and why."""

    id = UUID(primary_key=True, default=InnerId())
    campaign = ForeignKey(Campaign, null=False, default=None, on_delete=OnDelete.restrict)
    rental = UUID(null=False, default=None)
    reason = Varchar(32, null=False, default=None)

    campaign_skips_once = Unique([campaign, rental], name="campaign_skips_once")
    campaign_skips_reason = Check(f"reason in ({_listed(SKIPS)})", name="campaign_skips_reason")


RIGHTS: dict[type[Table], str] = {Campaign: "select, insert", CampaignSkip: "select, insert"}
