"""What Stripe moved and our books do not say is asked for, and booked by the same functions as a webhook's news."""

from collections.abc import Awaitable, Callable, Mapping

import asyncpg
import structlog

from market.base.database import transaction
from market.money.booking import PaymentMismatch, apply_payment
from market.money.chart import Entry, Kind, Movement, own
from market.money.desk import desk
from market.money.gateway import GatewayRefused
from market.money.ledger import LedgerFault, Source, post
from market.money.reconciliation.rules import FAMILIES, OWN, Family, Moved
from market.money.refunds import apply_refund
from market.money.rules import StatusUnknown

TROUBLES = (
    GatewayRefused,
    PaymentMismatch,
    LedgerFault,
    StatusUnknown,
    asyncpg.IntegrityConstraintViolationError,
)

log = structlog.get_logger()


async def ask(object: str, type: str) -> str | None:
    """Bring what Stripe says of `object`, moved by a movement of `type`, into the books; why that was impossible.

    Outside any transaction. Raises GatewayUnknown, GatewayBusy.
    """
    family = FAMILIES.get(type)
    try:
        if family is not None and family in ASK:
            await ASK[family](object)
    except TROUBLES as trouble:
        log.warning("reconciliation.trouble", object=object, error=type_of(trouble))
        return type_of(trouble)
    return None


def type_of(trouble: Exception) -> str:
    """A word for what went wrong: Stripe's own, or the name of ours."""
    return trouble.code if isinstance(trouble, GatewayRefused) else type(trouble).__name__


async def _ask_charge(charge: str) -> None:
    intent = (await desk().gateway.fetch_charge(charge)).payment_intent
    if intent is not None:
        await apply_payment(await desk().gateway.fetch_payment(intent))


async def _ask_refund(refund: str) -> None:
    await apply_refund(await desk().gateway.fetch_refund(refund))


ASK: Mapping[Family, Callable[[str], Awaitable[None]]] = {
    Family.CHARGE: _ask_charge,
    Family.REFUND: _ask_refund,
}


async def book_own(moved: Moved) -> None:
    """Book what Stripe moved by itself: its fee, or a payout to our bank and what came back of one."""
    family = FAMILIES.get(moved.type)
    if family not in OWN or moved.net == 0:
        return
    why, other = Movement.STRIPE_FEE, Kind.STRIPE_FEES
    if family is Family.PAYOUT:
        why = Movement.STRIPE_PAYOUT if moved.type == "payout" else Movement.STRIPE_PAYOUT_RETURNED
        other = Kind.BANK_CLIENT_FUNDS
    entries = [
        Entry(own(Kind.STRIPE_CLEARING, moved.currency), -moved.net),
        Entry(own(other, moved.currency), moved.net),
    ]
    async with transaction():
        await post(why, Source("stripe_movement", moved.id), f"{why}:{moved.stripe_id}", entries)
