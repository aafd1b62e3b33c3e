"""Rentals, the chained record of each agreement, and the log of reads."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.rentals.casting.tables import RIGHTS as CASTING
from market.rentals.consents.tables import RIGHTS as CONSENTS
from market.rentals.credentials.tables import RIGHTS as CREDENTIALS
from market.rentals.erasure.tables import RIGHTS as ERASURE
from market.rentals.negotiation.tables import RIGHTS as NEGOTIATIONS
from market.rentals.renewal.rules import MEANS, MOST_TRIES, RENEWAL
from market.rentals.sealing.tables import RIGHTS as SEALED

SCHEMA = "rentals"


def _listed(states: frozenset[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


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
    card_sealed = Bytea(null=True, default=None)  # the card it was rented under, and what that said
    parent = UUID(null=True, default=None)  # the rental that this one renews
    number = SmallInt(null=False, default=1)  # of its period in the row of renewals
    anchor = Timestamptz(null=True, default=None)  # when the first of them began

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
    rentals_renews = Check(
        "(parent is null) = (number = 1) and (parent is null) = (anchor is null)", name="rentals_renews"
    )
    rentals_price = Check(
        "price > 0 and (refunded is null or refunded between 0 and price)", name="rentals_price"
    )


class Renewal(Table, tablename="renewals", schema=SCHEMA):
    """Whether a rental is followed by another: what each side wants, and how far it has come.

    `holder` is the holder's own word for this rental; without one the persona's offer speaks. `..._since` is since
    when it has stood, `brand_by` the way in which the brand said so. From the notice on `document` is the next
    agreement, frozen and signed, about `version`; `next` is its rental, made at the first charge. `step` is the last
    try that was used up, `card` the bank card that it was charged to, `failure` what its bank said. `means` is what
    pays, as the brand said before the notice: its default card or its balance.
    """

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    state = Varchar(12, null=False, default=None)
    holder = Boolean(null=True, default=None)
    holder_since = Timestamptz(null=True, default=None)
    brand = Boolean(null=False, default=False)
    brand_since = Timestamptz(null=True, default=None)
    brand_by = Varchar(4, null=True, default=None)
    noticed_at = Timestamptz(null=True, default=None)
    agreement = UUID(null=True, default=None)
    version = UUID(null=True, default=None)
    document = JSONB(null=True, default=None)
    vat_category = Varchar(2, null=True, default=None)
    next = UUID(null=True, default=None)
    step = SmallInt(null=False, default=0)
    card = UUID(null=True, default=None)
    failure = Varchar(64, null=True, default=None)
    because = Varchar(32, null=True, default=None)
    means = Varchar(8, null=False, default="card")
    due_at = Timestamptz(null=True, default=None)  # when there is something to look at; null: never again
    changed_at = Timestamptz(null=False, default=None)

    renewals_rental = Unique([rental], name="renewals_rental")
    renewals_means = Check(f"means in ({_listed(MEANS)})", name="renewals_means")
    renewals_state = Check(f"state in ({_listed(RENEWAL.states)})", name="renewals_state")
    renewals_wishes = Check(
        "brand = (brand_since is not null) and (holder is true) = (holder_since is not null)",
        name="renewals_wishes",
    )
    renewals_by = Check("brand_by is null or (brand and brand_by in ('api', 'page'))", name="renewals_by")
    renewals_frozen = Check(
        "(document is null) = (noticed_at is null) and (document is null) = (agreement is null)"
        " and (document is null) = (version is null) and (document is null) = (vat_category is null)"
        " and (state not in ('noticed', 'paid') or document is not null)"
        " and (state <> 'open' or document is null)",
        name="renewals_frozen",
    )
    renewals_tries = Check(
        f"step between 0 and {MOST_TRIES} and (next is null or document is not null)"
        " and (state <> 'paid' or next is not null)",
        name="renewals_tries",
    )
    renewals_because = Check(
        "(state in ('failed', 'called_off')) = (because is not null)"
        " and (state in ('open', 'noticed')) = (due_at is not null)",
        name="renewals_because",
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


class Absence(Table, tablename="absences", schema=SCHEMA):
    """A holder (a tag) had not opened the account since `since`; so many `personas` were hidden. Only they read it."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    since = Timestamptz(null=False, default=None)
    hidden_at = Timestamptz(null=False, default=None)
    personas = Integer(null=False, default=None)


class AbsentEnd(Table, tablename="absent_ends", schema=SCHEMA):
    """A rental that ended for an absence of its holder's. No brand is told: to it Moi has stopped the rental."""

    rental = UUID(primary_key=True, default=None, null=False)
    absence = UUID(null=False, default=None)


RIGHTS: dict[type[Table], str] = {
    Rental: "select, insert, update",
    Renewal: "select, insert, update",
    RecordEvent: "select, insert",
    Read: "select, insert",
    ReadCount: "select",
    Absence: "select, insert",
    AbsentEnd: "select, insert",
    **SEALED,
    **CREDENTIALS,
    **CASTING,
    **CONSENTS,
    **ERASURE,
    **NEGOTIATIONS,
}
