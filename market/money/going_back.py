"""Where the unused part of a rental goes: to what its brand owes of the same payment, into waiting, or back."""

import uuid
from dataclasses import dataclass

from market.base.database import fetch, fetch_value
from market.money.disputes.rules import TAKEN

# What of a payment (`p`) was given up for good.
GIVEN_UP = """(select coalesce(sum(w.amount - w.restored), 0)::bigint from money.write_offs w
    where w.payment_id = p.id and w.booked_at is not null)"""

# What of a payment (`p`) went back past us, and neither an unused part nor the brand's balance has repaid yet, nor an
# operator given up.
OWED = f"""(coalesce((select sum(r.amount) from money.refunds r
    where r.payment_id = p.id and r.origin = 'external' and r.status = 'succeeded'), 0)::bigint
  - coalesce((select sum(l.repaid) from money.order_lines l where l.order_id = p.order_id), 0)::bigint
  - {GIVEN_UP} - p.past_us_repaid)"""
_OWED = f"select {OWED} from money.payments p where p.id = $1"
_PAST_US = "select exists (select from money.refunds where payment_id = $1 and origin = 'external')"
_DISPUTED = (
    "select exists (select from money.disputes where payment_id = $1 and status = any($2) and id <> $3)"
)

NONE = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Back:
    """How an amount is divided, minor units: what `repaid` a debt, is `withheld` in escrow, or is `refunded`."""

    repaid: int
    withheld: int
    refunded: int


async def going_back(payment: uuid.UUID, amount: int) -> Back:
    """Divide what of a payment nobody earned. The caller holds a lock on the line, or on the payment.

    Whoever books a dispute locks the payment's lines too.
    """
    repaid = min(amount, max(0, await owed(payment))) if amount else 0
    rest = amount - repaid
    waits = bool(rest) and await disputed(payment)
    return Back(repaid, rest if waits else 0, 0 if waits else rest)


async def owed(payment: uuid.UUID) -> int:
    """What the brand got back past us of this payment, and still owes for it; negative where it repaid what
    failed later. Two lines of an order must not repay the same debt: they take turns at the order.
    """
    if not await fetch_value(_PAST_US, payment):
        return 0
    await fetch(
        "select 1 from money.orders o join money.payments p on p.order_id = o.id where p.id = $1"
        " for no key update of o",
        payment,
    )
    found: int = await fetch_value(_OWED, payment)
    return found


async def disputed(payment: uuid.UUID, besides: uuid.UUID = NONE) -> bool:
    """Whether a bank has this payment's money and it is not decided whose it is; `besides` is not counted."""
    found: bool = await fetch_value(_DISPUTED, payment, list(TAKEN), besides)
    return found
