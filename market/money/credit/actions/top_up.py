"""A brand puts money into its balance: an order without lines, paid on Stripe's page like any other."""

import uuid

from market.accounts import queries as accounts
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim
from market.money.credit.errors import TopUpNotOpen
from market.money.credit.rules import CURRENCY, checked_top_up
from market.money.payments import prepare_payment

ROOM = "money"


async def top_up(who: Principal, amount: int, key: str) -> uuid.UUID:
    """Intend to pay `amount` (minor units) into the balance; the payment, which the caller then submits.

    Called again with the same key: the same payment. Raises TopUpOutOfRange, TopUpNotOpen,
    IdempotencyKeyReused.
    """
    if who.seat is None:
        raise Forbidden()
    tag = vault.tag(ROOM, who.seat.brand)
    async with transaction():
        order, fresh = await claim(tag, key, (checked_top_up(amount), "top-up"), "order")
        if fresh:
            if (await accounts.brand_held(who.seat.brand)).state != "approved":
                raise TopUpNotOpen()
            await fetch(
                "insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at, purpose)"
                " values ($1, $2, $3, $4, $5, base.now(), 'top_up')",
                *(order, tag, CURRENCY, amount, f"top-up:{order}"),
            )
            await prepare_payment(order, amount, CURRENCY)
            await audit.record(who.actor, "balance.top_up_asked", "order", order, amount=amount)
        rows = await fetch("select id from money.payments where order_id = $1", order)
    payment: uuid.UUID = rows[0]["id"]
    return payment
