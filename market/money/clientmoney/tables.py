"""The table of what was decided about clients' money. Times are UTC."""

from piccolo.columns import Boolean, SmallInt, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

SCHEMA = "money"


class ClientMoney(Table, tablename="client_money", schema=SCHEMA):
    """From `since` on this market holds clients' money, or does not; the first row is what it was begun with.

    Rows are never altered: a payout of Stripe's goes to the account of its day, whenever it is booked.
    """

    number = SmallInt(primary_key=True, null=False, default=None)
    held = Boolean(null=False, default=None)
    since = Timestamptz(null=False, default=None)

    client_money_number = Check("number >= 1", name="client_money_number")


RIGHTS: dict[type[Table], str] = {ClientMoney: "select, insert"}
