"""Payment intents, as the API has them."""

from __future__ import annotations

import re

from market.money.sandbox import events, methods, payments, sessions, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.cards import Decline
from market.money.sandbox.customers import merged
from market.money.sandbox.refusals import StripeRefusal, declined, invalid, wrong_state
from market.money.sandbox.schema import Body

SMALLEST = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50}
"""Minor units (docs.stripe.com/currencies); other currencies are not known here."""
LARGEST = 99_999_999
"""Minor units of any currency: eight digits (docs.stripe.com/currencies)."""
UNEXPECTED = "payment_intent_unexpected_state"
CANCELABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")
CONFIRMABLE = CANCELABLE[:3]
ONLY_CONFIRMED = ("mandate", "mandate_data", "off_session", "error_on_requires_action", "return_url")


async def create(call: Call, parameters: Body) -> Body:
    """An intent that nobody confirms yet, unless `confirm` says so. Raises StripeRefusal: a declined one
    stands.
    """
    confirmed = parameters.get("confirm", False)
    _fits(parameters, confirmed)
    if "customer" in parameters:
        await store.find(call, "customer", parameters["customer"], "customer")
    intent = shapes.payment_intent(
        parameters, created=call.now, amount=parameters["amount"], currency=parameters["currency"]
    )
    offers(intent)
    method = await methods.given(call, parameters)
    if method is not None:
        await methods.usable(call, method, intent)
        intent.update(payment_method=method["id"], status="requires_confirmation")
    await store.insert(call, intent)
    await events.record(call, "payment_intent.created", intent)
    return await _confirm(call, intent, method, parameters) if confirmed else intent


def _fits(parameters: Body, confirmed: bool) -> None:
    """Raises StripeRefusal for parameters that do not go together."""
    currency = parameters["currency"]
    if parameters["amount"] < SMALLEST[currency]:
        raise invalid(
            f"Amount must be at least {SMALLEST[currency]} minor units of {currency}.",
            "amount",
            "amount_too_small",
        )
    not_too_large(parameters["amount"], currency, "amount")
    for name in ONLY_CONFIRMED:
        if name in parameters and not confirmed:
            raise invalid(f"`{name}` can only be used with `confirm` set to true.", name)


def not_too_large(amount: int, currency: str, param: str) -> None:
    """Raises StripeRefusal above what can be charged at once."""
    if amount > LARGEST:
        raise invalid(
            f"Amount must be no more than {LARGEST} minor units of {currency}.", param, "amount_too_large"
        )


def offers(intent: Body) -> None:
    """Raises StripeRefusal for an intent or a session that can be paid with nothing."""
    if not intent["payment_method_types"]:
        raise invalid(
            "No valid payment method types for this configuration. Please ensure that you have activated "
            "payment methods compatible with your chosen currency in your dashboard.",
            "allowed_payment_method_types",
        )


async def _owned_by_nobody(call: Call, id: str, act: str) -> Body:
    """The intent, locked. Raises StripeRefusal while an open Checkout Session owns it."""
    session = await sessions.of_intent(call, id)
    if session is not None and session["status"] == "open":
        raise StripeRefusal(
            f"You cannot {act} a PaymentIntent that was created by an open Checkout Session. "
            f"Expire the Checkout Session {session['id']} instead."
        )
    return await store.lock(call, "payment_intent", id)


async def update(call: Call, parameters: Body, id: str) -> Body:
    """What is not named stays; metadata is merged. Raises StripeRefusal for more than words once it is
    confirmed.
    """
    intent = await store.lock(call, "payment_intent", id)
    words = ("metadata", "description", "receipt_email", "expand")
    if intent["status"] not in CONFIRMABLE and any(name not in words for name in parameters):
        raise wrong_state(
            f"This PaymentIntent could not be updated because it has a status of {intent['status']}.",
            UNEXPECTED,
        )
    if "customer" in parameters:
        await store.find(call, "customer", parameters["customer"], "customer")
    amount = parameters.get("amount") or intent["amount"]
    if amount < SMALLEST[intent["currency"]]:
        raise invalid("Amount is below the smallest that can be charged.", "amount", "amount_too_small")
    not_too_large(amount, intent["currency"], "amount")
    for name in ("amount", "customer", "description", "receipt_email", "setup_future_usage"):
        intent[name] = parameters.get(name, intent[name])
    intent["metadata"] = merged(intent["metadata"], parameters)
    method = await methods.given(call, parameters)
    if method is not None:
        await methods.usable(call, method, intent)
        intent.update(payment_method=method["id"], status="requires_confirmation")
    await store.save(call, intent)
    return intent


