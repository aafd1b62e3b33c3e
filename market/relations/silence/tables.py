"""What holders have chosen to be spared. No read of a brand's looks at any of these tables."""

from piccolo.columns import UUID, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "relations"
PAUSE, CLOSED, RECEIPTS = "pause", "closed", "receipts"
CHOICES = (PAUSE, CLOSED, RECEIPTS)


class Choice(Table, tablename="choices", schema=SCHEMA):
    """What the holder of a persona chose for one brand; there while it holds, also over a renewal.

    `pause`: nothing of the brand's is shown, nothing is said; `closed`: so for messages alone; `receipts`: the brand is
    told on which day its messages were read.
    """

    id = UUID(primary_key=True, default=InnerId())
    persona = UUID(null=False, default=None)
    brand = UUID(null=False, default=None)
    kind = Varchar(8, null=False, default=None)
    since = Timestamptz(null=False, default=None)

    choices_once = Unique([persona, brand, kind], name="choices_once")
    choices_kind = Check("kind in ('pause', 'closed', 'receipts')", name="choices_kind")


class Detox(Table, tablename="detoxes", schema=SCHEMA):
    """A holder pauses all of their relations; by their tag among the rentals."""

    holder = Bytea(primary_key=True, null=False, default=None)
    since = Timestamptz(null=False, default=None)

    detoxes_holder = Check("octet_length(holder) = 32", name="detoxes_holder")


class QuietHours(Table, tablename="quiet_hours", schema=SCHEMA):
    """From which minute of the market's day to which a holder is told nothing; over midnight if the first is later."""

    holder = Bytea(primary_key=True, null=False, default=None)
    begins = SmallInt(null=False, default=None)
    ends = SmallInt(null=False, default=None)

    quiet_hours_holder = Check("octet_length(holder) = 32", name="quiet_hours_holder")
    quiet_hours_minutes = Check(
        "begins between 0 and 1439 and ends between 0 and 1439 and begins <> ends", name="quiet_hours_minutes"
    )


RIGHTS: dict[type[Table], str] = {
    Choice: "select, insert, delete",
    Detox: "select, insert, delete",
    QuietHours: "select, insert, update, delete",
}
