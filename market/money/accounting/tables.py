"""The tables of the accounting file: which months were closed, and which number each ledger transaction has.

A number is given once, when a month is closed, and never changes: the file of a month can be made again for ever.
"""

from piccolo.columns import UUID, BigInt, Date, ForeignKey, Integer, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "money"


class AccountingMonth(Table, tablename="accounting_months", schema=SCHEMA):
    """A month (`2026-11`) whose entries are numbered `first_number` to `last_number` of its year."""

    id = UUID(primary_key=True, default=InnerId())
    period = Varchar(7, null=False, default=None)
    year = SmallInt(null=False, default=None)
    first_number = Integer(null=False, default=None)
    last_number = Integer(null=False, default=None)
    amount = BigInt(null=False, default=0)
    closed_at = Timestamptz(null=False, default=None)

    accounting_months_period = Unique([period], name="accounting_months_period")
    accounting_months_named = Check(
        "period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' and year = left(period, 4)::int",
        name="accounting_months_named",
    )
    accounting_months_numbers = Check(
        "first_number >= 1 and last_number >= first_number - 1", name="accounting_months_numbers"
    )
    accounting_months_amount = Check("amount >= 0", name="accounting_months_amount")


class AccountingEntry(Table, tablename="accounting_entries", schema=SCHEMA):
    """The number of a ledger transaction in its year, and the day that it is booked on."""

    transaction_id = UUID(primary_key=True, null=False, default=None)
    month = ForeignKey(AccountingMonth, null=False, default=None, on_delete=OnDelete.restrict)
    year = SmallInt(null=False, default=None)
    number = Integer(null=False, default=None)
    booked_on = Date(null=False, default=None)

    accounting_entries_number = Unique(["year", "number"], name="accounting_entries_number")
    accounting_entries_from_one = Check("number >= 1", name="accounting_entries_from_one")


RIGHTS: dict[type[Table], str] = {AccountingMonth: "select, insert", AccountingEntry: "select, insert"}
