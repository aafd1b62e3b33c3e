"""Invitations within a rental, what the holder answers and says of their codes, and reports to the operators."""

from piccolo.columns import UUID, Boolean, Bytea, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.relations.brought.tables import RIGHTS as BROUGHT
from market.relations.campaigns.tables import RIGHTS as CAMPAIGNS
from market.relations.campaigns.tables import Campaign
from market.relations.castings.tables import RIGHTS as CASTINGS
from market.relations.closing.tables import RIGHTS as CLOSING
from market.relations.conversation.tables import RIGHTS as CONVERSATION
from market.relations.intents.tables import RIGHTS as INTENTS
from market.relations.notes.tables import RIGHTS as NOTES
from market.relations.questions.tables import RIGHTS as QUESTIONS
from market.relations.silence.tables import RIGHTS as SILENCE
from market.relations.templates.tables import RIGHTS as TEMPLATES
from market.relations.welcome.tables import RIGHTS as WELCOME

SCHEMA = "relations"


class Invitation(Table, tablename="invitations", schema=SCHEMA):
    """What a brand offers a holder. All that it says is sealed under the *holder's* key: it was written for
    one reader, may let guess who that is, and dies with the holder's key; the brand reads it through the
    vault while the rental runs. `number` counts within the rental month `month`, up to `per_month`, which is
    copied from the rental so that this table refuses the one too many by itself. `campaign`: the act by which several
    were sent."""

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    month = SmallInt(null=False, default=None)
    number = SmallInt(null=False, default=None)
    per_month = SmallInt(null=False, default=None)
    sealed = Bytea(null=False, default=None)
    sent_at = Timestamptz(null=False, default=None)
    notified_at = Timestamptz(null=True, default=None)
    campaign = ForeignKey(Campaign, null=True, default=None, on_delete=OnDelete.restrict)

    invitations_number = Unique([rental, month, number], name="invitations_number")
    invitations_per_month = Check(
        "month >= 1 and number between 1 and per_month and per_month <= 4", name="invitations_per_month"
    )


class Reaction(Table, tablename="reactions", schema=SCHEMA):
    """The holder's answer, which may change; the agreement's record keeps each change."""

    id = UUID(primary_key=True, default=InnerId())
    invitation = ForeignKey(Invitation, null=False, default=None, on_delete=OnDelete.restrict)
    kind = Varchar(16, null=False, default=None)
    at = Timestamptz(null=False, default=None)

    reactions_once = Unique([invitation], name="reactions_once")
    reactions_kind = Check("kind in ('interested', 'not_for_me', 'not_now')", name="reactions_kind")


class Redemption(Table, tablename="redemptions", schema=SCHEMA):
    """The holder says that the code was redeemed, which nobody else can; `told`: and lets this brand know that it was
    they. One stands for an invitation; what was taken back stays, as a figure once told must not depend on it."""

    id = UUID(primary_key=True, default=InnerId())
    invitation = ForeignKey(Invitation, null=False, default=None, on_delete=OnDelete.restrict)
    told = Boolean(null=False, default=None)
    said_at = Timestamptz(null=False, default=None)
    taken_back_at = Timestamptz(null=True, default=None)

    redemptions_order = Check("taken_back_at is null or taken_back_at >= said_at", name="redemptions_order")


class Report(Table, tablename="reports", schema=SCHEMA):
    """Somebody tells the operators. `reporter` is the party (a holder's tag, a brand's tag), `author` the tag
    of the person who wrote, under whose key the text is sealed."""

    id = UUID(primary_key=True, default=InnerId())
    reporter = Bytea(null=False, default=None)
    author = Bytea(null=False, default=None)
    side = Varchar(8, null=False, default=None)
    subject_kind = Varchar(8, null=False, default=None)
    subject = UUID(null=False, default=None)
    rental = UUID(null=True, default=None)  # the relation in which it came up
    reason = Varchar(32, null=False, default=None)
    sealed = Bytea(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(16, null=True, default=None)

    reports_tags = Check("octet_length(reporter) = 32 and octet_length(author) = 32", name="reports_tags")
    reports_side = Check("side in ('holder', 'brand')", name="reports_side")
    reports_subject = Check("subject_kind in ('rental', 'persona', 'brand')", name="reports_subject")
    reports_closure = Check(
        "(closed_at is null) = (outcome is null) and (outcome is null or outcome in ('upheld', 'dismissed'))",
        name="reports_closure",
    )


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    Invitation: "select, insert, update",
    Reaction: "select, insert, update",
    Redemption: "select, insert, update",
    Report: "select, insert, update",
    **BROUGHT,
    **CAMPAIGNS,
    **CASTINGS,
    **CLOSING,
    **CONVERSATION,
    **INTENTS,
    **NOTES,
    **QUESTIONS,
    **SILENCE,
    **TEMPLATES,
    **WELCOME,
}
