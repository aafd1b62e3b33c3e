"""What brands owe of disputes that were lost: read, and paid from their balance.

A debt is paid in two postings of one transaction where it comes by card: the money is the brand's balance first, as
any that it puts in, and the balance pays. So what comes too late, or twice, is the brand's and not ours. What went
back past us in Stripe's dashboard is no debt of this list: the unused part of its rental repays it.
"""

import uuid

from market.base import audit
from market.base.database import fetch, fetch_value
from market.money.chart import Movement, brand_credit, brand_receivable, credit, debit
from market.money.disputes.rules import Debt, settled
from market.money.ledger import Source, post

_OWED = (
    "from money.disputes d join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
    " where o.brand = $1 and d.status = 'lost' and d.written_off + d.repaid < d.from_receivable"
)


async def owed_by(brand: bytes) -> int:
    """What a brand (a tag of this room) has to pay, minor units."""
    found: int = await fetch_value(
        f"select coalesce(sum(d.from_receivable - d.written_off - d.repaid), 0)::bigint {_OWED}", brand
    )
    return found


async def held_debts(brand: bytes) -> list[Debt]:
    """The same by dispute, the oldest first, locked: whoever pays or gives up one of them takes turns."""
    rows = await fetch(
        f"select d.id, d.from_receivable - d.written_off - d.repaid as owed {_OWED}"
        " order by d.closed_at, d.id for no key update of d",
        brand,
    )
    return [Debt(row["id"], row["owed"]) for row in rows]


async def paid_by(brand: bytes, cause: uuid.UUID) -> int:
    """What a payment, or a wish, has paid of the brand's debts (minor units): `settle_debts` once more, told again."""
    return int(
        await fetch_value(
            "select coalesce(sum(e.amount), 0) from money.disputes d"
            " join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
            " join money.ledger_transactions t on t.idempotency_key = format('%s:%s:%s', $3::text, d.id, $2::uuid)"
            " join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'brand:receivable'"
            " where o.brand = $1",
            *(brand, cause, Movement.DEBT_PAID),
        )
    )


async def settle_debts(brand: bytes, amount: int, currency: str, cause: uuid.UUID, actor: audit.Actor) -> int:
    """Pay debts with `amount` of the brand's balance, inside the caller's transaction; how much of it was wanted.

    `cause` names the payment, or the wish, that pays: it pays each debt once. Raises the ledger's InsufficientFunds.
    """
    parts, left = settled(amount, await held_debts(brand))
    for part in parts:
        await fetch("update money.disputes set repaid = repaid + $2 where id = $1", part.dispute, part.owed)
        why = Movement.DEBT_PAID
        entries = [
            debit(brand_credit(brand, currency), part.owed),
            credit(brand_receivable(brand, currency), part.owed),
        ]
        await post(why, Source("dispute", part.dispute), f"{why}:{part.dispute}:{cause}", entries)
        await audit.record(actor, "dispute.debt_paid", "dispute", part.dispute, amount=part.owed)
    return amount - left
