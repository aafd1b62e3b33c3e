"""A brand rents several personas at once: all of them or none, in one order and one payment.

Each line is a rental of its own afterwards: it ends, is refunded and is documented by itself.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from market.base import vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Forbidden, Refusal
from market.base.idempotency import claim, made_before
from market.base.ids import new_id
from market.money import orders
from market.money.orders import ON_THE_PAGE, Paying
from market.personas.slots import AlreadyRented
from market.rentals.actions.lines import Agreed, Buyer, Wanted, agree_at_once, buyer_of, hold, keep
from market.rentals.errors import BasketRefused, BasketSizeWrong
from market.rentals.queries import ROOM

MOST = 20


@dataclass(frozen=True)
class Basket:
    """Rentals that wait for their one payment, in the order in which they were asked for."""

    agreements: Sequence[uuid.UUID]
    payment: uuid.UUID


async def basket_before(who: Principal, key: str, sent: object) -> Basket | None:
    """What this very request made earlier. Raises IdempotencyKeyReused."""
    if who.seat is None:
        raise Forbidden()
    basket = await made_before(vault.tag(ROOM, who.seat.brand), key, (sent, "basket"), "basket")
    return await _again(basket) if basket else None


async def rent_several(
    who: Principal,
    wanted: Sequence[Wanted],
    key: str,
    page: str,
    sent: object | None = None,
    paying: Paying = ON_THE_PAGE,
) -> Basket:
    """Agree on every line, hold all places for 15 minutes and intend to pay once; or nothing of it.

    `sent` as for `rent`. Raises BasketRefused, which names each line that cannot be and why (what `rent` would
    have said of it alone), BasketSizeWrong, BrandNotApproved, ContactMissing, CharterNotSigned, VatNumberExpired,
    VatNumberNotChecked, BalanceTooLow, IdempotencyKeyReused. Places are taken by persona, so that two baskets wait
    for each other and never in a circle.
    """
    if who.seat is None:
        raise Forbidden()
    if not 1 <= len(wanted) <= MOST:
        raise BasketSizeWrong(most=MOST)
    brand = who.seat.brand
    async with transaction():
        basket, fresh = await claim(vault.tag(ROOM, brand), key, (sent or tuple(wanted), "basket"), "basket")
        if not fresh:
            return await _again(basket)
        buyer = await buyer_of(brand, page)
        lines = await _all_or_none(wanted, buyer)
        placed = await orders.place_order(
            vault.tag("money", brand),
            lines[0].document.price.currency,
            [line.line(buyer.vat) for line in lines],
            _key(basket),
            paying,
        )
        for line in lines:
            await keep(line, buyer, placed.order_id, who.actor)
        if paying.by == "balance":
            await orders.pay_from_balance(placed.payment_id, who.actor)
    return Basket([line.agreement for line in lines], placed.payment_id)


async def _all_or_none(wanted: Sequence[Wanted], buyer: Buyer) -> list[Agreed]:
    """Every line agreed and held, in the order asked for; raises BasketRefused with all that stands against it."""
    agreed: dict[int, Agreed] = {}
    against: dict[int, str] = {}
    seen: set[uuid.UUID] = set()
    for number in sorted(range(len(wanted)), key=lambda it: wanted[it].persona):
        it = wanted[number]
        try:
            if it.persona in seen:
                raise AlreadyRented()
            seen.add(it.persona)
            agreed[number] = await agree_at_once(new_id(), it, buyer)
            await hold(agreed[number], buyer)
        except Refusal as refusal:
            against[number] = refusal.code
    if against:
        raise BasketRefused(lines=[{"line": at + 1, "code": against[at]} for at in sorted(against)])
    return [agreed[number] for number in range(len(wanted))]


def _key(basket: uuid.UUID) -> str:
    return f"basket:{basket}"


async def _again(basket: uuid.UUID) -> Basket:
    order = await orders.order_of(_key(basket))
    rows = await fetch(
        "select r.agreement from rentals.rentals r join money.order_lines l on l.rental_id = r.id"
        " where r.order_id = $1 order by l.commission_before, l.id",
        order,
    )
    return Basket([row["agreement"] for row in rows], await orders.payment_of(order))
