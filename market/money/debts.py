"""What brands owe of disputes that were lost, and of what they put in and got back past us: read, and paid.

A debt is paid in two postings of one transaction where it comes by card: the money is the brand's balance first, as
any that it puts in, and the balance pays. So what comes too late, or twice, is the brand's and not ours. What went
back past us in Stripe's dashboard of a rental's price is no debt of this list: the unused part repays it.
"""

import uuid

from market.base import audit
from market.base.database import fetch, fetch_value
from market.money.chart import Movement, brand_credit, brand_receivable, credit, debit
from market.money.disputes.rules import Debt, settled
from market.money.going_back import GIVEN_UP, owed
from market.money.ledger import Source, balance, post

_LOST = (
    "from money.disputes d join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
    " where o.brand = $1 and d.status = 'lost' and d.written_off + d.repaid < d.from_receivable"
)

# Payments into a balance of which more went back past us than the balance has given for it, or was given up. Such
# refunds are few.
_REPAID = f"p.past_us_repaid + {GIVEN_UP}"
_PAST_US = f"""
from (select payment_id, sum(amount)::bigint as total, min(created_at) as since from money.refunds
    where origin = 'external' and status = 'succeeded' group by payment_id) r
  join money.payments p on p.id = r.payment_id join money.orders o on o.id = p.order_id
  where o.brand = $1 and o.purpose in ('top_up', 'debt') and r.total > {_REPAID}
"""


async def owed_by(brand: bytes) -> int:
    """What a brand (a tag of this room) has to pay, minor units."""
    found: int = await fetch_value(
        f"select (coalesce((select sum(d.from_receivable - d.written_off - d.repaid) {_LOST}), 0)"
        f" + coalesce((select sum(r.total - ({_REPAID})) {_PAST_US}), 0))::bigint",
        brand,
    )
    return found


async def past_us_by(brand: bytes) -> int:
    """The part of it that the brand had put in, spent, and got back past us; minor units."""
    found: int = await fetch_value(
        f"select coalesce(sum(r.total - ({_REPAID})), 0)::bigint {_PAST_US}", brand
    )
    return found


async def held_debts(brand: bytes) -> list[Debt]:
    """The same one by one, the oldest first, locked: whoever pays or gives up one of them takes turns.

    A payment is locked before a dispute, as everywhere.
    """
    past_us = await fetch(
        f"select p.id, r.total - ({_REPAID}) as owed {_PAST_US} order by r.since, p.id for no key update of p",
        brand,
    )
    lost = await fetch(
        f"select d.id, d.from_receivable - d.written_off - d.repaid as owed {_LOST}"
        " order by d.closed_at, d.id for no key update of d",
        brand,
    )
    return [
        *(Debt("payment", row["id"], row["owed"]) for row in past_us),
        *(Debt("dispute", row["id"], row["owed"]) for row in lost),
    ]


async def paid_by(brand: bytes, cause: uuid.UUID) -> int:
    """What a payment, or a wish, has paid of the brand's debts (minor units): `settle_debts` once more, told again."""
    return int(
        await fetch_value(
            "select coalesce(sum(e.amount), 0) from money.ledger_transactions t"
            " join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'brand:receivable'"
            " where e.subject = $1 and t.kind = $3 and t.idempotency_key = any(select"
            "  format('%s:%s:%s', $3::text, s.id, $2::uuid) from (select d.id from money.disputes d"
            "   join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
            "   where o.brand = $1 union all select p.id from money.payments p"
            "   join money.orders o on o.id = p.order_id where o.brand = $1 and p.past_us_repaid > 0) s)",
            *(brand, cause, Movement.DEBT_PAID),
        )
    )


async def settle_debts(brand: bytes, amount: int, currency: str, cause: uuid.UUID, actor: audit.Actor) -> int:
    """Pay debts with `amount` of the brand's balance, inside the caller's transaction; how much of it was wanted.

    `cause` names the payment, or the wish, that pays: it pays each debt once. Raises the ledger's InsufficientFunds.
    """
    parts, left = settled(amount, await held_debts(brand))
    for part in parts:
        await _pay(brand, part, currency, cause, actor)
    return amount - left


async def settle_past_us(brand: bytes, payment: uuid.UUID, currency: str, cause: uuid.UUID) -> None:
    """What went back past us of a payment into a balance leaves that balance, as far as it is there and no bank asks
    it back. `cause` names the refund after which this is due.

    Inside the caller's transaction, which has locked the payment. Raises InsufficientFunds where somebody spends
    meanwhile: the next try sees what is left then.
    """
    there = await balance(brand_credit(brand, currency)) - await asked_back(brand)
    part = min(max(0, there), max(0, await owed(payment)))
    if part:
        await _pay(brand, Debt("payment", payment, part), currency, cause, audit.STRIPE)


async def asked_back(brand: bytes) -> int:
    """What banks ask back, undecided, of what a brand put in: minor units that nothing is paid with meanwhile."""
    found: int = await fetch_value(
        "select coalesce(sum(d.amount), 0)::bigint from money.disputes d"
        " join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id"
        " where o.brand = $1 and o.purpose in ('top_up', 'debt') and d.closed_at is null",
        brand,
    )
    return found


async def _pay(brand: bytes, part: Debt, currency: str, cause: uuid.UUID, actor: audit.Actor) -> None:
    table, column = {"dispute": ("disputes", "repaid"), "payment": ("payments", "past_us_repaid")}[part.of]
    await fetch(f"update money.{table} set {column} = {column} + $2 where id = $1", part.id, part.owed)
    why = Movement.DEBT_PAID
    entries = [
        debit(brand_credit(brand, currency), part.owed),
        credit(brand_receivable(brand, currency), part.owed),
    ]
    await post(why, Source(part.of, part.id), f"{why}:{part.id}:{cause}", entries)
    await audit.record(actor, f"{part.of}.debt_paid", part.of, part.id, amount=part.owed)
