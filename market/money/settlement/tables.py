"""The tables of settlement. Amounts are minor units, times UTC; a month is one of the market's zone."""

from piccolo.columns import UUID, BigInt, Bytea, Integer, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "money"


class Earning(Table, tablename="earnings", schema=SCHEMA):
    """What a holder has earned by one posting, and from when on it may be paid out."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    rental_id = UUID(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    transaction_id = UUID(null=False, default=None)
    payable_at = Timestamptz(null=False, default=None)
    released_at = Timestamptz(null=True, default=None)

    earnings_transaction = Unique([transaction_id], name="earnings_transaction")
    earnings_amount = Check("amount > 0", name="earnings_amount")
    earnings_holder = Check("octet_length(holder) = 32", name="earnings_holder")


class Settlement(Table, tablename="settlements", schema=SCHEMA):
    """A month (`2026-11`) that is being closed or was: what was earned in it and not posted before."""

    id = UUID(primary_key=True, default=InnerId())
    period = Varchar(7, null=False, default=None)
    ends_at = Timestamptz(null=False, default=None)
    lines = Integer(null=False, default=0)
    holders = BigInt(null=False, default=0)
    revenue = BigInt(null=False, default=0)
    vat = BigInt(null=False, default=0)
    started_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    settlements_period = Unique([period], name="settlements_period")
    settlements_month = Check("period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name="settlements_month")
    settlements_sums = Check(
        "lines >= 0 and holders >= 0 and revenue >= 0 and vat >= 0", name="settlements_sums"
    )


RIGHTS: dict[type[Table], str] = {Earning: "select, insert, update", Settlement: "select, insert, update"}
