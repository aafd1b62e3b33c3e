"""What people and programs do at Stripe, in short."""

from typing import Any

import stripe

from market.money.sandbox import Sandbox, cards, checkout, faults
from market.money.sandbox.schema import Body


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
