"""The brand tries a kept card for what it ordered and holds: again after a refusal, or to answer its bank."""

import uuid

from market.base import vault
from market.base.access import Principal
from market.base.database import transaction
from market.base.errors import Unauthenticated
from market.base.i18n import Language
from market.base.settings import settings
from market.money import charges, orders
from market.money.bankcards.queries import chargeable
from market.personas.slots import AlreadyRented
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.queries import of_brand


async def pay_by_card(
    who: Principal, agreement: uuid.UUID, card: uuid.UUID | None, language: Language
) -> orders.Submitted:
    """Charge `card` of the brand's (without it, the default) for the order of a rental that waits for its payment.

    While a try is under way, or the bank asks, that one goes on. Outside any transaction. Raises RentalNotFound,
    AlreadyRented, RentalAlreadyEnded, BankCardNotFound, BankCardExpired, NoBankCard.
    """
    if who.seat is None:
        raise Unauthenticated()
    row = await of_brand(who.seat.brand, agreement)
    if row.phase in ("Expired", "Terminated"):
        raise RentalAlreadyEnded()
    if row.phase != "Inactive" or row.parent is not None:
        raise AlreadyRented()
    back = f"{settings().url}/rentals/{agreement}?paid=1"
    async with transaction():
        held = await charges.hold(row.order_id)
        if held is None:
            raise AlreadyRented()
        payment: uuid.UUID = held["id"]
        if charges.standing(held) == "waiting":
            chosen = await chargeable(vault.tag("money", row.brand), card)
            await charges.add_attempt(payment, chosen.id, "on_session", return_url=back, locale=language)
    return await orders.submit_payment(payment, success_url=back, cancel_url=back, locale=language)
