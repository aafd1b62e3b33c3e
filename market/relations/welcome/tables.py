"""Whom holders would like to be asked by, and what a crowd of them wants. No read of a brand's looks here."""

from piccolo.columns import UUID, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "relations"


class Wish(Table, tablename="wishes", schema=SCHEMA):
    """A holder (a tag of this room) would welcome a brand. `wanted` is a keyed digest of which: alike for everybody who
    names it, and read back from it by nobody. The words stand sealed under the holder's key.
    """

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    wanted = Bytea(null=False, default=None)
    sealed = Bytea(null=False, default=None)
    since = Timestamptz(null=False, default=None)

    wishes_once = Unique([holder, wanted], name="wishes_once")
    wishes_lengths = Check("octet_length(holder) = 32 and octet_length(wanted) = 32", name="wishes_lengths")


class WantedBrand(Table, tablename="wanted_brands", schema=SCHEMA):
    """A brand that a crowd would welcome: a registered one by its id, or another by its website.

    `at_least` is the most that could be told on any day so far; `name` what a crowd calls it, empty where it does not
    agree. Days are the market's.
    """

    id = UUID(primary_key=True, default=InnerId())
    wanted = Bytea(null=False, default=None)
    brand = UUID(null=True, default=None)
    host = Varchar(253, null=True, default=None)
    name = Varchar(80, null=False, default="")
    at_least = Integer(null=False, default=None)
    counted_on = Date(null=False, default=None)

    wanted_brands_once = Unique([wanted], name="wanted_brands_once")
    wanted_brands_one = Check("(brand is null) <> (host is null)", name="wanted_brands_one")
    wanted_brands_crowd = Check("at_least >= 50", name="wanted_brands_crowd")


class WantedInvitation(Table, tablename="wanted_invitations", schema=SCHEMA):
    """An operator had a brand written to, once. To which mailbox, the letter alone knows."""

    wanted = ForeignKey(WantedBrand, primary_key=True, null=False, default=None, on_delete=OnDelete.restrict)
    language = Varchar(2, null=False, default=None)
    sent_at = Timestamptz(null=False, default=None)

    wanted_invitations_language = Check("language in ('fr', 'en')", name="wanted_invitations_language")


RIGHTS: dict[type[Table], str] = {
    Wish: "select, insert, delete",
    WantedBrand: "select, insert, update",
    WantedInvitation: "select, insert",
}
