"""The brand pays for what it ordered and holds: in the way that was chosen, again after a refusal, or in another."""

import uuid

from market.base import vault
from market.base.access import Principal
from market.base.database import Record, transaction
from market.base.errors import Unauthenticated
from market.base.i18n import Language
from market.base.settings import settings
from market.money import charges, orders, switching
from market.money.bankcards.queries import chargeable
from market.money.switching import Means, OrderNotWaiting
from market.personas.slots import AlreadyRented
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.queries import RentalRow, of_brand


async def pay_by(
    who: Principal, agreement: uuid.UUID, means: Means, card: uuid.UUID | None, language: Language
) -> orders.Submitted:
    """Pay the order of a rental that waits for its payment: by `card` of the brand's (without it, the default), on
    Stripe's page, or from the balance.

    While a try is under way, or the bank asks, that one goes on. Where the order was to be paid in another way, that
    one is called off first, and if the money came by it meanwhile, it pays. Outside any transaction. Raises
    RentalNotFound, AlreadyRented, RentalAlreadyEnded, PaymentUnderWay, BankCardNotFound, BankCardExpired, NoBankCard,
    BalanceTooLow, BrandOwes.
    """
    if who.seat is None:
        raise Unauthenticated()
    row = await of_brand(who.seat.brand, agreement)
    if row.phase in ("Expired", "Terminated"):
        raise RentalAlreadyEnded()
    if row.phase != "Inactive" or row.parent is not None:
        raise AlreadyRented()
    try:
        await _choose(who, row, means, card, language)
    except (
        OrderNotWaiting
    ):  # it is paid; or what stood gave way a moment ago, and what followed it stands now
        try:
            await _choose(who, row, means, card, language)
        except OrderNotWaiting as over:
            raise AlreadyRented() from over
    payment, page = await orders.payment_of(row.order_id), _page(agreement)
    return await orders.submit_payment(
        payment, success_url=f"{page}?paid=1", cancel_url=f"{page}?paid=0", locale=language
    )


def _page(agreement: uuid.UUID) -> str:
    return f"{settings().url}/rentals/{agreement}"


async def _choose(
    who: Principal, row: RentalRow, means: Means, card: uuid.UUID | None, language: Language
) -> None:
    """Go on with the way to pay that stands, or call it off for this one. Raises OrderNotWaiting."""
    await switching.go_on(await orders.payment_of(row.order_id))
    async with transaction():
        held = await switching.standing(row.order_id)
        stands = switching.is_by(held, means)
        if not stands:
            await switching.switch(held, means, card, language, who.actor)
        elif means == "card":
            await _another_try(held, row, card, language)
    if not stands:
        await switching.carry_out(held["id"])


async def _another_try(held: Record, row: RentalRow, card: uuid.UUID | None, language: Language) -> None:
    brand, back = vault.tag("money", row.brand), f"{_page(row.agreement)}?paid=1"
    attempt = await charges.attempt_of(held["id"])
    if attempt is None:
        return
    # The page on which its bank asks is gone on with, unless another card is chosen.
    another = card is not None and card != attempt["asks_card"]
    if (stands := charges.standing(attempt)) == "waiting" or (stands == "asking" and another):
        chosen = await chargeable(brand, card)
        await charges.add_attempt(held["id"], chosen.id, "on_session", return_url=back, locale=language)
