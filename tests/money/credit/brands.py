"""A brand with a balance, and what it buys from it."""

import uuid
from dataclasses import dataclass, field

from market.base import audit, vault
from market.base.access import Principal
from market.base.clock import now
from market.base.database import fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.credit.actions.top_up import top_up
from market.money.sandbox import cards
from tests.factories import a_brand
from tests.money import acts
from tests.money.books import tag
from tests.money.flows.shop import Shop, status, submit

FROM_BALANCE = orders.Paying("balance")


@dataclass
class Payer:
    """A brand that pays ahead."""

    who: Principal
    tag: bytes
    top_ups: list[uuid.UUID] = field(default_factory=list)


@dataclass
class Spent:
    """An order that the balance paid."""

    order: uuid.UUID
    payment: uuid.UUID
    rentals: list[uuid.UUID]
    holder: bytes = field(default_factory=tag)


async def a_payer(shop: Shop, *amounts: int) -> Payer:
    """A brand that has topped up by these amounts, one after the other."""
    who = await a_brand()
    assert who.seat
    payer = Payer(who, vault.tag("money", who.seat.brand))
    for amount in amounts:
        await topped_up(shop, payer, amount)
    return payer


async def topped_up(shop: Shop, payer: Payer, amount: int) -> None:
    payment = await top_up(payer.who, amount, uuid.uuid4().hex)
    await submit(payment)
    session = await fetch_value(
        "select stripe_checkout_session_id from money.payments where id = $1", payment
    )
    await acts.pay(shop.sandbox, session, cards.SUCCEEDS)
    await shop.settle()
    assert await status(payment) == "succeeded"
    payer.top_ups.append(payment)


async def spend(payer: Payer, *prices: int) -> Spent:
    """An order of rentals at these prices, paid from the balance. Raises BalanceTooLow."""
    rentals = [new_id() for _ in prices or (1900,)]
    lines = [
        orders.NewLine(it, price, 8000, 2000) for it, price in zip(rentals, prices or (1900,), strict=True)
    ]
    async with transaction():
        placed = await orders.place_order(payer.tag, "EUR", lines, f"order:{rentals[0]}", FROM_BALANCE)
        await orders.pay_from_balance(placed.payment_id, audit.SYSTEM)
    return Spent(placed.order_id, placed.payment_id, rentals)


async def end(spent: Spent, used: int = 10, which: int = 0) -> orders.Ended:
    async with transaction():
        await orders.begin_line(spent.rentals[which], spent.holder, await now(), 31)
        return await orders.end_line(spent.rentals[which], spent.holder, 31, used, "switched_off")
