"""What people and programs do at Stripe, in short."""

from typing import Any

import stripe

from market.money.sandbox import (
    Sandbox,
    accounts,
    appointments,
    cards,
    checkout,
    due,
    faults,
    ibans,
    setups,
)
from market.money.sandbox.schema import Body

MANDATE = {
    "customer_acceptance": {
        "type": "online",
        "online": {"ip_address": "192.0.2.1", "user_agent": "a browser"},
    }
}


def session_for(amount: int = 1900, **more: Any) -> Any:
    return {
        "mode": "payment",
        "success_url": "https://moi.test/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://moi.test/back",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": amount,
                    "product_data": {"name": "Location d’un mois"},
                },
            }
        ],
        "metadata": {"app": "moi", "row": "o1"},
        "payment_intent_data": {"metadata": {"app": "moi", "row": "o1"}},
        **more,
    }


async def open_session(client: stripe.StripeClient, amount: int = 1900, **more: Any) -> str:
    return (await client.v1.checkout.sessions.create_async(session_for(amount, **more))).id


async def pay(sandbox: Sandbox, session: str, number: str = cards.SUCCEEDS) -> checkout.Outcome:
    async with sandbox.acting() as call:
        return await checkout.pay(call, session, cards.card_of(number))


async def paid(client: stripe.StripeClient, sandbox: Sandbox, amount: int = 1900) -> str:
    """The id of a payment intent that has succeeded."""
    session = await open_session(client, amount)
    await pay(sandbox, session)
    return str((await client.v1.checkout.sessions.retrieve_async(session)).payment_intent)


async def fault(sandbox: Sandbox, method: str, path: str, kind: str, **more: int) -> None:
    async with sandbox.acting() as call:
        await faults.inject(call.connection, method, path, kind, **more)


async def objects(sandbox: Sandbox, kind: str) -> list[Body]:
    """Every object of a kind, oldest first."""
    async with (await sandbox.pool()).acquire() as connection:
        rows = await connection.fetch("SELECT body FROM sandbox.objects WHERE kind = $1 ORDER BY seq", kind)
    return [row["body"] for row in rows]


async def run(sandbox: Sandbox, sql: str, *arguments: Any) -> None:
    async with (await sandbox.pool()).acquire() as connection:
        await connection.execute(sql, *arguments)


async def happen(sandbox: Sandbox) -> int:
    """Let happen what is due at Stripe."""
    return await due.run(await sandbox.pool(), sandbox.public_url)


async def hurry(sandbox: Sandbox, object_id: str | None = None) -> None:
    """What waits at Stripe, for one object or for all, happens now."""
    async with sandbox.acting() as call:
        await appointments.hurry(call.connection, object_id)
    await happen(sandbox)


async def types(sandbox: Sandbox) -> list[str]:
    """The types of all events so far, oldest first."""
    return [event["type"] for event in await objects(sandbox, "event")]


async def new_customer(client: stripe.StripeClient) -> str:
    return (
        await client.v1.customers.create_async({"email": "buyer@moi.test", "metadata": {"app": "moi"}})
    ).id


async def saved(
    client: stripe.StripeClient, token: str = "pm_card_visa", sandbox: Sandbox | None = None
) -> tuple[str, str]:
    """A customer and a payment method that is set up for payments at which nobody is there. A card whose bank
    asks is answered with yes at `sandbox`.
    """
    customer = await new_customer(client)
    asked: Any = {
        "customer": customer,
        "payment_method": token,
        "allowed_payment_method_types": ["card", "sepa_debit"],
        "confirm": True,
    }
    if "sepa" in token.lower():
        asked["mandate_data"] = MANDATE
    intent = await client.v1.setup_intents.create_async(asked)
    if intent.status == "requires_action" and sandbox:
        async with sandbox.acting() as call:
            assert await setups.authenticate(call, intent.id, True) is None
    return customer, str((await client.v1.setup_intents.retrieve_async(intent.id)).payment_method)


def off_session(customer: str, method: str, amount: int = 1900, **more: Any) -> Any:
    """What one asks to charge a saved payment method."""
    return {
        "amount": amount,
        "currency": "eur",
        "customer": customer,
        "payment_method": method,
        "allowed_payment_method_types": ["card", "sepa_debit"],
        "off_session": True,
        "confirm": True,
        "metadata": {"app": "moi", "row": "o2"},
        **more,
    }


def express(**more: Any) -> Any:
    """What one asks for an account of a holder."""
    return {
        "controller": {
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "stripe_dashboard": {"type": "express"},
        },
        "capabilities": {"transfers": {"requested": True}},
        "country": "FR",
        "metadata": {"app": "moi"},
        **more,
    }


async def onboarded(client: stripe.StripeClient, sandbox: Sandbox, iban: str = ibans.SUCCEEDS) -> str:
    """The id of a connected account that may be paid."""
    account = await client.v1.accounts.create_async(express())
    async with sandbox.acting() as call:
        await accounts.onboard(call, account.id, iban)
    return account.id


async def funds(client: stripe.StripeClient, sandbox: Sandbox, amount: int = 10_000) -> None:
    """Our balance has `amount`, less the fee, at once."""
    session = await open_session(client, amount)
    await pay(sandbox, session, cards.FUNDS_AT_ONCE)
