"""The day's snapshot, and the cards that brands keep. In clear stands only what cards say.

One snapshot is there at a time; `current` names it.
"""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "catalogue"


class Snapshot(Table, tablename="snapshots", schema=SCHEMA):
    """The classes of one day (a date in the market's zone). `vocabulary` marks the words it was made with."""

    id = UUID(primary_key=True, default=InnerId())
    day = Date(null=False, default=None)
    computed_at = Timestamptz(null=False, default=None)
    vocabulary = Varchar(32, null=False, default=None)


class Current(Table, tablename="current", schema=SCHEMA):
    """One row: which snapshot everybody reads. Whoever computes the next one locks it."""

    single = Boolean(primary_key=True, default=True)
    snapshot = ForeignKey(Snapshot, null=True, default=None, on_delete=OnDelete.restrict)

    current_is_one_row = Check("single", name="current_is_one_row")


class CardClass(Table, tablename="classes", schema=SCHEMA):
    """One class: all that its card says. `vector` is a list of [claim, step, code], coarser steps included.

    `price_step` in minor units a month. `coarse_count` is the step its size is shown in, never the size.
    """

    id = UUID(primary_key=True, default=InnerId())
    snapshot = ForeignKey(Snapshot, null=False, default=None, on_delete=OnDelete.restrict)
    address = Text(null=False, default=None)
    price_step = BigInt(null=False, default=None)
    variant = Varchar(16, null=False, default=None)
    period = Varchar(3, null=False, default=None)
    vector = JSONB(null=False, default=None)
    coarse_count = Integer(null=False, default=None)

    classes_address = Unique([snapshot, address], name="classes_address")
    classes_a_crowd_at_least = Check("coarse_count >= 11", name="classes_a_crowd_at_least")


class Card(Table, tablename="cards", schema=SCHEMA):
    """Under which card a persona stands, in which version; another version of it stands under none."""

    persona = UUID(primary_key=True, default=None, null=False)
    snapshot = ForeignKey(Snapshot, null=False, default=None, on_delete=OnDelete.restrict)
    card_class = ForeignKey(
        CardClass, null=False, default=None, on_delete=OnDelete.restrict, db_column_name="class"
    )
    version = UUID(null=False, default=None)


class Waiting(Table, tablename="waiting", schema=SCHEMA):
    """A listed persona without a card. The label to leave out is the holder's to know: it is sealed."""

    persona = UUID(primary_key=True, default=None, null=False)
    snapshot = ForeignKey(Snapshot, null=False, default=None, on_delete=OnDelete.restrict)
    version = UUID(null=False, default=None)
    advice = Bytea(null=False, default=None)


class SavedCard(Table, tablename="saved_cards", schema=SCHEMA):
    """A persona that a brand keeps, and, sealed, the address of the card it was found under."""

    id = UUID(primary_key=True, default=InnerId())
    brand = UUID(null=False, default=None)
    persona = UUID(null=False, default=None)
    address_sealed = Bytea(null=True, default=None)  # null: kept before it was sealed
    saved_at = Timestamptz(null=False, default=None)

    saved_cards_once = Unique([brand, persona], name="saved_cards_once")


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    Snapshot: "select, insert, delete",
    Current: "select, update",
    CardClass: "select, insert, delete",
    Card: "select, insert, delete",
    Waiting: "select, insert, delete",
    SavedCard: "select, insert, update, delete",
}
