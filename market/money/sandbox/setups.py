"""Setup intents: a payment method is kept for payments at which nobody is there."""

from __future__ import annotations

from market.money.sandbox import cards, events, mandates, methods, sessions, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.cards import Decline
from market.money.sandbox.customers import merged
from market.money.sandbox.intents import offers, returns
from market.money.sandbox.payments import Asked
from market.money.sandbox.refusals import StripeRefusal, declined, invalid, wrong_state
from market.money.sandbox.schema import Body

UNEXPECTED = "setup_intent_unexpected_state"
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


async def create(call: Call, parameters: Body) -> Body:
    """Raises StripeRefusal: a declined one stands."""
    confirmed = parameters.get("confirm", False)
    for name in ("mandate_data", "return_url"):
        if name in parameters and not confirmed:
            raise invalid(f"`{name}` can only be used with `confirm` set to true.", name)
    if "customer" in parameters:
        await store.find(call, "customer", parameters["customer"], "customer")
    intent = shapes.setup_intent(parameters, created=call.now)
    offers(intent)
    method = await methods.given(call, parameters)
    if method is not None:
        await methods.usable(call, method, intent)
        intent.update(payment_method=method["id"], status="requires_confirmation")
    await store.insert(call, intent)
    await events.record(call, "setup_intent.created", intent)
    return await _confirm(call, intent, method, parameters) if confirmed else intent


async def update(call: Call, parameters: Body, id: str) -> Body:
    """What is not named stays; metadata is merged."""
    intent = await store.lock(call, "setup_intent", id)
    intent["description"] = parameters.get("description", intent["description"])
    intent["metadata"] = merged(intent["metadata"], parameters)
    await store.save(call, intent)
    return intent


async def _owned_by_nobody(call: Call, id: str, act: str) -> Body:
    session = await sessions.of_intent(call, id, "setup_intent")
    if session is not None and session["status"] == "open":
        raise StripeRefusal(
            f"You cannot {act} a SetupIntent that was created by an open Checkout Session. "
            f"Expire the Checkout Session {session['id']} instead."
        )
    intent = await store.lock(call, "setup_intent", id)
    if intent["status"] not in CONFIRMABLE:
        raise wrong_state(
            f"You cannot {act} this SetupIntent because it has a status of {intent['status']}.", UNEXPECTED
        )
    return intent


async def confirm(call: Call, parameters: Body, id: str) -> Body:
    """Raises StripeRefusal; where a card was declined, the attempt stands."""
    intent = await _owned_by_nobody(call, id, "confirm")
    return await _confirm(call, intent, await methods.given(call, parameters), parameters)


async def cancel(call: Call, parameters: Body, id: str) -> Body:
    """Raises StripeRefusal when it is final, or while an open Checkout Session owns it."""
    intent = await _owned_by_nobody(call, id, "cancel")
    return await void(call, intent, parameters.get("cancellation_reason"))


async def void(call: Call, intent: Body, reason: str | None) -> Body:
    intent.update(status="canceled", cancellation_reason=reason, next_action=None)
    await store.save(call, intent)
    await events.record(call, "setup_intent.canceled", intent)
    return intent


async def _confirm(call: Call, intent: Body, method: Body | None, parameters: Body) -> Body:
    if method is None and intent["payment_method"] is not None:
        method = await store.lock(call, "payment_method", intent["payment_method"])
    if method is None:
        raise wrong_state(
            "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent "
            "with a payment method and then confirm it again.",
            UNEXPECTED,
        )
    await methods.usable(call, method, intent)
    returns(intent, parameters)
    page = f"{call.public_url}/sandbox/authenticate/{intent['id']}"
    outcome = await attempt(call, intent, method, parameters, ask_at=page)
    if isinstance(outcome, Decline):
        raise declined(intent["last_setup_error"], of="setup_intent", subject=intent)
    return intent


async def attempt(
    call: Call, intent: Body, method: Body, parameters: Body, *, ask_at: str
) -> Asked | Decline | None:
    """Set up the locked payment method under the locked intent; None when it is done. `parameters` may carry
    mandate_data and return_url. Raises StripeRefusal for an account without a mandate.
    """
    intent["payment_method"] = method["id"]
    note = await methods.note_of(call, method["id"])
    if method["type"] == "card":
        card = cards.card_named(note["card"])
        if card.decline is not None and not card.attaches:
            return await _declined(call, intent, method, card.decline)
        if card.asks_at_setup:
            asked = {"return_url": parameters.get("return_url"), "url": ask_at}
            intent.update(
                status="requires_action", next_action={"type": "redirect_to_url", "redirect_to_url": asked}
            )
            await store.save(call, intent)
            await events.record(call, "setup_intent.requires_action", intent)
            return Asked()
    elif note["mandate"] is None or "mandate_data" in parameters:
        intent["mandate"] = await mandates.give(call, method, parameters, None)
    else:
        intent["mandate"] = note["mandate"]
    await _done(call, intent, method)
    return None


async def authenticate(call: Call, id: str, approved: bool) -> Decline | bool | None:
    """The card-holder answers the bank on its page. False when no question waits for an answer; None when it
    is set up.
    """
    intent = await store.lock(call, "setup_intent", id)
    return await answered(call, intent, approved) if intent["status"] == "requires_action" else False


async def answered(call: Call, intent: Body, approved: bool) -> Decline | None:
    """The same for a locked intent that waits."""
    method = await store.lock(call, "payment_method", intent["payment_method"])
    if not approved:
        return await _declined(call, intent, method, cards.SETUP_NOT_AUTHENTICATED)
    await _done(call, intent, method)
    return None


async def _done(call: Call, intent: Body, method: Body) -> None:
    tried = shapes.setup_attempt(intent, method, created=call.now, status="succeeded", error=None)
    await store.insert(call, tried)
    await methods.write(call, method["id"], set_up=intent["usage"] == "off_session")
    if intent["customer"] is not None and method["customer"] is None:
        await methods.belongs(call, method, intent["customer"])
    intent.update(status="succeeded", latest_attempt=tried["id"], last_setup_error=None, next_action=None)
    await store.save(call, intent)
    await events.record(call, "setup_intent.succeeded", intent)


async def _declined(call: Call, intent: Body, method: Body, refusal: Decline) -> Decline:
    error = shapes.card_error(refusal, None, method)
    tried = shapes.setup_attempt(intent, method, created=call.now, status="failed", error=error)
    await store.insert(call, tried)
    intent.update(
        status="requires_payment_method",
        latest_attempt=tried["id"],
        last_setup_error=error,
        next_action=None,
        payment_method=None,
    )
    await store.save(call, intent)
    await events.record(call, "setup_intent.setup_failed", intent)
    return refusal
