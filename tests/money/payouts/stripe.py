"""Builders: holders with an account at Stripe, a balance to transfer from, and a transport that can die."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import stripe

from market.base.access import Principal
from market.base.database import fetch, in_transaction
from market.money.desk import desk, open_desk
from market.money.payouts import identities
from market.money.payouts.actions.onboarding import begin, come_back
from market.money.sandbox import Sandbox, SandboxTransport, accounts, ibans, transfers
from market.money.sandbox.schema import Body
from market.money.stripe_gateway import API_VERSION, StripeGateway
from tests.market import Market
from tests.money import acts
from tests.money.flows.shop import MortalTransport
from tests.money.payouts.paying import a_payee, tag_of


async def account_of(who: Principal) -> str:
    """The id of the holder's account at Stripe, unsealed."""
    row = await identities.current(tag_of(who))
    assert row
    opened = await identities.opened({row["id"]: (row["holder"], row["sealed"])})
    return str(opened[row["id"]]["account"])


async def onboarded(market: Market, who: Principal, iban: str = ibans.SUCCEEDS) -> str:
    """The holder has told Stripe everything and is back: the id of their account."""
    await begin(who)
    account = await account_of(who)
    async with market.sandbox.acting() as call:
        await accounts.onboard(call, account, iban)
    assert await come_back(who)
    return account


async def a_stripe_payee(market: Market) -> Principal:
    who = await a_payee(iban=None)
    await onboarded(market, who)
    return who


def client_of(sandbox: Sandbox) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_moi",
        http_client=SandboxTransport(sandbox),
        max_network_retries=0,
        stripe_version=API_VERSION,
    )


async def funded(market: Market, amount: int = 100_000) -> None:
    """Our balance at Stripe has something to transfer."""
    await acts.funds(client_of(market.sandbox), market.sandbox, amount)


async def at_stripe(market: Market) -> list[Body]:
    """Every transfer there is."""
    return await acts.objects(market.sandbox, "transfer")


async def reverse(market: Market, transfer: str, **more: int) -> None:
    """Somebody takes a transfer back in Stripe's dashboard."""
    async with market.sandbox.acting() as call:
        await transfers.reverse(call, dict(more), transfer)


async def attempts() -> list[tuple[str, int]]:
    """(status, which key) of every attempt, oldest first."""
    return [
        (row["status"], row["key_number"])
        for row in await fetch("select status, key_number from money.payout_attempts order by id")
    ]


@asynccontextmanager
async def mortal(market: Market) -> AsyncIterator[MortalTransport]:
    """The desk speaks with Stripe over a transport that notes what was posted and can die."""
    transport = MortalTransport(market.sandbox)
    gateway = StripeGateway(
        "sk_test_sandbox",
        in_transaction=in_transaction,
        transport=lambda: transport,
        max_network_retries=0,
    )
    before = desk()
    open_desk(replace(before, gateway=gateway))
    try:
        yield transport
    finally:
        await gateway.close()
        open_desk(before)


async def lease_over() -> None:
    """Nobody waits for the call's own time-out."""
    await fetch(
        "update money.payout_attempts set leased_until = null, requested_at = requested_at - $1::interval",
        timedelta(minutes=2),
    )
