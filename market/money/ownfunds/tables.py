"""The table of our own transfers. Amounts are minor units, times UTC; an operator is a tag."""

from piccolo.columns import UUID, BigInt, Bytea, Date, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from market.base.ids import InnerId
from market.money.ownfunds.rules import OWN_TRANSFER

SCHEMA = "money"


class OwnTransfer(Table, tablename="own_transfers", schema=SCHEMA):
    """A transfer between clients' money and our own account, as the bank's statement has it; nothing is sent by us.

    `day` is the statement's. `ours` is what was ours when it was booked: no more is ever booked out. Where `needed`
    is 2, `confirmed_by` is another operator than `recorded_by`. Of one reference one stands (not counting what was
    called off, with `why`, or reversed). A reversal names what it `reverses`, for the reason `why`, under the same
    reference and the other way; it is bounded by nothing, for it says what the bank never did.
    """

    id = UUID(primary_key=True, default=InnerId())
    direction = Varchar(3, null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    reference = Varchar(64, null=False, default=None)
    day = Date(null=False, default=None)
    status = Varchar(16, null=False, default=None)
    needed = SmallInt(null=False, default=None)
    ours = BigInt(null=True, default=None)
    recorded_by = Bytea(null=False, default=None)
    recorded_at = Timestamptz(null=False, default=None)
    confirmed_by = Bytea(null=True, default=None)
    booked_at = Timestamptz(null=True, default=None)
    why = Varchar(140, null=True, default=None)
    reverses = UUID(null=True, default=None)

    own_transfers_direction = Check("direction in ('out', 'in')", name="own_transfers_direction")
    own_transfers_amount = Check("amount > 0", name="own_transfers_amount")
    own_transfers_currency = Check("currency = 'EUR'", name="own_transfers_currency")
    own_transfers_states = Check(
        "status in ("
        + ", ".join(f"'{it}'" for it in sorted(OWN_TRANSFER.states))
        + ") and (status in ('booked', 'reversed')) = (booked_at is not null)",
        name="own_transfers_states",
    )
    own_transfers_signed = Check(
        "octet_length(recorded_by) = 32 and needed in (1, 2) and confirmed_by is distinct from recorded_by"
        " and (status not in ('booked', 'reversed') or needed = 1 or confirmed_by is not null)",
        name="own_transfers_signed",
    )
    own_transfers_covered = Check(
        "direction = 'in' or reverses is not null or status not in ('booked', 'reversed')"
        " or coalesce(amount <= ours, false)",
        name="own_transfers_covered",
    )
    own_transfers_reason = Check(
        "(status = 'called_off' or reverses is not null) = (why is not null)", name="own_transfers_reason"
    )
    own_transfers_reversal = Check(
        "reverses is null or reverses <> id and status <> 'reversed'", name="own_transfers_reversal"
    )


RIGHTS: dict[type[Table], str] = {OwnTransfer: "select, insert, update"}
