"""Which periods of the log were exported, by whom and for which authority."""

from piccolo.columns import UUID, Bytea, Date, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from market.base.ids import InnerId
from market.operators.intermediation.rules import AUTHORITY_MOST, MOST_DAYS

SCHEMA = "operators"


class LogExport(Table, tablename="log_exports", schema=SCHEMA):
    """One export, never altered. Its id makes the names that stand in its file, and in no other.

    Days are UTC's, both of them are in it. `authority` is who asked: an office, in scanned words.
    """

    id = UUID(primary_key=True, default=InnerId())
    operator = Bytea(null=False, default=None)  # the person's tag in this room
    authority = Varchar(AUTHORITY_MOST, null=False, default=None)
    first_day = Date(null=False, default=None)
    last_day = Date(null=False, default=None)
    made_at = Timestamptz(null=False, default=None)

    log_exports_operator = Check("octet_length(operator) = 32", name="log_exports_operator")
    log_exports_authority = Check("authority <> ''", name="log_exports_authority")
    log_exports_period = Check(
        f"first_day <= last_day and last_day - first_day < {MOST_DAYS}"
        " and last_day < (made_at at time zone 'UTC')::date",
        name="log_exports_period",
    )


RIGHTS: dict[type[Table], str] = {LogExport: "select, insert"}
