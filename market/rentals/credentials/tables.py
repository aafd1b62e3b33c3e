"""Credentials and their places in status lists. Nothing of it is kept for longer than the credentials could hold."""

from piccolo.columns import UUID, Bytea, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "rentals"


class StatusListRow(Table, tablename="status_lists", schema=SCHEMA):
    """A status list of one month of expiry (UTC): how many of its places were given out, and as it was signed last.

    `signed_at` is the beginning of the slot that the token is of (`rentals.status_slot`).
    """

    id = UUID(primary_key=True, default=InnerId())
    month = Varchar(7, null=False, default=None)
    shard = Integer(null=False, default=None)
    taken = Integer(null=False, default=0)
    token = Text(null=True, default=None)
    signed_at = Timestamptz(null=True, default=None)

    status_lists_place = Unique([month, shard], name="status_lists_place")
    status_lists_month = Check(
        "month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' and shard >= 0", name="status_lists_month"
    )
    status_lists_taken = Check("taken between 0 and 65536", name="status_lists_taken")
    status_lists_signed = Check("(token is null) = (signed_at is null)", name="status_lists_signed")


class Credential(Table, tablename="credentials", schema=SCHEMA):
    """A credential of a rental, its place in a list and its status (0 VALID, 1 INVALID, 2 SUSPENDED).

    `kid` is the brand's key that it is bound to; `sealed` the credential, under the holder's key, gone once INVALID.
    A place is given out once: rows stay until the whole list is dropped. `changed_in` is the beginning of the slot in
    which the status changed last, and `former` what it was then (VALID before it was issued); written by the database.
    """

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    list = UUID(null=False, default=None)
    idx = Integer(null=False, default=None)
    status = SmallInt(null=False, default=None)
    former = SmallInt(null=False, default=0)
    changed_in = Timestamptz(null=True, default=None)
    kid = Varchar(43, null=False, default=None)
    sealed = Bytea(null=True, default=None)

    credentials_place = Unique([list, idx], name="credentials_place")
    credentials_idx = Check("idx between 0 and 65535", name="credentials_idx")
    credentials_status = Check(
        "status in (0, 1, 2) and (status = 1) = (sealed is null)", name="credentials_status"
    )
    credentials_former = Check("former in (0, 2)", name="credentials_former")


RIGHTS: dict[type[Table], str] = {
    StatusListRow: "select, insert, update, delete",
    Credential: "select, insert, update, delete",
}
