"""What Stripe moved and our books do not say is asked for, and booked by the same functions as a webhook's news."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import asyncpg
import structlog

from market.base.database import fetch_value, transaction
from market.money.booking import PaymentMismatch, apply_payment
from market.money.chart import Entry, Kind, Movement, own
from market.money.clientmoney.keeping import held_on
from market.money.desk import desk
from market.money.disputes.asking import hear_dispute
from market.money.disputes.booking import DisputeMismatch, DisputeWaits
from market.money.disputes.rules import DisputeUnknown
from market.money.gateway import GatewayRefused
from market.money.ledger import LedgerFault, Source, post
from market.money.ownfunds.rules import CURRENCY
from market.money.payouts.actions.transfer import TransferMismatch, apply_transfer
from market.money.reconciliation.rules import FAMILIES, OWN, Family, Moved
from market.money.refunds import apply_refund
from market.money.rules import StatusUnknown

TROUBLES = (
    GatewayRefused,
    PaymentMismatch,
    TransferMismatch,
    DisputeMismatch,
    DisputeUnknown,
    DisputeWaits,
    LedgerFault,
    StatusUnknown,
    asyncpg.IntegrityConstraintViolationError,
)

BOOKED_AS: Mapping[str, Movement] = {
    "payout": Movement.STRIPE_PAYOUT,
    "payout_cancel": Movement.STRIPE_PAYOUT_RETURNED,
    "payout_failure": Movement.STRIPE_PAYOUT_RETURNED,
    "topup": Movement.STRIPE_TOPPED_UP,
    "topup_reversal": Movement.STRIPE_TOP_UP_RETURNED,
}
"""What goes between our bank and Stripe, and back."""

FOREIGN = "foreign_currency"
"""The books are in euro: a person has Stripe exchange it, and says so."""

log = structlog.get_logger()


async def catch_up(moved: Moved) -> str | None:
    """Bring what Stripe moved into the books: a word for why that was impossible, None where nothing hindered it.

    Outside any transaction. Raises GatewayUnknown, GatewayBusy.
    """
    family = FAMILIES.get(moved.type)
    try:
        if family in OWN and moved.currency != CURRENCY:
            return FOREIGN
        if family in OWN:
            await _book_own(moved, family)
        elif family is not None and family in ASK:
            await ASK[family](moved.object)
    except TROUBLES as trouble:
        log.warning("reconciliation.trouble", object=moved.object, error=_word(trouble))
        return _word(trouble)
    return None


def _word(trouble: Exception) -> str:
    """A word for what went wrong: Stripe's own, or the name of ours."""
    return trouble.code if isinstance(trouble, GatewayRefused) else type(trouble).__name__


async def _ask_charge(charge: str) -> None:
    intent = (await desk().gateway.fetch_charge(charge)).payment_intent
    if intent is not None:
        await apply_payment(await desk().gateway.fetch_payment(intent))


async def _ask_refund(refund: str) -> None:
    await apply_refund(await desk().gateway.fetch_refund(refund))


async def _ask_transfer(transfer: str) -> None:
    if transfer.startswith("tr_"):  # a reversal's news is its transfer's, which a webhook brings
        await apply_transfer(await desk().gateway.fetch_transfer(transfer))


async def _ask_dispute(dispute: str) -> None:
    if dispute.startswith(("du_", "dp_")):  # other adjustments have other sources, and are nobody's news
        await hear_dispute(dispute)


ASK: Mapping[Family, Callable[[str], Awaitable[None]]] = {
    Family.CHARGE: _ask_charge,
    Family.REFUND: _ask_refund,
    Family.TRANSFER: _ask_transfer,
    Family.DISPUTE: _ask_dispute,
}


async def _bank_of(moved: Moved) -> Kind:
    """Which of our accounts Stripe pays, or we top its balance up from: that of clients' money where the market held it
    on that day, else our own, for what Stripe pays us then is ours. What comes back leaves the account that it came
    to, or goes to the one that it came from, whatever is so since.
    """
    came = await fetch_value(
        "select e.kind from money.stripe_balance_transactions m join money.ledger_transactions t"
        " on t.source_type = 'stripe_movement' and t.source_id = m.id"
        " and t.kind in ('stripe.payout', 'stripe.topped_up')"
        " join money.ledger_entries e on e.transaction_id = t.id and e.kind like 'bank:%'"
        " where m.object = $1 limit 1",
        moved.object,
    )
    if came:
        return Kind(came)
    return Kind.BANK_CLIENT_FUNDS if await held_on(await _moved_at(moved)) else Kind.BANK_OPERATING


async def _moved_at(moved: Moved) -> datetime:
    """When the money moved, UTC, by Stripe's word; what a clock ahead of ours says is now."""
    at: datetime = await fetch_value(
        "select least(created, base.now()) from money.stripe_balance_transactions where id = $1", moved.id
    )
    return at


async def _book_own(moved: Moved, family: Family | None) -> None:
    """Book what no row of ours asked for: a fee, a payout to our bank or a top-up from it, and what came back."""
    if moved.net == 0:
        return
    why = BOOKED_AS.get(moved.type, Movement.STRIPE_FEE)
    other = Kind.STRIPE_FEES if family is Family.FEE else await _bank_of(moved)
    entries = [
        Entry(own(Kind.STRIPE_CLEARING, moved.currency), -moved.net),
        Entry(own(other, moved.currency), moved.net),
    ]
    at = await _moved_at(moved)
    async with transaction():
        await post(why, Source("stripe_movement", moved.id), f"{why}:{moved.stripe_id}", entries, at)
