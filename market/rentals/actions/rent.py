"""A brand rents a persona: commit 1 takes the slot and writes the intent to pay; Stripe is called after it."""

import uuid
from dataclasses import dataclass

from market.base import vault
from market.base.access import Principal
from market.base.database import fetch_row, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim, made_before
from market.money import orders
from market.money.orders import ON_THE_PAGE, Paying
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.lines import HOLD, RentalRequested, Wanted, agree_at_once, buyer_of, hold, keep
from market.rentals.queries import ROOM

__all__ = ["HOLD", "RentalRequested", "Requested", "Wanted", "rent", "rented_before"]


@dataclass(frozen=True)
class Requested:
    """A rental that waits for its payment."""

    agreement: uuid.UUID
    payment: uuid.UUID


async def rented_before(who: Principal, key: str, sent: object) -> Requested | None:
    """What this very request made earlier, also when the name it used meant the persona only that day.

    Raises IdempotencyKeyReused.
    """
    if who.seat is None:
        raise Forbidden()
    rental = await made_before(vault.tag(ROOM, who.seat.brand), key, (sent, "rent"), "rental")
    return await _again(rental) if rental else None


async def rent(
    who: Principal,
    wanted: Wanted,
    key: str,
    page: str,
    sent: object | None = None,
    paying: Paying = ON_THE_PAGE,
) -> Requested:
    """Agree, hold a slot for 15 minutes and intend to pay. Called again with the same key: the same result.

    `sent` is the request as it came, where that is more than `wanted`: what `rented_before` is asked with.
    What the brand's balance pays has begun when this returns.

    Raises BrandNotApproved, BrandStopped, ContactMissing, CharterNotSigned, VatNumberExpired,
    VatNumberNotChecked, OfferImpossible, PersonaUnavailable, OfferChanged, OfferAwaitsAnswer, PurposeNotAgreed,
    AlreadyRented, BalanceTooLow, IdempotencyKeyReused. The caller then submits the payment, outside any transaction.
    """
    if who.seat is None:
        raise Forbidden()
    brand = who.seat.brand
    async with transaction():
        rental, fresh = await claim(vault.tag(ROOM, brand), key, (sent or wanted, "rent"), "rental")
        if not fresh:
            return await _again(rental)
        buyer = await buyer_of(brand, page)
        agreed = await agree_at_once(rental, wanted, buyer)
        placed = await orders.place_order(
            vault.tag("money", brand),
            agreed.document.price.currency,
            [agreed.line(buyer.vat)],
            f"rental:{rental}",
            paying,
        )
        await keep(agreed, buyer, placed.order_id, who.actor)
        await hold(agreed, buyer)
        if paying.by == "balance":
            await orders.pay_from_balance(placed.payment_id, who.actor)
    return Requested(agreed.agreement, placed.payment_id)


async def _again(rental: uuid.UUID) -> Requested:
    row = await fetch_row("select agreement, order_id from rentals.rentals where id = $1", rental)
    if row is None:
        raise PersonaUnavailable()
    return Requested(row["agreement"], await orders.payment_of(row["order_id"]))
