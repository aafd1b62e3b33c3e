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
    asked_by,
    attempt_of,
    is_broken,
    is_unheard,
    resolve,
    submit_charge,
    tell,
    write_attempt,
)
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayRefused, PaymentState
from market.money.gateway_cards import KEY_TAKEN
from market.money.moves import move
from market.money.rules import BROKEN, KEY_LIFE, PAYMENT

IN_TRANSIT = timedelta(minutes=10)
"""A call that Stripe has not shown by then never reached it: it gives up on a request long before. Waited for only
where Stripe does not answer what became of it, from when the charge was called off: none begins after that."""
SKEW = timedelta(days=2)
"""By how much a server's clock may be off when a charge is looked for by its time; a look further back costs little."""
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
    """The key is too old to repeat: where the call did something, Stripe has it of this payment."""
    state = await _found(row)
    if state is not None and (row["tries_again"] is None or _was_tried(row, state)):
        await answered(row, state, unseen=True)
        return
    async with transaction():
        await lock_payment(row["id"])
        if state is not None:  # what an earlier try came to is no word on this one
            await apply_payment(state)
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
        await answered(row, state, unseen=True)
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
    if state.status == "requires_action":  # the bank of which card asks?
        return bool(state.card == row["stripe_payment_method_id"])
    if state.status not in ("requires_payment_method", "requires_confirmation"):
        return True
    if state.charge == row["charge_before"]:
        return row["tries_again"] is None and state.failure is not None
    # A charge that came since: of this try's card, or of an earlier one whose bank's page was answered meanwhile?
    return bool(state.charged == row["stripe_payment_method_id"])


async def _call_off(row: Record) -> None:
    """Nobody wants this charge any more: cancel it at Stripe, or book that it was too late for that."""
    if row["status"] not in OPEN:
        if row["stripe_payment_intent_id"] is not None:
            await apply_payment(await desk().gateway.fetch_payment(row["stripe_payment_intent_id"]))
        return
    unheard = row["since_first"] is None or (row["number"] == 1 and is_unheard(row))
    state = None if unheard else await _found(row)
    if state is None and _may_come(row):
        over, state = await _ended(row)
        if not over:
            return
    if state is None:
        async with transaction():
            await lock_payment(row["id"])
            await resolve(row, "refused", LOST)
            await call_off(row["id"], "cancel", audit.CLOCK, "abandoned")
        return
    if state.status not in ("succeeded", "processing", "canceled"):
        try:
            # Another key each time: what is canceled is canceled, and a failure saved under a key would stay.
            key = f"payment:{row['id']}:{row['number']}:cancel:{uuid.uuid4()}"
            state = await desk().gateway.cancel_payment(key, payment_intent=state.id)
        except GatewayRefused:  # paid or canceled meanwhile
            state = await desk().gateway.fetch_payment(state.id)
    async with transaction():
        await apply_payment(state)
        await resolve(row, "answered", state.failure)


def _may_come(row: Record) -> bool:
    """Whether a call of the latest try may still be on its way to Stripe, or at work there."""
    called = row["attempt_status"] == "requested" and not is_unheard(row) and not is_broken(row)
    return bool(called and row["unwanted_for"] <= IN_TRANSIT)


async def _ended(row: Record) -> tuple[bool, PaymentState | None]:
    """Whether that call will do nothing any more, and the payment that stands at Stripe. Raises as the gateway.

    Its key is used up by a payment that nobody tries: a call that comes later is refused. If it came before, to
    repeat it begins nothing, and Stripe says what it did, or that it goes on (GatewayBusy).
    """
    if row["leased"]:  # whoever calls in this moment tells what came of it
        return False, None
    key, asked, gateway = row["idempotency_key"], await asked_by(row), desk().gateway
    try:
        return True, await gateway.use_up(key, asked)
    except GatewayRefused as refused:
        if refused.code != KEY_TAKEN:
            return False, None
    try:
        return True, await gateway.charge(key, asked)
    except GatewayRefused as refused:
        return refused.code != KEY_TAKEN, None
    except GatewayBroken as failure:
        if not failure.replayed:
            raise
        return True, await _found(row)


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
