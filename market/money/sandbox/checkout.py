"""Checkout Sessions: opened, expired, paid."""

from __future__ import annotations

from market.money.sandbox import events, payments, setups, shapes, store
from market.money.sandbox.call import Call, begin
from market.money.sandbox.cards import Card
from market.money.sandbox.customers import merged
from market.money.sandbox.hosted import (
    AuthenticationNeeded,
    Debtor,
    Outcome,
    Paid,
    SessionClosed,
    authenticate_in,
    pay_in,
)
from market.money.sandbox.intents import CANCELABLE, SMALLEST, not_too_large, offers
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body, Connection

SHORTEST, LONGEST = 30 * 60, 24 * 3600
"""Seconds from its creation within which a session's `expires_at` must lie."""

__all__ = ["SMALLEST", "AuthenticationNeeded", "Debtor", "Outcome", "Paid", "SessionClosed"]


async def create(call: Call, parameters: Body) -> Body:
    """An open session. Raises StripeRefusal."""
    setup = parameters["mode"] == "setup"
    amount, currency = (None, parameters.get("currency")) if setup else _priced(parameters)
    _lives(parameters.get("expires_at"), call.now)
    _fits(parameters, currency, setup)
    if "customer" in parameters:
        await store.find(call, "customer", parameters["customer"], "customer")
    session = shapes.checkout_session(
        parameters, created=call.now, amount=amount, currency=currency, public_url=call.public_url
    )
    offers(session)
    if setup:
        kept = ("customer", "allowed_payment_method_types")
        asked: Body = {key: parameters[key] for key in kept if key in parameters}
        asked = {**asked, **parameters.get("setup_intent_data", {})}
        session["setup_intent"] = (await setups.create(call, asked))["id"]
    # A payment intent is made when somebody first tries to pay; what it will say is kept beside the session
    # until then.
    draft = parameters.get("payment_intent_data", {})
    names = [item["price_data"]["product_data"]["name"] for item in parameters.get("line_items", [])]
    await store.insert(call, session)
    await store.insert(
        call,
        {"id": f"draft_{session['id']}", "object": "sandbox.draft", "intent": draft, "names": names},
    )
    return session


def _lives(expires_at: int | None, now: int) -> None:
    if expires_at is not None and expires_at < now + SHORTEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            "expires_at",
        )
    if expires_at is not None and expires_at > now + LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )


def _fits(parameters: Body, currency: str | None, setup: bool) -> None:
    """Raises StripeRefusal for parameters that do not go together."""
    other = ("line_items", "payment_intent_data", "submit_type") if setup else ("setup_intent_data",)
    for name in other:
        if name in parameters:
            raise invalid(f"You can not pass `{name}` in `{parameters['mode']}` mode.", name)
    if "customer" in parameters:
        for name in ("customer_email", "customer_creation"):
            if name in parameters:
                raise invalid(f"You may only specify one of these parameters: customer, {name}.", name)
    if setup and currency is None and "allowed_payment_method_types" not in parameters:
        raise invalid("Missing required param: currency.", "currency", "parameter_missing")


def _priced(parameters: Body) -> tuple[int, str]:
    items = parameters.get("line_items")
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
    not_too_large(amount, currency, "line_items")
    return amount, currency


async def current(call: Call, id: str, param: str = "id") -> Body:
    """The session, locked, and expired if its time has come: nothing runs at that second."""
    session = await store.lock(call, "checkout.session", id, param)
    if session["status"] == "open" and session["expires_at"] <= call.now:
        await _close(call, session)
    return session


async def retrieve(call: Call, id: str) -> Body:
    session = await store.find(call, "checkout.session", id)
    stale = session["status"] == "open" and session["expires_at"] <= call.now
    return await current(call, id) if stale else session


async def update(call: Call, parameters: Body, id: str) -> Body:
    """Metadata only."""
    session = await current(call, id)
    session["metadata"] = merged(session["metadata"], parameters)
    await store.save(call, session)
    return session


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
            await current(await begin(connection, public_url), row["id"])


async def _close(call: Call, session: Body) -> None:
    session.update(status="expired", url=None)
    await store.save(call, session)
    if session["payment_intent"] is not None:
        intent = await store.lock(call, "payment_intent", session["payment_intent"])
        if intent["status"] in CANCELABLE:
            await payments.void(call, intent, "automatic")
    if session["setup_intent"] is not None:
        # Nobody else may cancel it while its session is open, and one that succeeds completes the session.
        intent = await store.lock(call, "setup_intent", session["setup_intent"])
        await setups.void(call, intent, None)
    await events.record(call, "checkout.session.expired", session)


async def item_names(call: Call, session_id: str) -> list[str]:
    draft = await store.find(call, "sandbox.draft", f"draft_{session_id}")
    return list(draft["names"])


async def pay(call: Call, session_id: str, means: Card | Debtor | None) -> Outcome:
    """A person sends the form. None is a number that no card has. A decline leaves the session open."""
    session = await current(call, session_id)
    if session["status"] != "open":
        return SessionClosed(session["status"])
    return await pay_in(call, session, means)


async def authenticate(call: Call, session_id: str, approved: bool) -> Outcome:
    """The card-holder answers the bank. When no question waits for an answer, nothing happens."""
    session = await current(call, session_id)
    if session["status"] != "open":
        return SessionClosed(session["status"])
    return await authenticate_in(call, session, approved)
