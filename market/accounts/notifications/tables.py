"""What was told to somebody, sealed under their own key, and how they want to be told."""

from piccolo.columns import UUID, Boolean, Bytea, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "accounts"
_TOPIC = "topic in ('account', 'rentals', 'requests', 'messages', 'invitations', 'questions', 'money')"


class Notification(Table, tablename="notifications", schema=SCHEMA):
    """A letter as it stands in its reader's inbox: subject, text and where it leads, sealed.

    `awaits_digest` until the day's digest has told of it, or its reader has read it.
    """

    id = UUID(primary_key=True, default=InnerId())
    person = UUID(null=False, default=None)  # goes with the person
    topic = Varchar(12, null=False, default=None)
    sealed = Bytea(null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    read_at = Timestamptz(null=True, default=None)
    awaits_digest = Boolean(null=False, default=False)

    notifications_topic = Check(_TOPIC, name="notifications_topic")
    notifications_read = Check("read_at is null or not awaits_digest", name="notifications_read")


class NotificationChoice(Table, tablename="notification_choices", schema=SCHEMA):
    """How a person wants to be told of a topic; without a row, at once."""

    id = UUID(primary_key=True, default=InnerId())
    person = UUID(null=False, default=None)  # goes with the person
    topic = Varchar(12, null=False, default=None)
    way = Varchar(8, null=False, default=None)

    notification_choices_once = Unique(["person", "topic"], name="notification_choices_once")
    notification_choices_topic = Check(_TOPIC, name="notification_choices_topic")
    notification_choices_way = Check(
        "way = 'at_once' or topic <> 'account' and (way = 'daily' or way = 'never' and topic in"
        " ('messages', 'invitations', 'questions'))",
        name="notification_choices_way",
    )


RIGHTS: dict[type[Table], str] = {
    Notification: "select, insert, update, delete",
    NotificationChoice: "select, insert, update, delete",
}
