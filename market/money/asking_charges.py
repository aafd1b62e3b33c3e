"""What became of a charge to a kept card: asked of Stripe and applied; and calling it off."""

import uuid
from datetime import timedelta

from market.base import audit
from market.base.database import Record, transaction
from market.money.bankcards.customers import known_customer
from market.money.booking import About, apply_payment, call_off, lock_payment
from market.money.charges import OPEN, answered, attempt_of, resolve, submit_charge, tell
from market.money.desk import desk
from market.money.gateway import GatewayRefused, PaymentState
from market.money.moves import move
from market.money.rules import KEY_LIFE, PAYMENT

IN_TRANSIT = timedelta(minutes=10)
"""A call that Stripe has not shown by then never reached it: it gives up on a request long before."""
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


async def _call_off(row: Record) -> None:
    """Nobody wants this charge any more: cancel it at Stripe, or book that it was too late for that."""
    if row["status"] not in OPEN:
        if row["stripe_payment_intent_id"] is not None:
            await apply_payment(await desk().gateway.fetch_payment(row["stripe_payment_intent_id"]))
        return
    state = None if row["requested_first"] is None else await _found(row)
    if state is None:
        if row["attempt_status"] != "requested" or row["key_age"] > IN_TRANSIT:
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
    return None if customer is None else await desk().gateway.find_charge(customer, about)
