"""What became of a charge to a kept card: asked of Stripe and applied; and calling it off."""

import uuid
from datetime import UTC, datetime, timedelta

from market.base import audit
from market.base.database import Record, transaction
from market.money.bankcards.customers import known_customer
from market.money.booking import About, apply_payment, call_off, lock_payment
from market.money.charges import (
    OPEN,
    answered,
    attempt_of,
    is_broken,
    resolve,
    submit_charge,
    tell,
    write_attempt,
)
from market.money.desk import desk
from market.money.gateway import GatewayRefused, PaymentState
from market.money.moves import move
from market.money.page_attempts import BROKEN
from market.money.rules import KEY_LIFE, PAYMENT

IN_TRANSIT = timedelta(minutes=10)
"""A call that Stripe has not shown by then never reached it: it gives up on a request long before."""
SKEW = timedelta(minutes=5)
"""By how much Stripe's clock may differ from ours when a charge is looked for by its time."""
LOST = "lost"


async def ask_charge(payment: uuid.UUID) -> None:
    """Find out what became of the latest try, and apply it; where the order is closed, call the payment off.

    Outside any transaction; raises what the gateway raises.
    """
    row = await attempt_of(payment)
    if row is None:
        raise LookupError(payment)
    if row["is_closed"]:
        await _call_off(row)
    elif is_broken(row):
        await look_for_lost_charge(payment)
        await submit_charge(payment)
    elif row["attempt_status"] in ("prepared", "requested"):
        if row["key_age"] <= KEY_LIFE:
            await submit_charge(payment)
        else:
            await _look(row)
    elif row["stripe_payment_intent_id"] is not None:
        await apply_payment(await desk().gateway.fetch_payment(row["stripe_payment_intent_id"]))


async def _look(row: Record) -> None:
    """The key is too old to repeat: what Stripe has of this payment is what the call did."""
    state = await _found(row)
    if state is not None:
        await answered(row, state)
        return
    async with transaction():
        await lock_payment(row["id"])
        if await resolve(row, "refused", LOST):
            await move(PAYMENT, row["id"], "submit", audit.STRIPE, failure=LOST)
            await tell(row, LOST)


async def look_for_lost_charge(payment: uuid.UUID) -> None:
    """What a call did to which Stripe gives a saved failure of its own: taken up; and where it did nothing, the same
    try is begun anew under another key. Nothing where none is lost.

    The failure is a saved one, so that call is over, and a list does not lag: what is not there will not come.
    Outside any transaction. Raises GatewayUnknown, GatewayBusy.
    """
    row = await attempt_of(payment)
    if row is None or row["is_closed"] or not is_broken(row):
        return
    state = await _found(row)
    if state is not None and _was_tried(row, state):
        await answered(row, state)
        return
    async with transaction():
        await lock_payment(payment)
        now = await attempt_of(payment)  # whoever looked first has settled it
        if now is None or now["attempt_id"] != row["attempt_id"] or now["is_closed"] or not is_broken(now):
            return
        if state is not None:  # made, and not tried: the next try is of this one
            await apply_payment(state)
        await resolve(now, "abandoned", BROKEN)
        about = (now["number"] + 1, now["card_id"], now["mode"], now["success_url"], now["locale"])
        await write_attempt(payment, *about)


def _was_tried(row: Record, state: PaymentState) -> bool:
    """Whether the lost call reached the bank: the payment is not where it was before it."""
    if state.status not in ("requires_payment_method", "requires_confirmation"):
        return True
    made = row["stripe_payment_intent_id"] is None
    return state.charge != row["stripe_charge_id"] or (made and state.failure is not None)


async def _call_off(row: Record) -> None:
    """Nobody wants this charge any more: cancel it at Stripe, or book that it was too late for that."""
    if row["status"] not in OPEN:
        if row["stripe_payment_intent_id"] is not None:
            await apply_payment(await desk().gateway.fetch_payment(row["stripe_payment_intent_id"]))
        return
    state = None if row["since_first"] is None else await _found(row)
    if state is None:
        if row["attempt_status"] != "requested" or row["key_age"] > IN_TRANSIT or is_broken(row):
            async with transaction():
                await lock_payment(row["id"])
                await resolve(row, "refused", LOST)
                await call_off(row["id"], "cancel", audit.CLOCK, "abandoned")
        return
    if state.status not in ("succeeded", "processing", "canceled"):
        try:
            key = f"payment:{row['id']}:{row['number']}:cancel"
            state = await desk().gateway.cancel_payment(key, payment_intent=state.id)
        except GatewayRefused:  # paid or canceled meanwhile
            state = await desk().gateway.fetch_payment(state.id)
    async with transaction():
        await apply_payment(state)
        await resolve(row, "answered", state.failure)


async def _found(row: Record) -> PaymentState | None:
    known = row["stripe_payment_intent_id"]
    if known is not None:
        return await desk().gateway.fetch_payment(known)
    customer = await known_customer(row["brand"])
    about = {
        name: value for name, value in About("payment", row["id"], 0).metadata().items() if name != "attempt"
    }
    if customer is None:
        return None
    since = datetime.now(UTC) - row["since_first"] - SKEW
    return await desk().gateway.find_charge(customer, about, since=since)
