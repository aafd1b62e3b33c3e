"""The brand pays a renewal while it is there: its bank asks it something, or another card is tried at once."""

import uuid

from market.base import vault
from market.base.access import Principal
from market.base.database import transaction
from market.base.errors import Unauthenticated
from market.base.i18n import Language
from market.base.settings import settings
from market.money import charges
from market.money.bankcards.queries import default_card
from market.rentals.errors import RenewalBeingCharged, RenewalNotWaiting
from market.rentals.queries import of_brand
from market.rentals.renewal.queries import Held, hold
from market.rentals.renewal.rules import may_call
from market.rentals.renewal.work import first_try, spend


async def pay_now(who: Principal, agreement: uuid.UUID, language: Language) -> str | None:
    """Try the default card while the brand is there: the bank's page, where it asks; None once nothing is left.

    A page that was left is gone on with, unless another card is the default by now: then that is tried.
    What the balance did not cover is tried again from the balance, at once. `agreement` is of the rental that is
    renewed. Outside any transaction. Raises RentalNotFound, RenewalNotWaiting, RenewalBeingCharged while Stripe has
    not answered, NoBankCard, BankCardExpired, BalanceTooLow.
    """
    if who.seat is None:
        raise Unauthenticated()
    row = await of_brand(who.seat.brand, agreement)
    back = f"{settings().url}/rentals/{row.agreement}?renewal=1#renewal"
    async with transaction():
        held = await hold(row.id)
        if held is not None and held.renewal.means == "balance":
            await _from_balance(held)
            return None
        if held is None or held.renewal.means == "debit" or not may_call(held.facts, held.when, held.row.now):
            raise RenewalNotWaiting()
        payment = await _try(held, back, language)
    await charges.submit_charge(payment, back, language)
    if await charges.is_unanswered(payment):
        raise RenewalBeingCharged()
    return await charges.bank_page_of(payment)


async def _try(held: Held, back: str, language: Language) -> uuid.UUID:
    """The payment, with a try of the default card where one is needed: its first, where there was no card to charge.

    Raises RenewalNotWaiting, RenewalBeingCharged, NoBankCard, BankCardExpired.
    """
    stands = charges.standing(held.payment) if held.payment is not None else None
    if held.payment is None and held.renewal.next is not None:  # made since we looked
        raise RenewalBeingCharged()
    if stands in ("paid", "over") or (stands is None and held.renewal.failure is None):
        raise RenewalNotWaiting()
    card = (await default_card(vault.tag("money", held.row.brand))).id
    if held.payment is None:
        return await first_try(held, card, language)
    payment: uuid.UUID = held.payment["id"]
    if stands != "asking" or held.payment["asks_card"] != card:
        await charges.add_attempt(payment, card, "on_session", return_url=back, locale=language)
    return payment


async def _from_balance(held: Held) -> None:
    """The brand has put money in since: a try that was refused is made again, and uses up none."""
    if held.renewal.failure is None or not may_call(held.facts, held.when, held.row.now):
        raise RenewalNotWaiting()
    await spend(held, held.renewal.step)


async def ask_again(brand: uuid.UUID, agreement: uuid.UUID) -> None:
    """The browser came back from the bank's page: ask Stripe once what became of it."""
    from market.money.asking import ask_payment

    row = await of_brand(brand, agreement)
    async with transaction():
        held = await hold(row.id)
    if held is not None and held.payment is not None:
        await ask_payment(held.payment["id"])
