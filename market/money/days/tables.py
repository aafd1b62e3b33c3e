"""What moved the platform's own accounts on each day of the market's zone."""

from piccolo.columns import UUID, BigInt, BigSerial, Date, Integer, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "money"


class AccountDay(Table, tablename="account_days", schema=SCHEMA):
    """The entries of one own account on one day, by the kind of their transactions. Minor units, credit positive.

    A copy, which the ledger can make anew at any time.
    """

    id = UUID(primary_key=True, default=InnerId())
    day = Date(null=False, default=None)
    kind = Varchar(24, null=False, default=None)
    why = Varchar(48, null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    entries = Integer(null=False, default=None)

    account_days_once = Unique(["kind", "currency", "day", "why"], name="account_days_once")
    account_days_entries = Check("entries > 0", name="account_days_entries")


class DayToRoll(Table, tablename="days_to_roll", schema=SCHEMA):
    """A note that something was posted for a day: made by the ledger's trigger, taken away by the sweep."""

    id = BigSerial(primary_key=True)
    day = Date(null=False, default=None)


RIGHTS: dict[type[Table], str] = {AccountDay: "select, insert, update", DayToRoll: "select, delete"}
