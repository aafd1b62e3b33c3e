"""Intents and bids. What a person looks for stands as brands read it, until it is closed; then its words are gone."""

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Date, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.relations.intents.rules import BUDGET_MOST, TEXT_MOST, WORDS_MOST

SCHEMA = "relations"


class Intent(Table, tablename="intents", schema=SCHEMA):
    """What a person (a tag of this room) looks for with a persona (`odrl:Offer`). Budgets in minor units; `opens_on` to
    `until` are the market's days on which brands bid. `versions`: of the persona, by each edition that a bid may name.

    A choice is `decided_as` at `decided_at`; brands are told, and it is carried out, at `due_at`. `chosen` is the bid.
    """

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    persona = UUID(null=False, default=None)
    state = Varchar(8, null=False, default=None)
    category = Varchar(16, null=False, default=None)
    details = JSONB(null=False, default=None)
    text = Varchar(TEXT_MOST, null=False, default=None)
    budget_from = BigInt(null=False, default=None)
    budget_to = BigInt(null=False, default=None)
    versions = JSONB(null=False, default=None)
    opened_at = Timestamptz(null=False, default=None)
    opens_on = Date(null=False, default=None)
    until = Date(null=False, default=None)
    told_at = Timestamptz(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)
    chosen = UUID(null=True, default=None)
    decided_as = Varchar(8, null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    route = Varchar(4, null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_because = Varchar(8, null=True, default=None)
    fulfilled = Varchar(8, null=True, default=None)
    rating = SmallInt(null=True, default=None)
    rated_at = Timestamptz(null=True, default=None)

    intents_holder = Check("octet_length(holder) = 32", name="intents_holder")
    intents_state = Check("state in ('open', 'closed')", name="intents_state")
    intents_days = Check("opens_on <= until", name="intents_days")
    intents_budget = Check(
        f"budget_from >= 0 and budget_from <= budget_to and budget_to between 1 and {BUDGET_MOST}",
        name="intents_budget",
    )
    intents_decided = Check(
        "(decided_as is null) = (decided_at is null) and (decided_at is null) = (due_at is null)"
        " and (decided_as is null or decided_as in ('accepted', 'closed')) and due_at >= decided_at"
        " and (chosen is null) = (decided_as is distinct from 'accepted')"
        " and (chosen is null) = (route is null) and (route is null or route in ('api', 'page'))",
        name="intents_decided",
    )
    intents_closed = Check(
        "(state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_because is null)"
        " and (closed_because is null or closed_because in ('agreed', 'nobody', 'holder'))"
        " and (closed_because is distinct from 'agreed'"
        " or decided_as is not distinct from 'accepted')",
        name="intents_closed",
    )
    intents_rated = Check(
        "(rated_at is null) = (fulfilled is null) and (rated_at is null) = (rating is null)"
        " and (rated_at is null or closed_because is not distinct from 'agreed')"
        " and (rating is null or rating between 1 and 5)"
        " and (fulfilled is null or fulfilled in ('yes', 'partly', 'no'))",
        name="intents_rated",
    )


class Bid(Table, tablename="bids", schema=SCHEMA):
    """What a brand offers for an intent, once: revised until its last day is over. `place` is what was paid for it from
    the brand's balance (`rentals.casting_places`), given back when it is not taken; `rental` what came of it.
    """

    id = UUID(primary_key=True, default=InnerId())
    intent = ForeignKey(Intent, null=False, default=None, on_delete=OnDelete.restrict)
    brand = UUID(null=False, default=None)
    state = Varchar(12, null=False, default=None)
    terms = Varchar(24, null=False, default=None)
    purposes = JSONB(null=False, default=None)
    period = Varchar(3, null=False, default=None)
    price_step = BigInt(null=False, default=None)
    kind = Varchar(24, null=True, default=None)
    benefit = JSONB(null=True, default=None)
    words = Varchar(WORDS_MOST, null=True, default=None)
    place = UUID(null=False, default=None)
    made_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    rental = UUID(null=True, default=None)

    bids_once = Unique([intent, brand], name="bids_once")
    bids_place = Unique([place], name="bids_place")
    bids_state = Check(
        "state in ('sealed', 'withdrawn', 'won', 'over') and (state = 'won') = (rental is not null)",
        name="bids_state",
    )
    bids_benefit = Check("(kind is null) = (benefit is null)", name="bids_benefit")


class SavedSearch(Table, tablename="saved_searches", schema=SCHEMA):
    """A search that a brand keeps among what people look for; what is null it leaves open, budgets in minor units.
    `told_on`: the market's day by which it was told of everything that matches."""

    id = UUID(primary_key=True, default=InnerId())
    brand = UUID(null=False, default=None)
    category = Varchar(16, null=True, default=None)
    details = JSONB(null=False, default=None)
    budget = BigInt(null=True, default=None)
    made_at = Timestamptz(null=False, default=None)
    told_on = Date(null=False, default=None)

    saved_searches_details = Check(
        "jsonb_typeof(details) = 'object' and (details = '{}' or category is not null)",
        name="saved_searches_details",
    )
    saved_searches_budget = Check(f"budget between 1 and {BUDGET_MOST}", name="saved_searches_budget")


RIGHTS: dict[type[Table], str] = {
    Intent: "select, insert, update",
    Bid: "select, insert, update",
    SavedSearch: "select, insert, update, delete",
}
