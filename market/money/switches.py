"""An order that waits is to be paid in another way: what the functions that book and ask need to know of that."""

import uuid

from market.base import jobs
from market.base.database import fetch

JOB = "payments.switch"

GIVES_WAY = (
    "exists (select from money.payment_switches s where s.payment_id = p.id and s.resolved_at is null)"
)
"""Of a payment `p`: it is being called off, for the order is to be paid by another one."""

ASKS = (
    "(select f.card_id, f.checkout_url from money.payment_attempts f where f.payment_id = p.id"
    " and f.status <> 'refused' order by f.number desc limit 1)"
)
"""Of a payment `p`: the card that its bank asks about, and on which page. A try that was refused before it reached the
bank leaves the question of the one before as it was.
"""


async def gave_way(payment: uuid.UUID) -> bool:
    """Whether the payment that was just called off is to be followed by another, which the job then makes.

    Inside a transaction that has locked the payment. An order that is closed is paid in no other way.
    """
    found = await fetch(
        f"select 1 from money.payments p join money.orders o on o.id = p.order_id"
        f" where p.id = $1 and o.closed_at is null and {GIVES_WAY}",
        payment,
    )
    if found:
        await jobs.enqueue(JOB, payment=payment)
    return bool(found)


async def stays(payment: uuid.UUID) -> None:
    """The payment has come, or is on its way: it gives way to nothing any more."""
    await fetch(
        "update money.payment_switches set resolved_at = base.now() where payment_id = $1 and resolved_at is null",
        payment,
    )
