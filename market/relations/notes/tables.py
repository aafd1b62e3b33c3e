"""What a holder notes of a brand, for themselves. No read of a brand's, and none of an operator's, looks here."""

from piccolo.columns import UUID, Bytea, Integer, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "relations"


class Note(Table, tablename="notes", schema=SCHEMA):
    """One note of a persona's holder about one brand, over all of their rentals, sealed under the holder's key.

    `version` counts how often it was written: who writes over what they have not seen is refused.
    """

    id = UUID(primary_key=True, default=InnerId())
    persona = UUID(null=False, default=None)
    brand = UUID(null=False, default=None)
    version = Integer(null=False, default=None)
    sealed = Bytea(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)

    notes_once = Unique([persona, brand], name="notes_once")
    notes_version = Check("version >= 1", name="notes_version")


RIGHTS: dict[type[Table], str] = {Note: "select, insert, update"}
