"""What brands did with their rentals, in their own word."""

from piccolo.columns import JSONB, UUID, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from market.relations.closing.rules import OUTCOMES

SCHEMA = "relations"
_OUTCOMES = ", ".join(f"'{it}'" for it in OUTCOMES)


class ClosingNote(Table, tablename="closing_notes", schema=SCHEMA):
    """One for each rental; `number` counts how often it was said, the last of which stands.

    Codes stand in clear: they are the brand's. Its own words are sealed under the *holder's* key, as they were written
    for one reader; nothing where that holder has left.
    """

    rental = UUID(primary_key=True, default=None, null=False)
    brand = UUID(null=False, default=None)
    number = SmallInt(null=False, default=1)
    used_for = JSONB(null=False, default=None)
    outcome = Varchar(24, null=False, default=None)
    sealed = Bytea(null=True, default=None)
    given_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)

    closing_notes_outcome = Check(f"outcome in ({_OUTCOMES})", name="closing_notes_outcome")
    closing_notes_used_for = Check("jsonb_array_length(used_for) > 0", name="closing_notes_used_for")
    closing_notes_times = Check("number >= 1 and changed_at >= given_at", name="closing_notes_times")


RIGHTS: dict[type[Table], str] = {ClosingNote: "select, insert, update"}
