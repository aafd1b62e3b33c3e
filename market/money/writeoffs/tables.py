"""The table of what was given up. Amounts are minor units, times UTC; an operator is a tag."""

from piccolo.columns import UUID, BigInt, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "money"


class WriteOff(Table, tablename="write_offs", schema=SCHEMA):
    """A part of a payment that went back past us, which its brand is not asked for. One waits for a payment at most.

    Where `needed` is 2, `second_by` is another operator than `first_by`, and nothing is booked before. `restored` is
    what is no loss any more, because a refund past us did not reach its card after all.
    """

    id = UUID(primary_key=True, default=InnerId())
    payment_id = UUID(null=False, default=None)
    amount = BigInt(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    needed = SmallInt(null=False, default=None)
    first_by = Bytea(null=False, default=None)
    first_at = Timestamptz(null=False, default=None)
    second_by = Bytea(null=True, default=None)
    booked_at = Timestamptz(null=True, default=None)
    restored = BigInt(null=False, default=0)

    write_offs_amount = Check(
        "amount > 0 and restored between 0 and case when booked_at is null then 0 else amount end",
        name="write_offs_amount",
    )
    write_offs_signed = Check(
        "octet_length(first_by) = 32 and needed in (1, 2) and second_by is distinct from first_by"
        " and (second_by is null or octet_length(second_by) = 32)"
        " and (booked_at is not null) = (needed = 1 or second_by is not null)",
        name="write_offs_signed",
    )


RIGHTS: dict[type[Table], str] = {WriteOff: "select, insert, update"}
