"""Castings, who has accepted, and who was told. Whom a casting fits stands nowhere until they say yes."""

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Date, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.relations.castings.rules import TEXT_MOST, TITLE_MOST

SCHEMA = "relations"


class Casting(Table, tablename="castings", schema=SCHEMA):
    """What a brand looks for (`odrl:Request`): its words stand in clear, as whoever fits reads them.

    `reached_at`: since when those who fit are told, once they are a crowd; the brand never learns it. `matched_on` and
    `drawn_on` are the market's days on which it was last looked for people, and places were given.
    """

    id = UUID(primary_key=True, default=InnerId())
    brand = UUID(null=False, default=None)
    state = Varchar(8, null=False, default=None)
    title = Varchar(TITLE_MOST, null=False, default=None)
    text = Varchar(TEXT_MOST, null=False, default=None)
    purpose = Varchar(32, null=False, default=None)
    criteria = JSONB(null=False, default=None)
    period = Varchar(3, null=False, default=None)
    price_step = BigInt(null=False, default=None)
    places = SmallInt(null=False, default=None)
    until = Date(null=False, default=None)
    opened_at = Timestamptz(null=False, default=None)
    reached_at = Timestamptz(null=True, default=None)
    matched_on = Date(null=True, default=None)
    drawn_on = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_because = Varchar(8, null=True, default=None)

    castings_state = Check("state in ('open', 'closed')", name="castings_state")
    castings_closed = Check(
        "(state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_because is null)"
        " and (closed_because is null or closed_because in ('filled', 'until', 'brand', 'stopped'))",
        name="castings_closed",
    )


class CastingAcceptance(Table, tablename="casting_acceptances", schema=SCHEMA):
    """A holder (a tag of this room) said yes with a persona. `waiting` until a place is drawn: `chosen`, and then there
    is its `rental`, or `over`."""

    id = UUID(primary_key=True, default=InnerId())
    casting = ForeignKey(Casting, null=False, default=None, on_delete=OnDelete.restrict)
    holder = Bytea(null=False, default=None)
    persona = UUID(null=False, default=None)
    state = Varchar(8, null=False, default=None)
    rental = UUID(null=True, default=None)
    accepted_at = Timestamptz(null=False, default=None)
    route = Varchar(8, null=False, default=None)

    casting_acceptances_once = Unique([casting, holder], name="casting_acceptances_once")
    casting_acceptances_holder = Check("octet_length(holder) = 32", name="casting_acceptances_holder")
    casting_acceptances_state = Check(
        "state in ('waiting', 'chosen', 'over') and (state = 'chosen') = (rental is not null)",
        name="casting_acceptances_state",
    )
    casting_acceptances_route = Check("route in ('api', 'page')", name="casting_acceptances_route")


class CastingMark(Table, tablename="casting_marks", schema=SCHEMA):
    """A holder was told of a casting, or set it aside. `mark` is keyed: who reads this table alone finds nobody."""

    casting = ForeignKey(Casting, null=False, default=None, on_delete=OnDelete.restrict)
    mark = Bytea(primary_key=True, null=False, default=None)
    kind = Varchar(8, null=False, default=None)

    casting_marks_length = Check("octet_length(mark) = 32", name="casting_marks_length")
    casting_marks_kind = Check("kind in ('told', 'aside')", name="casting_marks_kind")


RIGHTS: dict[type[Table], str] = {
    Casting: "select, insert, update",
    CastingAcceptance: "select, insert, update, delete",
    CastingMark: "select, insert, update, delete",
}
