"""What others do at Stripe, of which we hear later: banks, debtors, and people at Stripe's dashboard.

Each is done once: what cannot be done again has been done, and nothing more happens.
"""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any

import stripe

from drills.town import Town
from market.base.database import fetch_value
from market.money.sandbox import SandboxTransport, debits, disputes, intents, payments, refunds, shapes
from market.money.sandbox.refusals import StripeRefusal


async def bank_asks_back(town: Town, payment: uuid.UUID) -> None:
    """The payer's bank asks a payment's money back, and takes it."""
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    if await _newest(town, "dispute", {"charge": charge}) is None:
        async with town.sandbox.acting() as call:
            await disputes.open_on(call, charge)


async def bank_decides(town: Town, payment: uuid.UUID, how: str) -> None:
    """The bank decides the payment's dispute: `win` (for us) or `lose`."""
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    found = await _newest(town, "dispute", {"charge": charge})
    with contextlib.suppress(StripeRefusal):
        async with town.sandbox.acting() as call:
            await getattr(disputes, how)(call, found)


async def bank_gives_back(town: Town, payment: uuid.UUID) -> None:
    """The bank gives back after all what it had taken for good."""
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    found = await _newest(town, "dispute", {"charge": charge})
    assert found, "nobody has disputed it"
    with contextlib.suppress(StripeRefusal):
        async with town.sandbox.acting() as call:
            await disputes.give_back(call, found)


async def debit_ends(town: Town, payment: uuid.UUID, how: str) -> None:
    """The debtor's bank pays (`settle`) or does not (`fail`)."""
    intent = await intent_of(town, payment)
    with contextlib.suppress(StripeRefusal):
        async with town.sandbox.acting() as call:
            await getattr(debits, how)(call, intent)


async def hold_expires(town: Town, payment: uuid.UUID) -> None:
    """The bank holds a payment's money no longer."""
    intent = await intent_of(town, payment)
    async with town.sandbox.acting() as call:
        await payments.expire_authorization(call, intent)


async def takes_part_of_hold(town: Town, payment: uuid.UUID, amount: int) -> None:
    """Somebody takes so much (minor units) of what a bank holds, once; the rest is let go."""
    intent = await intent_of(town, payment)
    with contextlib.suppress(StripeRefusal):
        async with town.sandbox.acting() as call:
            await intents.capture(call, {"amount_to_capture": amount}, intent)


async def payer_answers(town: Town, payment: uuid.UUID) -> None:
    """The card-holder says yes on the page of their bank; nothing where it does not ask (any more)."""
    intent = await intent_of(town, payment)
    async with town.sandbox.acting() as call:
        await intents.authenticate(call, intent, True)


async def refund_fails(town: Town, refund: str) -> None:
    """The payer's bank sends a refund back (`refund`: Stripe's id), also long after it got there."""
    with contextlib.suppress(StripeRefusal):
        async with town.sandbox.acting() as call:
            await refunds.fail(call, refund)


async def refunded_at_stripe(town: Town, payment: uuid.UUID, amount: int) -> None:
    """Somebody gives `amount` (minor units) of a payment back in Stripe's dashboard. Done again, it is done twice."""
    about = {"payment_intent": await intent_of(town, payment), "amount": amount}
    await _dashboard(town).v1.refunds.create_async(about)  # type: ignore[arg-type]


async def captured_at_stripe(town: Town, payment: uuid.UUID) -> None:
    """Somebody takes held money in Stripe's dashboard."""
    await _dashboard(town).v1.payment_intents.capture_async(await intent_of(town, payment))


def _dashboard(town: Town) -> stripe.StripeClient:
    """Somebody at Stripe's dashboard: another client than ours."""
    return stripe.StripeClient(
        "sk_test_sandbox",
        http_client=SandboxTransport(town.sandbox),
        max_network_retries=0,
        stripe_version=shapes.API_VERSION,
    )


async def intent_of(town: Town, payment: uuid.UUID) -> str:
    """Stripe's id of a payment, also where we have not heard of it."""
    found = await _newest(town, "payment_intent", {"metadata": {"row": str(payment)}})
    assert found, "nobody has begun to pay"
    return found


async def _newest(town: Town, kind: str, like: Mapping[str, Any]) -> str | None:
    async with (await town.sandbox.pool()).acquire() as connection:
        found: str | None = await connection.fetchval(
            "select id from sandbox.objects where kind = $1 and body @> $2::jsonb order by seq desc limit 1",
            *(kind, dict(like)),
        )
    return found