async def confirm(call: Call, parameters: Body, id: str) -> Body:
    """Raises StripeRefusal; where a card was declined, the attempt stands."""
    intent = await _owned_by_nobody(call, id, "confirm")
    if intent["status"] not in CONFIRMABLE:
        raise wrong_state(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.",
            UNEXPECTED,
        )
    intent["setup_future_usage"] = parameters.get("setup_future_usage", intent["setup_future_usage"])
    return await _confirm(call, intent, await methods.given(call, parameters), parameters)


async def _confirm(call: Call, intent: Body, method: Body | None, parameters: Body) -> Body:
    """Pay the locked intent with the method given, or else the one it has."""
    if method is None and intent["payment_method"] is not None:
        method = await store.lock(call, "payment_method", intent["payment_method"])
    if method is None:
        raise wrong_state(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either "
            "update the PaymentIntent with a payment method and then confirm it again, or confirm it again "
            "directly with a payment method or ConfirmationToken.",
            UNEXPECTED,
        )
    await methods.usable(call, method, intent)
    returns(intent, parameters)
    silent = parameters.get("off_session", False) or parameters.get("error_on_requires_action", False)
    page = f"{call.public_url}/sandbox/authenticate/{intent['id']}"
    outcome = await payments.attempt(call, intent, method, parameters, present=not silent, ask_at=page)
    if isinstance(outcome, Decline):
        raise declined(intent["last_payment_error"], of="payment_intent", subject=intent)
    return intent


def returns(intent: Body, parameters: Body) -> None:
    """Raises StripeRefusal when the payer might be sent away and nobody said where to come back: neither card
    nor debit does that, but who allows everything must be ready for it.
    """
    anything = intent.get("allowed_payment_method_types") is None
    redirects = (intent["automatic_payment_methods"] or {}).get("allow_redirects") == "always"
    if anything and redirects and "return_url" not in parameters:
        raise invalid(
            "This intent is configured to accept payment methods enabled in your Dashboard. Because some of these "
            "payment methods might redirect your customer off of your page, you must provide a `return_url`. If "
            "you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to "
            "`true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
            "Payment Intents.",
            "return_url",
        )


async def authenticate(call: Call, id: str, approved: bool) -> payments.Outcome | None:
    """The card-holder answers the bank on its page. None when no question waits for an answer."""
    intent = await store.lock(call, "payment_intent", id)
    if intent["status"] != "requires_action":
        return None
    return await payments.authenticated(call, intent, approved)


async def capture(call: Call, parameters: Body, id: str) -> Body:
    """Take what is held, or `amount_to_capture` of it; the rest is let go. Raises StripeRefusal."""
    session = await sessions.of_intent(call, id)
    intent = await store.lock(call, "payment_intent", id)
    if intent["status"] != "requires_capture":
        raise wrong_state(
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be captured: requires_capture.",
            UNEXPECTED,
        )
    amount = parameters.get("amount_to_capture") or intent["amount_capturable"]
    if amount > intent["amount_capturable"]:
        raise StripeRefusal(
            "The PaymentIntent could not be captured because the requested capture amount is greater than the "
            "authorized amount.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    intent["metadata"] = merged(intent["metadata"], parameters)
    await payments.capture(call, intent, session, amount)
    return intent


async def cancel(call: Call, parameters: Body, id: str) -> Body:
    """Raises StripeRefusal when it is final or on its way, or while an open Checkout Session owns it."""
    intent = await _owned_by_nobody(call, id, "cancel")
    if intent["status"] not in CANCELABLE:
        raise wrong_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            f"Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(CANCELABLE)}.",
            UNEXPECTED,
        )
    return await payments.void(call, intent, parameters.get("cancellation_reason"))


CLAUSE = re.compile(r"""\s*(?:metadata\[(['"])(?P<key>(?:\\.|(?!\1).)+)\1\]|(?P<field>status|currency|customer)):"""
                    r"""(['"])(?P<value>(?:\\.|(?!\4).)*)\4\s*""")  # fmt: skip


def wanted_by(query: str) -> Body:
    """What a search asks for: `status:"…"`, `currency:"…"`, `customer:"…"`, `metadata["…"]:"…"`, joined by
    AND.

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
        call,
        "payment_intent",
        wanted_by(parameters["query"]),
        parameters.get("limit", store.PAGE),
        int(below) if below else None,
    )
    return shapes.search_of(found, "/v1/payment_intents/search", str(next_page) if next_page else None)
