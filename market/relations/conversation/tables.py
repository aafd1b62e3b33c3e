"""Messages of a rental with their pictures, on which day they were read where the holder lets that be known, and what
was refused."""

from piccolo.columns import UUID, Bytea, Date, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "relations"


class Message(Table, tablename="messages", schema=SCHEMA):
    """What one side wrote to the other. It is sealed under the *holder's* key, whoever wrote it, as an invitation is.

    `number` counts what its side wrote in the rental month `month`; of the brand's up to `per_month`, which is copied
    from the terms so that this table refuses the one too many by itself.
    """

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    side = Varchar(8, null=False, default=None)
    month = SmallInt(null=False, default=None)
    number = SmallInt(null=False, default=None)
    per_month = SmallInt(null=True, default=None)
    sealed = Bytea(null=False, default=None)
    sent_at = Timestamptz(null=False, default=None)
    notified_at = Timestamptz(null=True, default=None)

    messages_number = Unique([rental, side, month, number], name="messages_number")
    messages_side = Check("side in ('brand', 'person')", name="messages_side")
    messages_per_month = Check(
        "month >= 1 and number >= 1 and (side = 'brand') = (per_month is not null)"
        " and (per_month is null or number <= per_month)",
        name="messages_per_month",
    )


class MessagePicture(Table, tablename="message_pictures", schema=SCHEMA):
    """The picture that goes with a message, drawn anew and sealed as its words are. What it shows, its size and its
    digest stand among the message's own sealed words, to which the record commits."""

    message = ForeignKey(Message, primary_key=True, null=False, default=None, on_delete=OnDelete.restrict)
    sealed = Bytea(null=False, default=None)

    message_pictures_most = Check("octet_length(sealed) <= 1048576", name="message_pictures_most")


class Receipt(Table, tablename="message_receipts", schema=SCHEMA):
    """The market's day on which a holder, who lets that be known, read a message: this the brand reads."""

    message = ForeignKey(Message, primary_key=True, null=False, default=None, on_delete=OnDelete.restrict)
    on = Date(null=False, default=None, db_column_name="read_on")


class Flag(Table, tablename="message_flags", schema=SCHEMA):
    """A brand wrote what would lead around Moi, or asked who the person is: it was refused, and is counted once a day
    in each rental and for each `what`. No words of it are kept."""

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    brand = UUID(null=False, default=None)
    what = Varchar(16, null=False, default=None)
    on = Date(null=False, default=None, db_column_name="refused_on")

    message_flags_once = Unique([rental, what, on], name="message_flags_once")
    message_flags_what = Check(
        "what in ('email', 'phone', 'link', 'social', 'identity', 'contact')", name="message_flags_what"
    )


RIGHTS: dict[type[Table], str] = {
    Message: "select, insert, update",
    MessagePicture: "select, insert",
    Receipt: "select, insert",
    Flag: "select, insert",
}
