"""Of money that a bank held, a part was taken by hand, in Stripe's dashboard: nothing is bought with a part.

The payment leaves its order for one of its own, which puts what was taken into the brand's balance, and a job of
`credit` sends it back from there. The order keeps a payment that was canceled, and falls as with any other.
"""

import uuid

from market.base import audit, jobs
from market.base.database import Record, fetch
from market.base.ids import new_id
from market.money.gateway import PaymentState

JOB = "payments.give_back_part"
FAILURE = "captured_in_part"
OVER = ("failed", "canceled")


def is_part(row: Record, state: PaymentState) -> bool:
    """Whether less was taken than the bank held for this payment."""
    return bool(row["capture"] == "manual" and 0 < state.captured < row["amount"])


def was_set_apart(row: Record, state: PaymentState) -> bool:
    """Whether the payment stands for the part already that Stripe speaks of."""
    return bool(row["capture"] == "manual" and 0 < state.captured == row["amount"] < state.amount)


async def set_apart(row: Record, captured: int) -> uuid.UUID | None:
    """Give the locked payment an order of its own over what was `captured` (minor units). Inside its transaction.

    The payment that its order keeps, which is still to be called off; None where it was over already.
    """
    left, own = uuid.uuid4(), new_id()
    await fetch(
        "insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at, purpose)"
        " select $1, brand, currency, $2, $3, base.now(), 'top_up' from money.orders where id = $4",
        *(own, captured, f"part:{row['id']}", row["order_id"]),
    )
    await fetch(
        "update money.payments set order_id = $2, amount = $3 where id = $1", row["id"], own, captured
    )
    over = row["status"] in OVER
    await fetch(
        "insert into money.payments (id, order_id, amount, currency, status, failure, capture, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(left, row["order_id"], row["amount"], row["currency"], row["status"] if over else "created"),
        *(row["failure"], row["capture"], row["created_at"]),
    )
    await audit.record(audit.STRIPE, "payment.set_apart", "payment", row["id"], amount=captured)
    await jobs.enqueue(JOB, payment=row["id"])
    return None if over else left
