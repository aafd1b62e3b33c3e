"""What every room shares: the clock's offset, wrapped keys, the audit trail, sent mail, idempotency."""

from piccolo.columns import (
    JSONB,
    UUID,
    Boolean,
    Bytea,
    Date,
    Integer,
    Interval,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "base"


class Clock(Table, tablename="clock", schema=SCHEMA):
    """One row: how far the market's time is from wall time, in local and test databases."""

    single = Boolean(primary_key=True, default=True)
    offset = Interval(null=False, default=None)

    clock_is_one_row = Check("single", name="clock_is_one_row")


class KeyringMark(Table, tablename="keyring", schema=SCHEMA):
    """One row: the fingerprint of the keyring that this database was begun with. It opens nothing."""

    single = Boolean(primary_key=True, default=True)
    fingerprint = Bytea(null=False, default=None)

    keyring_is_one_row = Check("single", name="keyring_is_one_row")
    keyring_fingerprint_length = Check("octet_length(fingerprint) = 32", name="keyring_fingerprint_length")


class PersonKey(Table, tablename="person_keys", schema=SCHEMA):
    """A person's data key, wrapped by the key of a month. Without this row, what it sealed is gone."""

    tag = Bytea(primary_key=True, default=None, null=False)
    wrapping_key = Varchar(32, null=False, default=None)
    wrapped = Bytea(null=False, default=None)
    generation = SmallInt(null=False, default=1)

    person_keys_tag_length = Check("octet_length(tag) = 32", name="person_keys_tag_length")


class AuditEntry(Table, tablename="audit_entries", schema=SCHEMA):
    """One row per state change, written in its transaction, never altered. Actors stand as tags."""

    id = UUID(primary_key=True, default=InnerId())
    at = Timestamptz(null=False, default=None)
    action = Varchar(64, null=False, default=None)
    actor_kind = Varchar(16, null=False, default=None)
    actor = Bytea(null=False, default=None)
    subject_kind = Varchar(32, null=False, default=None)
    subject = UUID(null=False, default=None)
    facts = JSONB(null=False, default={})

    audit_entries_actor_kind = Check(
        "actor_kind in ('person', 'key', 'operator', 'clock', 'stripe', 'system')",
        name="audit_entries_actor_kind",
    )


class AuditWaiting(Table, tablename="audit_waiting", schema=SCHEMA):
    """An audit row that no day's head holds yet; the database writes it with the row, the night takes it away."""

    entry = UUID(primary_key=True, default=None, null=False)
    at = Timestamptz(null=False, default=None)


class AuditSealed(Table, tablename="audit_sealed", schema=SCHEMA):
    """Under which day's head an audit row stands."""

    entry = UUID(primary_key=True, default=None, null=False)
    day = Date(null=False, default=None)


class AuditDay(Table, tablename="audit_days", schema=SCHEMA):
    """The audit rows of a UTC day's head: how many, the root of their tree, and the salt that blinds both.

    `also` is what the same leaf says of other logs, by their names; null in days of before there were any.
    """

    day = Date(primary_key=True, default=None, null=False)
    entries = Integer(null=False, default=None)
    root = Bytea(null=False, default=None)
    salt = Bytea(null=False, default=None)
    also = JSONB(null=True, default=None)

    audit_days_lengths = Check(
        "entries >= 0 and octet_length(root) = 32 and octet_length(salt) = 16", name="audit_days_lengths"
    )


class SigningKey(Table, tablename="signing_keys", schema=SCHEMA):
    """The public half of each generation of the platform's keys; the highest of a purpose signs.

    `x` as in a JSON Web Key (RFC 8037, section 2), `kid` its thumbprint. A purpose that has no row is in its first
    generation.
    """

    id = UUID(primary_key=True, default=InnerId())
    purpose = Varchar(16, null=False, default=None)
    generation = SmallInt(null=False, default=None)
    kid = Varchar(43, null=False, default=None)
    x = Varchar(43, null=False, default=None)
    began_at = Timestamptz(null=False, default=None)

    signing_keys_use = Check(
        "purpose in ('record', 'status', 'credential', 'proof')", name="signing_keys_use"
    )
    signing_keys_generation = Check("generation > 0", name="signing_keys_generation")
    signing_keys_once = Unique([purpose, generation], name="signing_keys_once")
    signing_keys_kid = Unique([kid], name="signing_keys_kid")


class Message(Table, tablename="messages", schema=SCHEMA):
    """Mail to a person, sealed under that person's key until it is sent; kept in local mode for /mailbox."""

    id = UUID(primary_key=True, default=InnerId())
    recipient = Bytea(null=False, default=None)
    kind = Varchar(32, null=False, default=None)
    language = Varchar(2, null=False, default=None)
    sealed = Bytea(null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    sent_at = Timestamptz(null=True, default=None)

    messages_language = Check("language in ('fr', 'en')", name="messages_language")


class IdempotencyRecord(Table, tablename="idempotency_records", schema=SCHEMA):
    """A request that an actor may repeat: same key and content, same result; never a body."""

    id = UUID(primary_key=True, default=InnerId())
    actor = Bytea(null=False, default=None)
    key = Varchar(255, null=False, default=None)
    request_hash = Bytea(null=False, default=None)
    resource_type = Varchar(32, null=True, default=None)
    resource_id = UUID(null=True, default=None)
    status = Integer(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    Clock: "select, update",
    KeyringMark: "select, insert",
    PersonKey: "select, insert, update, delete",
    AuditEntry: "select, insert",
    AuditWaiting: "select, delete",
    AuditSealed: "select, insert",
    AuditDay: "select, insert",
    SigningKey: "select, insert",
    Message: "select, insert, update, delete",
    IdempotencyRecord: "select, insert, update, delete",
}
