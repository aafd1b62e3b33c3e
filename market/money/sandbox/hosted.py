"""What a person does on the hosted page of an open Checkout Session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from market.money.sandbox import cards, customers, events, intents, methods, payments, setups, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.cards import Card, Decline
from market.money.sandbox.payments import Asked
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body


@dataclass(frozen=True)
class Paid:
    """Where Stripe sends the payer now; a debit may still be on its way."""

    url: str


@dataclass(frozen=True)
class AuthenticationNeeded:
    """The card-holder's bank wants to ask first."""


@dataclass(frozen=True)
class SessionClosed:
    """Nobody can pay here any more; `status` is `complete` or `expired`."""

    status: str


@dataclass(frozen=True)
class Debtor:
    """Whose account is debited, who has accepted the mandate on the page."""

    iban: str
    name: str
    email: str


Outcome: TypeAlias = "Paid | AuthenticationNeeded | SessionClosed | Decline"
MANDATE_DATA: Body = {
    "mandate_data": {
        "customer_acceptance": {
            "type": "online",
            "online": {"ip_address": "127.0.0.1", "user_agent": "sandbox"},
        }
    }
}


async def pay_in(call: Call, session: Body, means: Card | Debtor | None) -> Outcome:
    """Pay, or keep, in the locked, open session. None is a number that no card has."""
    await _customer(call, session)
    intent = await _intent(call, session)
    method = await _method(call, session, means)
    if isinstance(method, Decline):
        if session["mode"] == "payment":
            await payments.decline(call, intent, None, method)
        return method
    page = f"{session['url']}/authenticate"
    if session["mode"] == "setup":
        done: Asked | Decline | payments.Charged | None = await setups.attempt(
            call, intent, method, MANDATE_DATA, ask_at=page
        )
    else:
        done = await payments.attempt(call, intent, method, MANDATE_DATA, present=True, ask_at=page)
    if isinstance(done, Asked):
        return AuthenticationNeeded()
    return done if isinstance(done, Decline) else await _complete(call, session, intent)


async def authenticate_in(call: Call, session: Body, approved: bool) -> Outcome:
    """The card-holder answers the bank. When no question waits for an answer, nothing happens."""
    intent = await _intent(call, session)
    if intent["status"] != "requires_action":
        return cards.NOT_AUTHENTICATED
    if session["mode"] == "setup":
        done: Asked | Decline | payments.Charged | None = await setups.answered(call, intent, approved)
    else:
        done = await payments.authenticated(call, intent, approved)
    return done if isinstance(done, Decline) else await _complete(call, session, intent)


async def _method(call: Call, session: Body, means: Card | Debtor | None) -> Body | Decline:
    """A payment method from what the person typed, or why there is none."""
    if means is None:
        return cards.NO_SUCH_CARD
    type = "card" if isinstance(means, Card) else "sepa_debit"
    if type not in session["payment_method_types"]:
        raise StripeRefusal(
            f"This Checkout Session does not take {type}.", param="allowed_payment_method_types"
        )
    if isinstance(means, Card):
        email = shapes.person_of({"email": session["customer_email"]})
        return await methods.make_card(call, means, email)
    try:
        return await methods.make_debit(
            call, means.iban, shapes.person_of({"name": means.name, "email": means.email})
        )
    except StripeRefusal as refusal:
        return Decline(refusal.code or "invalid_bank_account_iban", "", str(refusal))


async def _customer(call: Call, session: Body) -> None:
    """Make the customer that the session was to make at the first attempt."""
    if session["customer_creation"] == "always" and session["customer"] is None:
        made = await customers.create(call, {"email": session["customer_email"]})
        session["customer"] = made["id"]
        await store.save(call, session)


async def _intent(call: Call, session: Body) -> Body:
    """The session's intent, locked."""
    if session["mode"] == "setup":
        intent = await store.lock(call, "setup_intent", session["setup_intent"])
        intent["customer"] = session["customer"]
        return intent
    if session["payment_intent"] is not None:
        return await store.lock(call, "payment_intent", session["payment_intent"])
    draft = await store.find(call, "sandbox.draft", f"draft_{session['id']}")
    asked = {**draft["intent"], "allowed_payment_method_types": session["payment_method_types"]}
    if session["customer"] is not None:
        asked["customer"] = session["customer"]
    intent = await intents.create(
        call, {**asked, "amount": session["amount_total"], "currency": session["currency"]}
    )
    session["payment_intent"] = intent["id"]
    await store.save(call, session)
    return intent


async def _complete(call: Call, session: Body, intent: Body) -> Paid:
    email = session["customer_email"]
    if session["customer"] is not None:
        email = (await store.find(call, "customer", session["customer"]))["email"]
    person = dict.fromkeys(("business_name", "individual_name", "name", "phone", "tax_ids"))
    session.update(
        status="complete",
        url=None,
        customer_details={
            **person,
            "address": shapes.NO_ADDRESS,
            "email": email,
            "tax_exempt": "none",
        },
    )
    if intent["status"] == "succeeded" and session["mode"] == "payment":
        session["payment_status"] = "paid"
    await store.save(call, session)
    await events.record(call, "checkout.session.completed", session)
    return Paid(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))
