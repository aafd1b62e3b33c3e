"""Which editions of the charter a holder has signed."""

from piccolo.columns import UUID, Bytea, SmallInt, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "personas"


class CharterSignature(Table, tablename="charter_signatures", schema=SCHEMA):
    """A holder has signed an edition, once. `holder` is the person's tag in this room; it goes with their account."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    edition = SmallInt(null=False, default=None)
    signed_at = Timestamptz(null=False, default=None)

    charter_signatures_once = Unique(["holder", "edition"], name="charter_signatures_once")
    charter_signatures_edition = Check("edition >= 1", name="charter_signatures_edition")
    charter_signatures_holder = Check("octet_length(holder) = 32", name="charter_signatures_holder")


RIGHTS: dict[type[Table], str] = {CharterSignature: "select, insert, delete"}
