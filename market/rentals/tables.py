"""Rentals, the chained record of each agreement, and the log of reads."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Bytea,
    Date,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "rentals"


class Rental(Table, tablename="rentals", schema=SCHEMA):
    """One agreement between a holder (a tag of this room) and a brand about one persona version.

    `agreement` is the random id that both sides know. Amounts in minor units; times UTC; the period is
    half-open and computed once, at activation.
    """

    id = UUID(primary_key=True, default=InnerId())
    agreement = UUID(null=False, default=None)
    persona = UUID(null=False, default=None)
    version = UUID(null=False, default=None)
    holder = Bytea(null=False, default=None)
    brand = UUID(null=False, default=None)
    order_id = UUID(null=False, default=None)
    state = Varchar(24, null=False, default=None)
    negotiation = Varchar(16, null=False, default=None)
    document = JSONB(null=False, default=None)  # the Agreement as agreed, in outward names only
    purposes = JSONB(null=False, default=None)
    reads_per_day = Integer(null=False, default=None)
    retention_days = SmallInt(null=False, default=None)
    invitations_per_month = SmallInt(null=False, default=None)
    price = BigInt(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    period = Varchar(3, null=False, default=None)
    requested_at = Timestamptz(null=False, default=None)
    held_until = Timestamptz(null=False, default=None)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(8, null=True, default=None)
    end_reason = Varchar(32, null=True, default=None)
    refunded = BigInt(null=True, default=None)
    delete_by = Date(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)  # when the brand signed that its copies are gone
    card = Text(null=True, default=None)  # the address of the card it was rented under
    card_said = JSONB(null=True, default=None)  # what that card said: a list of [claim, step, code]

    rentals_state = Check(
        "state in ('Inactive', 'Active', 'TemporarilySuspended', 'Expired', 'Terminated')",
        name="rentals_state",
    )
    rentals_negotiation = Check(
        "negotiation in ('REQUESTED', 'OFFERED', 'ACCEPTED', 'AGREED', 'VERIFIED', 'FINALIZED', 'TERMINATED')",
        name="rentals_negotiation",
    )
    rentals_period = Check(
        "(starts_at is null) = (ends_at is null) and starts_at < ends_at"
        " and (state not in ('Active', 'TemporarilySuspended', 'Expired') or starts_at is not null)",
        name="rentals_period",
    )
    rentals_end = Check(
        "(state in ('Expired', 'Terminated')) = (ended_at is not null)"
        " and (ended_at is null) = (ended_by is null)"
        " and (ended_by is null or ended_by in ('person', 'brand', 'operator', 'clock'))",
        name="rentals_end",
    )
    rentals_erasure = Check("erased_at is null or delete_by is not null", name="rentals_erasure")
    rentals_card = Check("(card is null) = (card_said is null)", name="rentals_card")
    rentals_price = Check(
        "price > 0 and (refunded is null or refunded between 0 and price)", name="rentals_price"
    )


class RecordEvent(Table, tablename="record_events", schema=SCHEMA):
    """One event of an agreement's record, chained to the one before."""

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    seq = Integer(null=False, default=None)
    kind = Varchar(32, null=False, default=None)
    at = Timestamptz(null=False, default=None)
    facts = JSONB(null=False, default=None)
    salt = Bytea(null=False, default=None)
    prev_hash = Bytea(null=False, default=None)
    event_hash = Bytea(null=False, default=None)

    record_events_seq = Unique([rental, seq], name="record_events_seq")


class Read(Table, tablename="reads", schema=SCHEMA):
    """Who read what: written in the very statement that hands out the sheet."""

    id = BigSerial(primary_key=True)
    rental = UUID(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    purpose = Varchar(32, null=False, default=None)
    channel = Varchar(4, null=False, default=None)

    reads_channel = Check("channel in ('api', 'page')", name="reads_channel")


class ReadCount(Table, tablename="read_counts", schema=SCHEMA):
    """How often a rental was read in the rental day that began at `day`; kept by `rentals.read_sheets` alone."""

    rental = UUID(primary_key=True, default=None, null=False)
    day = Timestamptz(null=False, default=None)
    reads = Integer(null=False, default=None)


RIGHTS: dict[type[Table], str] = {
    Rental: "select, insert, update",
    RecordEvent: "select, insert",
    Read: "select, insert",
    ReadCount: "select",
}
