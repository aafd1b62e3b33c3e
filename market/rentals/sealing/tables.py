"""What is sealed each night: the daily heads, the leaves of their trees, and which record stands in which."""

from piccolo.columns import UUID, BigInt, Bytea, Date, Integer, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "rentals"


class Growing(Table, tablename="growing", schema=SCHEMA):
    """An event that no day's head holds yet; the database writes it with the event, the night takes it away."""

    event = UUID(primary_key=True, default=None, null=False)
    rental = UUID(null=False, default=None)
    seq = Integer(null=False, default=None)
    at = Timestamptz(null=False, default=None)


class DayHeadRow(Table, tablename="day_heads", schema=SCHEMA):
    """A UTC day's signed head, as published (`contracts.heads.DayHead`).

    `before` is the day before, whose `hash` is `prev`; the first of all has none. The database lets no other follow.
    """

    day = Date(primary_key=True, default=None, null=False)
    before = Date(null=True, default=None)
    recorder = Varchar(255, null=False, default=None)
    size = Integer(null=False, default=None)
    root = Bytea(null=False, default=None)
    prev = Bytea(null=False, default=None)
    hash = Bytea(null=False, default=None)
    kid = Varchar(43, null=False, default=None)
    value = Varchar(86, null=False, default=None)
    sealed_at = Timestamptz(null=False, default=None)

    day_heads_follow = Check("before = day - 1", name="day_heads_follow")
    day_heads_size = Check("size >= 1024 and size & (size - 1) = 0", name="day_heads_size")
    day_heads_lengths = Check(
        "octet_length(root) = 32 and octet_length(prev) = 32 and octet_length(hash) = 32",
        name="day_heads_lengths",
    )
    day_heads_over = Check("sealed_at >= (day + 1)::timestamp at time zone 'UTC'", name="day_heads_over")


class DayBlock(Table, tablename="day_blocks", schema=SCHEMA):
    """1,024 leaves of a day's tree in their order, one after another, and the root over them."""

    id = UUID(primary_key=True, default=InnerId())
    day = Date(null=False, default=None)
    number = Integer(null=False, default=None)
    first = Bytea(null=False, default=None)
    leaves = Bytea(null=False, default=None)
    root = Bytea(null=False, default=None)

    day_blocks_place = Unique([day, number], name="day_blocks_place")
    day_blocks_leaves = Check(
        "number >= 0 and octet_length(leaves) = 32 * 1024 and first = substring(leaves for 32)"
        " and octet_length(root) = 32",
        name="day_blocks_leaves",
    )


class DayEntry(Table, tablename="day_entries", schema=SCHEMA):
    """A record that grew: how long it was when the day was sealed, its last hash, and the salt of its leaf."""

    id = UUID(primary_key=True, default=InnerId())
    day = Date(null=False, default=None)
    rental = UUID(null=False, default=None)
    length = Integer(null=False, default=None)
    event_hash = Bytea(null=False, default=None)
    salt = Bytea(null=False, default=None)
    leaf = Bytea(null=False, default=None)

    day_entries_once = Unique([rental, day], name="day_entries_once")
    day_entries_grew = Unique([rental, length], name="day_entries_grew")
    day_entries_lengths = Check(
        "length > 0 and octet_length(event_hash) = 32 and octet_length(salt) = 16 and octet_length(leaf) = 32",
        name="day_entries_lengths",
    )


class ReadsSealed(Table, tablename="reads_sealed", schema=SCHEMA):
    """Up to which number a rental's reads stand under a day's head or one before."""

    id = UUID(primary_key=True, default=InnerId())
    day = Date(null=False, default=None)
    rental = UUID(null=False, default=None)
    last = BigInt(null=False, default=None)

    reads_sealed_once = Unique([day, rental], name="reads_sealed_once")
    reads_sealed_grew = Unique([rental, last], name="reads_sealed_grew")


class RecordSeal(Table, tablename="record_seals", schema=SCHEMA):
    """A brand's own signature over a record as it stood (`contracts.seals.Seal` of the second party)."""

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    length = Integer(null=False, default=None)
    event_hash = Bytea(null=False, default=None)
    day = Date(null=False, default=None)
    kid = Varchar(43, null=False, default=None)
    value = Varchar(86, null=False, default=None)

    record_seals_once = Unique([rental, length, kid], name="record_seals_once")
    record_seals_lengths = Check(
        "length > 0 and octet_length(event_hash) = 32 and length(kid) = 43 and length(value) = 86",
        name="record_seals_lengths",
    )


RIGHTS: dict[type[Table], str] = {
    Growing: "select, delete",
    DayHeadRow: "select, insert",
    DayBlock: "select, insert",
    DayEntry: "select, insert",
    ReadsSealed: "select, insert",
    RecordSeal: "select, insert",
}
