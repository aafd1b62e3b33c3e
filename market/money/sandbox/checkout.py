"""Checkout Sessions, and what a person does on the hosted page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from market.money.sandbox import cards, events, payments, shapes, store
from market.money.sandbox.cards import Card, Decline
from market.money.sandbox.events import Call
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body, Connection

SHORTEST, LONGEST = 30 * 60, 24 * 3600
"""Seconds from its creation within which a session's `expires_at` must lie."""
SMALLEST = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50}
"""Minor units (docs.stripe.com/currencies); other currencies are not known here."""


@dataclass(frozen=True)
class Paid:
    """Where Stripe sends the payer now."""

    url: str


@dataclass(frozen=True)
class AuthenticationNeeded:
    """The card-holder's bank wants to ask first."""


@dataclass(frozen=True)
class SessionClosed:
    """Nobody can pay here any more; `status` is `complete` or `expired`."""

    status: str


Outcome: TypeAlias = "Paid | AuthenticationNeeded | SessionClosed | Decline"


async def create(call: Call, parameters: Body) -> Body:
    """An open session in mode `payment`. Raises StripeRefusal."""
    amount, currency = _priced(parameters["line_items"])
    expires_at = parameters.get("expires_at")
    if expires_at is not None and expires_at < call.now + SHORTEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            "expires_at",
        )
    if expires_at is not None and expires_at > call.now + LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )
    session = shapes.checkout_session(
        parameters, created=call.now, amount=amount, currency=currency, public_url=call.public_url
    )
    # The intent is made when somebody first tries to pay; what it will say is kept beside the session
    # until then.
    draft = parameters.get("payment_intent_data", {})
    names = [item["price_data"]["product_data"]["name"] for item in parameters["line_items"]]
    await store.insert(call.connection, session)
    await store.insert(
        call.connection,
        {"id": f"draft_{session['id']}", "object": "sandbox.draft", "intent": draft, "names": names},
    )
    return session


def _priced(items: list[Body]) -> tuple[int, str]:
    if not items:
        raise invalid("Missing required param: line_items.", "line_items", "parameter_missing")
    currencies = {item["price_data"]["currency"].lower() for item in items}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", "line_items")
    currency = currencies.pop()
    if currency not in SMALLEST:
        raise invalid(f"Invalid currency: {currency}", "line_items[0][price_data][currency]")
    amount = sum(item["quantity"] * item["price_data"]["unit_amount"] for item in items)
    if amount < SMALLEST[currency]:
        raise invalid(
            "The Checkout Session's total amount due must add up to at least "
            f"{SMALLEST[currency]} minor units of {currency}.",
            "line_items",
            "amount_too_small",
        )
    return amount, currency


async def current(call: Call, id: str, param: str = "id") -> Body:
    """The session, locked, and expired if its time has come: nothing runs at that second."""
    session = await store.lock(call.connection, "checkout.session", id, param)
    if session["status"] == "open" and session["expires_at"] <= call.now:
        await _close(call, session)
    return session


async def retrieve(call: Call, id: str) -> Body:
    session = await store.find(call.connection, "checkout.session", id)
    stale = session["status"] == "open" and session["expires_at"] <= call.now
    return await current(call, id) if stale else session


async def expire(call: Call, id: str) -> Body:
    """Raises StripeRefusal unless it is open."""
    session = await current(call, id)
    if session["status"] != "open":
        raise StripeRefusal(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    await _close(call, session)
    return session


async def expire_due(connection: Connection, public_url: str = "") -> None:
    """Expire, each in a transaction of its own, the sessions whose time has come."""
    rows = await connection.fetch(
        """
        SELECT id FROM sandbox.objects WHERE kind = 'checkout.session' AND body->>'status' = 'open'
          AND (body->>'expires_at')::bigint <= extract(epoch FROM clock_timestamp())
        """
    )
    for row in rows:
        async with connection.transaction():
            await current(await events.begin(connection, public_url), row["id"])


async def _close(call: Call, session: Body) -> None:
    session.update(status="expired", url=None)
    await store.save(call.connection, session)
    if session["payment_intent"] is not None:
        intent = await store.lock(call.connection, "payment_intent", session["payment_intent"])
        if intent["status"] in payments.CANCELABLE:
            await payments.void(call, intent, "automatic")
    await events.record(call, "checkout.session.expired", session)


async def item_names(connection: Connection, session_id: str) -> list[str]:
    draft = await store.find(connection, "sandbox.draft", f"draft_{session_id}")
    return list(draft["names"])


async def pay(call: Call, session_id: str, card: Card | None) -> Outcome:
    """A person sends the form. None is a number that no card has. A decline leaves the session open."""
    session = await current(call, session_id)
    if session["status"] != "open":
        return SessionClosed(session["status"])
    intent = await _intent(call, session)
    if card is None:
        await payments.decline(call, intent, None, cards.NO_SUCH_CARD)
        return cards.NO_SUCH_CARD
    await payments.attach(call, intent, card)
    if card.decline is not None:
        await payments.decline(call, intent, card, card.decline)
        return card.decline
    if card.authenticates:
        await payments.ask_to_authenticate(call, intent, f"{session['url']}/authenticate")
        return AuthenticationNeeded()
    return await _complete(call, session, intent, card, authenticated=False)


async def authenticate(call: Call, session_id: str, approved: bool) -> Outcome:
    """The card-holder answers the bank. When no question waits for an answer, nothing happens."""
    session = await current(call, session_id)
    if session["status"] != "open":
        return SessionClosed(session["status"])
    intent = await _intent(call, session)
    if intent["status"] != "requires_action":
        return cards.NOT_AUTHENTICATED
    if not approved:
        await payments.decline(call, intent, None, cards.NOT_AUTHENTICATED)
        return cards.NOT_AUTHENTICATED
    card = await payments.attached(call, intent)
    return await _complete(call, session, intent, card, authenticated=True)


async def _intent(call: Call, session: Body) -> Body:
    if session["payment_intent"] is not None:
        return await store.lock(call.connection, "payment_intent", session["payment_intent"])
    draft = await store.find(call.connection, "sandbox.draft", f"draft_{session['id']}")
    intent = await payments.create(
        call, {**draft["intent"], "amount": session["amount_total"], "currency": session["currency"]}
    )
    session["payment_intent"] = intent["id"]
    await store.save(call.connection, session)
    return intent


async def _complete(call: Call, session: Body, intent: Body, card: Card, *, authenticated: bool) -> Paid:
    await payments.succeed(call, intent, card, authenticated=authenticated)
    person = dict.fromkeys(("business_name", "individual_name", "name", "phone", "tax_ids"))
    session.update(
        status="complete",
        payment_status="paid",
        url=None,
        customer_details={
            **person,
            "address": shapes.NO_ADDRESS,
            "email": session["customer_email"],
            "tax_exempt": "none",
        },
    )
    await store.save(call.connection, session)
    await events.record(call, "checkout.session.completed", session)
    return Paid(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))
