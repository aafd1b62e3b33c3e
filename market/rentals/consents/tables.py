"""Consents, apart from the agreements beside which they are given, and the chained record of each."""

from piccolo.columns import JSONB, UUID, Bytea, Integer, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contracts.states import CONSENT
from market.base.ids import InnerId

SCHEMA = "rentals"
_STATES = ", ".join(f"'{state}'" for state in sorted(CONSENT.states))


class Consent(Table, tablename="consents", schema=SCHEMA):
    """The consent to one rental. `record` and `receipt` are random, and known to both sides of it alone.

    `state` is the kind of the event `seq` of its record, which moved it there. It holds in [starts_at, ends_at),
    compared with the database clock: `expired` is what the worker writes down afterwards.
    """

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    record = UUID(null=False, default=None)
    receipt = UUID(null=False, default=None)
    state = Varchar(12, null=False, default=None)
    seq = Integer(null=False, default=None)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)

    consents_rental = Unique([rental], name="consents_rental")
    consents_record = Unique([record], name="consents_record")
    consents_receipt = Unique([receipt], name="consents_receipt")
    consents_state = Check(f"state in ({_STATES})", name="consents_state")
    consents_period = Check(
        "(starts_at is null) = (ends_at is null) and starts_at < ends_at"
        " and (state not in ('given', 'renewed', 'withdrawn', 'invalidated') or starts_at is not null)"
        " and (state not in ('requested', 'refused') or starts_at is null)",
        name="consents_period",
    )


class ConsentEvent(Table, tablename="consent_events", schema=SCHEMA):
    """One event of a consent's record, chained to the one before (`contracts.consent.kinds`)."""

    id = UUID(primary_key=True, default=InnerId())
    consent = UUID(null=False, default=None)
    seq = Integer(null=False, default=None)
    kind = Varchar(24, null=False, default=None)
    at = Timestamptz(null=False, default=None)
    facts = JSONB(null=False, default=None)
    salt = Bytea(null=False, default=None)
    prev_hash = Bytea(null=False, default=None)
    event_hash = Bytea(null=False, default=None)

    consent_events_seq = Unique([consent, seq], name="consent_events_seq")
    consent_events_lengths = Check(
        "seq >= 0 and octet_length(salt) = 16 and octet_length(prev_hash) = 32 and octet_length(event_hash) = 32",
        name="consent_events_lengths",
    )


RIGHTS: dict[type[Table], str] = {Consent: "select, insert, update", ConsentEvent: "select, insert"}
