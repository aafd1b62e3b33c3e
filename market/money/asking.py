"""What became of a payment: asked of Stripe and applied; and calling it off, once nobody waits for it any more."""

import uuid

import structlog

from market.base import audit
from market.base.database import Record, fetch, fetch_row, transaction
from market.money.asking_charges import ask_charge
from market.money.booking import About, apply_checkout, apply_payment, call_off, lock_payment
from market.money.desk import desk
from market.money.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.lost_pages import look_for_lost_page
from market.money.page_attempts import page_attempt, resolve
from market.money.payments import open_page, take_page
from market.money.rules import KEY_LIFE

log = structlog.get_logger()


async def expire_open_checkout(order_id: uuid.UUID) -> None:
    """Nobody waits for this order's payment any more: close its page, or call its charge off. Outside any
    transaction.

    A payment that succeeded meanwhile is booked instead. Without an answer from Stripe the janitor goes on.
    """
    async with transaction():
        # Whoever makes another payment for this order holds the one before it: that one is then seen below.
        await fetch(
            "select 1 from money.payments where order_id = $1 order by created_at for no key update", order_id
        )
        row = await fetch_row(
            "select id from money.payments where order_id = $1 and status not in"
            " ('succeeded', 'failed', 'canceled') for no key update",
            order_id,
        )
        await fetch(
            "update money.orders set closed_at = coalesce(closed_at, base.now()) where id = $1", order_id
        )
        if row is None:
            return
        attempt = await page_attempt(row["id"])
        never = attempt is None or (attempt["requested_at"] is None and attempt["number"] == 1)
        if never:  # Stripe never heard of it
            await call_off(row["id"], "cancel", audit.CLOCK, "abandoned")
            return
    await ask_payment(row["id"])


async def ask_payment(payment_id: uuid.UUID) -> bool:
    """Find out what became of a payment, and apply it; close its page if the order is closed. Whether Stripe answered.

    Outside any transaction. Raises nothing of the gateway's: without an answer all stays as it is.
    """
    try:
        await _ask(payment_id)
    except (GatewayUnknown, GatewayBusy) as error:
        log.info("payments.no_answer", error=type(error).__name__)
        return False
    return True


async def _ask(payment_id: uuid.UUID) -> None:
    row = await page_attempt(payment_id)
    if row is None:
        raise LookupError(payment_id)
    if row["mode"] != "checkout":
        await ask_charge(payment_id)
        return
    session = row["stripe_checkout_session_id"]
    if session is None and row["status"] in ("created", "unknown"):
        session = await _find_page(row)
    if session is not None:
        gateway, closing = desk().gateway, row["is_closed"]
        try:
            state = await (gateway.expire_checkout if closing else gateway.fetch_checkout)(session)
        except GatewayRefused:  # paid or expired already
            state = await gateway.fetch_checkout(session)
        if state.payment_intent is not None:
            await apply_payment(await gateway.fetch_payment(state.payment_intent))
        await apply_checkout(payment_id, state)
    elif row["stripe_payment_intent_id"] is not None:
        await apply_payment(await desk().gateway.fetch_payment(row["stripe_payment_intent_id"]))


async def _drop_unsent(payment_id: uuid.UUID) -> None:
    """A further attempt of which Stripe never heard, for an order that nobody waits for, is not begun."""
    async with transaction():
        await lock_payment(payment_id)
        row = await page_attempt(payment_id)
        if row is not None and row["is_closed"] and row["attempt_status"] == "prepared":
            await resolve(row, "abandoned", None, None)
            await call_off(payment_id, "cancel", audit.CLOCK, "abandoned")


async def _find_page(row: Record) -> str | None:
    """The session of a call that got no answer: repeat it under its key, or look it up if that says nothing more."""
    if row["key_age"] <= KEY_LIFE:
        await look_for_lost_page(row["id"])
        if row["is_closed"]:
            await _drop_unsent(row["id"])
        taken = await take_page(row["id"], desk().returns, "fr", closing=row["is_closed"])
        if taken is not None:
            await open_page(taken)
        again = await page_attempt(row["id"])
        return None if again is None else again["stripe_checkout_session_id"]
    found = await desk().gateway.find_payment(About("payment", row["id"], row["number"]).metadata())
    if found is not None:
        await apply_payment(found)
    else:  # its page closed long ago, and nobody had paid there
        async with transaction():
            await lock_payment(row["id"])
            await resolve(row, "abandoned", None, None)
            await call_off(row["id"], "cancel", audit.CLOCK, "abandoned")
    return None
