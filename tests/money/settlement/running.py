"""Rentals that run, as money sees them: paid, in escrow, begun. Made without Stripe, where only sums matter."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from contracts.period import interval, rental_days
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.chart import Kind, Movement, credit, debit, escrow, own
from market.money.ledger import Source, post
from tests.money.books import tag


@dataclass(frozen=True)
class Running:
    """A rental that began at `starts_at` (UTC), and what was agreed."""

    starts_at: datetime
    period: str = "P1M"
    amount: int = 1900
    bps: int = 8000
    vat_bps: int = 2000
    method: str = "card"
    holder: bytes = field(default_factory=tag)
    rental: uuid.UUID = field(default_factory=new_id)

    @property
    def total_days(self) -> int:
        return rental_days(interval(self.period, self.starts_at), self.starts_at).total

    def used_days(self, at: datetime) -> int:
        return rental_days(interval(self.period, self.starts_at), at).used


async def run(rental: Running) -> Running:
    """Have it paid, put the money into escrow and let it begin."""
    payment, order = uuid.uuid4(), new_id()
    async with transaction():
        await fetch(
            "insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at)"
            " values ($1, $2, 'EUR', $3, $4, base.now())",
            *(order, tag(), rental.amount, secrets.token_hex(8)),
        )
        await fetch(
            "insert into money.order_lines (id, order_id, rental_id, amount, bps, vat_bps)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(new_id(), order, rental.rental, rental.amount, rental.bps, rental.vat_bps),
        )
        await fetch(
            "insert into money.payments (id, order_id, amount, currency, status, captured, method, created_at,"
            " paid_at, fee) values ($1, $2, $3, 'EUR', 'succeeded', $3, $4, base.now(), base.now(), 0)",
            *(payment, order, rental.amount, rental.method),
        )
        await orders.begin_line(rental.rental, rental.holder, rental.starts_at, rental.total_days)
        entries = [
            debit(own(Kind.STRIPE_CLEARING), rental.amount),
            credit(escrow(rental.rental), rental.amount),
        ]
        await post(
            Movement.CHARGE_SUCCEEDED, Source("payment", payment), f"charge.succeeded:{payment}", entries
        )
    return rental


async def end(rental: Running, used: int) -> orders.Ended:
    """It ends after `used` days."""
    async with transaction():
        return await orders.end_line(rental.rental, rental.holder, rental.total_days, used, "switched_off")
