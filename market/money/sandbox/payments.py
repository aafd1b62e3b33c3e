"""Payment intents and the charges that pay them."""

from __future__ import annotations

import re

from market.money.sandbox import events, faults, shapes, store
from market.money.sandbox.cards import Card, Decline
from market.money.sandbox.events import Call
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body

CANCELABLE = (
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "requires_capture",
    "processing",
)


async def create(call: Call, parameters: Body) -> Body:
    """An intent that nobody confirms yet."""
    intent = shapes.payment_intent(
        parameters, created=call.now, amount=parameters["amount"], currency=parameters["currency"]
    )
    await store.insert(call.connection, intent)
    await events.record(call, "payment_intent.created", intent)
    return intent


async def cancel(call: Call, parameters: Body, id: str) -> Body:
    """Raises StripeRefusal when it is final, or while an open Checkout Session owns it."""
    sessions, _ = await store.page(
        call.connection, "checkout.session", {"status": "open"}, {"payment_intent": id, "limit": 1}
    )
    if sessions:
        raise StripeRefusal(
            "You cannot cancel a PaymentIntent that was created by an open Checkout Session. "
            f"Expire the Checkout Session {sessions[0]['id']} instead."
        )
    intent = await store.lock(call.connection, "payment_intent", id)
    if intent["status"] not in CANCELABLE:
        raise StripeRefusal(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            f"Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(CANCELABLE)}.",
            code="payment_intent_unexpected_state",
        )
    return await void(call, intent, parameters.get("cancellation_reason"))


async def void(call: Call, intent: Body, reason: str | None) -> Body:
    intent.update(status="canceled", canceled_at=call.now, cancellation_reason=reason, next_action=None)
    await store.save(call.connection, intent)
    await events.record(call, "payment_intent.canceled", intent)
    return intent


CLAUSE = re.compile(r"""\s*(?:metadata\[(['"])(?P<key>(?:\\.|(?!\1).)+)\1\]|(?P<field>status|currency)):"""
                    r"""(['"])(?P<value>(?:\\.|(?!\4).)*)\4\s*""")  # fmt: skip


def wanted_by(query: str) -> Body:
    """What a search asks for: `status:"…"`, `currency:"…"`, `metadata["…"]:"…"`, joined by AND.

    A part of Stripe's query language (docs.stripe.com/search); raises StripeRefusal beyond it.
    """
    wanted: Body = {"metadata": {}}
    position = 0
    while True:
        clause = CLAUSE.match(query, position)
        if clause is None:
            raise invalid(f"We were unable to parse your search query near character {position}.", "query")
        value = re.sub(r"\\(.)", r"\1", clause["value"])
        if clause["key"] is not None:
            wanted["metadata"][re.sub(r"\\(.)", r"\1", clause["key"])] = value
        else:
            wanted[clause["field"]] = value
        position = clause.end()
        if position == len(query):
            return wanted
        if not query.startswith("AND ", position):
            raise invalid(f"We were unable to parse your search query near character {position}.", "query")
        position += 4


async def search(call: Call, parameters: Body) -> Body:
    below = parameters.get("page")
    if below is not None and not below.isdecimal():
        raise invalid("Invalid page", "page")
    found, next_page = await store.search(
        call.connection,
        "payment_intent",
        wanted_by(parameters["query"]),
        parameters.get("limit", store.PAGE),
        int(below) if below else None,
    )
    return shapes.search_of(found, "/v1/payment_intents/search", str(next_page) if next_page else None)


async def succeed(call: Call, intent: Body, card: Card, *, authenticated: bool) -> Body:
    """Charge the card: the intent, which the caller has locked, becomes `succeeded`. Answers the charge."""
    charge = shapes.charge(intent, card, created=call.now, authenticated=authenticated, decline=None)
    await store.insert(call.connection, charge)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    await store.save(call.connection, intent)
    await events.record(call, "charge.succeeded", charge)
    await events.record(call, "payment_intent.succeeded", intent)
    if not await faults.take(call.connection, faults.SETTLEMENT, "charge"):
        await settle(call, charge["id"])
    return charge


async def settle(call: Call, charge_id: str) -> Body:
    """Give a paid charge its balance transaction, with the fee; a second time does nothing."""
    charge = await store.lock(call.connection, "charge", charge_id)
    if charge["balance_transaction"] is not None or charge["status"] != "succeeded":
        return charge
    amount = charge["amount"]
    movement = shapes.balance_transaction(
        charge, "charge", created=call.now, amount=amount, fee=shapes.card_fee(amount)
    )
    await store.insert(call.connection, movement)
    charge["balance_transaction"] = movement["id"]
    await store.save(call.connection, charge)
    await events.record(call, "charge.updated", charge)
    return charge


async def decline(call: Call, intent: Body, card: Card | None, refusal: Decline) -> None:
    """The attempt failed: the locked intent waits for another card. Without a card there is no charge."""
    charge_id = None
    if card is not None:
        charge = shapes.charge(intent, card, created=call.now, authenticated=False, decline=refusal)
        charge_id = charge["id"]
        await store.insert(call.connection, charge)
        await events.record(call, "charge.failed", charge)
    intent.update(
        status="requires_payment_method",
        latest_charge=charge_id or intent["latest_charge"],
        last_payment_error=shapes.card_error(refusal, charge_id),
        next_action=None,
        payment_method=None,
    )
    await store.save(call.connection, intent)
    await events.record(call, "payment_intent.payment_failed", intent)


async def ask_to_authenticate(call: Call, intent: Body, return_url: str) -> None:
    """3-D Secure: the locked intent keeps its payment method and waits for the card-holder."""
    intent.update(
        status="requires_action",
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": None, "url": return_url},
        },
    )
    await store.save(call.connection, intent)
    await events.record(call, "payment_intent.requires_action", intent)


async def attach(call: Call, intent: Body, card: Card) -> None:
    """Note the card under which the locked intent is now tried; the caller saves the intent."""
    method: Body = {
        "id": shapes.new_id("pm"),
        "object": "payment_method",
        "type": "card",
        "created": call.now,
        "livemode": False,
        "card": {
            "last4": card.last4,
            "brand": card.brand,
            "country": card.country,
            "expires": list(card.expires),
        },
    }
    await store.insert(call.connection, method)
    intent["payment_method"] = method["id"]


async def attached(call: Call, intent: Body) -> Card:
    method = await store.find(call.connection, "payment_method", intent["payment_method"], "payment_method")
    kept = method["card"]
    return Card(kept["last4"], kept["brand"], kept["country"], tuple(kept["expires"]))
