"""The tables of the accounting file: which months were closed, which number each ledger transaction has, and what a
year begins with.

A number is given once, when a month is closed, and never changes: the file of a month can be made again for ever.
"""

from piccolo.columns import UUID, BigInt, Bytea, Date, ForeignKey, Integer, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "money"


class AccountingMonth(Table, tablename="accounting_months", schema=SCHEMA):
    """A month (`2026-11`) whose entries are numbered `first_number` to `last_number` of its year. `form` says how its
    file is written (plan.FORM): a month that was closed in an earlier one has its file in that for ever.
    """

    id = UUID(primary_key=True, default=InnerId())
    period = Varchar(7, null=False, default=None)
    year = SmallInt(null=False, default=None)
    first_number = Integer(null=False, default=None)
    last_number = Integer(null=False, default=None)
    amount = BigInt(null=False, default=0)
    closed_at = Timestamptz(null=False, default=None)
    form = SmallInt(null=False, default=1)

    accounting_months_period = Unique([period], name="accounting_months_period")
    accounting_months_named = Check(
        "period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' and year = left(period, 4)::int",
        name="accounting_months_named",
    )
    accounting_months_numbers = Check(
        "first_number >= 1 and last_number >= first_number - 1", name="accounting_months_numbers"
    )
    accounting_months_amount = Check("amount >= 0", name="accounting_months_amount")
    accounting_months_form = Check("form in (1, 2)", name="accounting_months_form")


class AccountingEntry(Table, tablename="accounting_entries", schema=SCHEMA):
    """The number of a ledger transaction in its year, and the day that it is booked on."""

    transaction_id = UUID(primary_key=True, null=False, default=None)
    month = ForeignKey(AccountingMonth, null=False, default=None, on_delete=OnDelete.restrict)
    year = SmallInt(null=False, default=None)
    number = Integer(null=False, default=None)
    booked_on = Date(null=False, default=None)

    accounting_entries_number = Unique(["year", "number"], name="accounting_entries_number")
    accounting_entries_from_one = Check("number >= 1", name="accounting_entries_from_one")


class AccountingOpening(Table, tablename="accounting_openings", schema=SCHEMA):
    """One account of the balance sheet as a year begins with it, in the entry of the year's first number.

    `account` is a kind of the ledger's, or one of plan.RESULTS; `subject` is a holder's or brand's tag where the
    account has auxiliary ones, empty otherwise. Minor units, credit positive.
    """

    id = UUID(primary_key=True, default=InnerId())
    month = ForeignKey(AccountingMonth, null=False, default=None, on_delete=OnDelete.restrict)
    year = SmallInt(null=False, default=None)
    line = Integer(null=False, default=None)
    account = Varchar(24, null=False, default=None)
    subject = Bytea(null=False, default=b"")
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)

    accounting_openings_line = Unique(["year", "line"], name="accounting_openings_line")
    accounting_openings_once = Unique(
        ["year", "account", "subject", "currency"], name="accounting_openings_once"
    )
    accounting_openings_amount = Check("amount <> 0", name="accounting_openings_amount")


RIGHTS: dict[type[Table], str] = {
    AccountingMonth: "select, insert",
    AccountingEntry: "select, insert",
    AccountingOpening: "select, insert",
}
