"""How a locked payment intent is paid: charges that succeed, wait for capture, or are declined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from market.money.sandbox import (
    appointments,
    balance,
    cards,
    debits,
    events,
    faults,
    mandates,
    methods,
    sessions,
    shapes,
    store,
)
from market.money.sandbox.call import Call
from market.money.sandbox.cards import Card, Decline
from market.money.sandbox.schema import Body

DAY = 86400
HELD_FOR = 7 * DAY
HELD_FOR_VISA_OFF_SESSION = 5 * DAY - 6 * 3600
"""Seconds that an authorisation lasts (docs.stripe.com/payments/place-a-hold-on-a-payment-method)."""


@dataclass(frozen=True)
class Asked:
    """The card-holder's bank wants to ask first."""


@dataclass(frozen=True)
class Charged:
    """The money is there, held, or with a debit on its way."""


Outcome: TypeAlias = "Charged | Asked | Decline"


async def attempt(
    call: Call, intent: Body, method: Body, parameters: Body, *, present: bool, ask_at: str
) -> Outcome:
    """Try the locked intent with the locked payment method. `present` says whether the payer can answer the
    bank, `ask_at` is the page where it asks; `parameters` may carry mandate, mandate_data and return_url.
    Raises StripeRefusal for a debit without a mandate.
    """
    intent["payment_method"] = method["id"]
    if method["type"] == "sepa_debit":
        mandate = await mandates.of_payment(call, intent, method, parameters)
        await debits.begin(call, intent, method, mandate)
        await _used(call, intent, method)
        return Charged()
    note = await methods.note_of(call, method["id"])
    card = cards.card_named(note["card"])
    if not present and card.asks_off_session(note["set_up"]):
        await decline(call, intent, method, cards.ASKED_OFF_SESSION)
        return cards.ASKED_OFF_SESSION
    if present and card.authenticates:
        await ask_to_authenticate(call, intent, ask_at, parameters.get("return_url"))
        return Asked()
    return await charge(call, intent, method, card, authenticated=False, present=present)


async def authenticated(call: Call, intent: Body, approved: bool) -> Outcome:
    """The card-holder has answered the bank about the locked intent, which waits for that."""
    method = await store.lock(call, "payment_method", intent["payment_method"])
    if not approved:
        await decline(call, intent, method, cards.NOT_AUTHENTICATED, charged=False)
        return cards.NOT_AUTHENTICATED
    note = await methods.note_of(call, method["id"])
    return await charge(
        call, intent, method, cards.card_named(note["card"]), authenticated=True, present=True
    )


async def charge(
    call: Call, intent: Body, method: Body, card: Card, *, authenticated: bool, present: bool
) -> Outcome:
    if card.decline is not None:
        await decline(call, intent, method, card.decline)
        return card.decline
    if intent["capture_method"] == "manual":
        short = card.brand == "visa" and not present
        await _hold(call, intent, method, authenticated, HELD_FOR_VISA_OFF_SESSION if short else HELD_FOR)
    else:
        await _succeed(call, intent, method, card, authenticated)
    await _used(call, intent, method)
    return Charged()


async def _used(call: Call, intent: Body, method: Body) -> None:
    """After a payment the customer keeps the method if that was agreed; else nobody uses it again."""
    if intent["setup_future_usage"] is None:
        await methods.write(call, method["id"], used=True)
        return
    await methods.write(call, method["id"], set_up=intent["setup_future_usage"] == "off_session")
    if intent["customer"] is not None and method["customer"] is None:
        await methods.belongs(call, method, intent["customer"])


async def _succeed(call: Call, intent: Body, method: Body, card: Card, authenticated: bool) -> None:
    details = shapes.card_details(method["card"], intent["amount"], authenticated=authenticated)
    charge = shapes.charge(intent, method, details, created=call.now, status="succeeded", captured=True)
    await store.insert(call, charge)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    await store.save(call, intent)
    await events.record(call, "charge.succeeded", charge)
    await events.record(call, "payment_intent.succeeded", intent)
    await _settle_unless_late(call, charge["id"])
    if card.dispute is not None:
        await appointments.make(call, appointments.OPEN_DISPUTE, charge["id"], 0)


async def _settle_unless_late(call: Call, charge_id: str) -> None:
    if not await faults.take(call.connection, faults.SETTLEMENT, "charge"):
        await settle(call, charge_id)


async def settle(call: Call, charge_id: str) -> Body:
    """Give a paid charge its balance transaction, with the fee; a second time does nothing."""
    charge = await store.lock(call, "charge", charge_id)
    done = charge["balance_transaction"] is not None or not charge["captured"]
    if done or charge["status"] != "succeeded":
        return charge
    amount = charge["amount_captured"]
    note = await methods.note_of(call, charge["payment_method"])
    at_once = bool(note["card"]) and cards.card_named(note["card"]).funds_at_once
    movement = await balance.move(
        call,
        charge,
        "charge",
        amount,
        fee=shapes.charge_fee("card", amount),
        available_on=call.now if at_once else None,
    )
    charge["balance_transaction"] = movement["id"]
    await store.save(call, charge)
    await events.record(call, "charge.updated", charge)
    return charge


async def _hold(call: Call, intent: Body, method: Body, authenticated: bool, seconds: int) -> None:
    """Authorise: the money is held until it is captured, let go, or time is over."""
    details = shapes.card_details(
        method["card"], intent["amount"], authenticated=authenticated, capture_before=call.now + seconds
    )
    charge = shapes.charge(intent, method, details, created=call.now, status="succeeded", captured=False)
    await store.insert(call, charge)
    intent.update(
        status="requires_capture",
        amount_capturable=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    await store.save(call, intent)
    await appointments.make(call, appointments.EXPIRE_AUTHORIZATION, intent["id"], seconds)
    await events.record(call, "charge.succeeded", charge)
    await events.record(call, "payment_intent.amount_capturable_updated", intent)


async def capture(call: Call, intent: Body, session: Body | None, amount: int) -> None:
    """Take `amount` of what the locked intent holds, and let the rest go."""
    charge = await store.lock(call, "charge", intent["latest_charge"])
    charge.update(captured=True, amount_captured=amount)
    await _let_go(call, charge, charge["amount"] - amount)
    intent.update(status="succeeded", amount_capturable=0, amount_received=amount)
    await store.save(call, intent)
    await sessions.paid(call, session, later=False)
    await events.record(call, "charge.captured", charge)
    await events.record(call, "payment_intent.succeeded", intent)
    await _settle_unless_late(call, charge["id"])
    card = cards.card_named((await methods.note_of(call, charge["payment_method"]))["card"])
    if card.dispute is not None:
        await appointments.make(call, appointments.OPEN_DISPUTE, charge["id"], 0)


async def _let_go(call: Call, charge: Body, amount: int) -> None:
    """Release what is held, as a refund that moves no balance, and save the locked charge."""
    if amount:
        refund = shapes.refund({}, charge, created=call.now, amount=amount)
        refund["destination_details"]["card"]["type"] = "reversal"
        await store.insert(call, refund)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        await events.record(call, "refund.created", refund)
    await store.save(call, charge)


async def void(call: Call, intent: Body, reason: str | None) -> Body:
    """The locked intent takes nothing any more; what it holds is let go."""
    if intent["status"] == "requires_capture":
        charge = await store.lock(call, "charge", intent["latest_charge"])
        await _let_go(call, charge, charge["amount"])
        await events.record(call, "charge.expired" if reason == "expired" else "charge.refunded", charge)
    intent.update(
        status="canceled",
        amount_capturable=0,
        canceled_at=call.now,
        cancellation_reason=reason,
        next_action=None,
    )
    await store.save(call, intent)
    await events.record(call, "payment_intent.canceled", intent)
    return intent


async def expire_authorization(call: Call, intent_id: str) -> None:
    """The bank holds the money no longer. Does nothing when it was captured or let go before."""
    intent = await store.lock(call, "payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        await void(call, intent, "expired")


async def decline(
    call: Call, intent: Body, method: Body | None, refusal: Decline, *, charged: bool = True
) -> None:
    """The attempt failed: the locked intent waits for another payment method. Without one, or where nobody
    got as far as the bank, there is no charge.
    """
    charge_id = None
    if method is not None and charged:
        details = shapes.card_details(method["card"], intent["amount"], authenticated=False)
        charge = shapes.charge(intent, method, details, created=call.now, status="failed", captured=False)
        charge.update(
            failure_code=refusal.code, failure_message=refusal.message, outcome=shapes.outcome_of(refusal)
        )
        charge_id = charge["id"]
        await store.insert(call, charge)
        await events.record(call, "charge.failed", charge)
    intent.update(
        status="requires_payment_method",
        latest_charge=charge_id or intent["latest_charge"],
        last_payment_error=shapes.card_error(refusal, charge_id, method),
        next_action=None,
        payment_method=None,
    )
    await store.save(call, intent)
    await events.record(call, "payment_intent.payment_failed", intent)


async def ask_to_authenticate(call: Call, intent: Body, page: str, return_url: str | None = None) -> None:
    """3-D Secure: the locked intent keeps its payment method and waits for the card-holder."""
    intent.update(
        status="requires_action",
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": return_url, "url": page},
        },
    )
    await store.save(call, intent)
    await events.record(call, "payment_intent.requires_action", intent)
