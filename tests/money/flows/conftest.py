"""The desk at the sandbox, and the money room on the same database."""

from collections.abc import AsyncIterator

import pytest

from market.base import events
from market.base.database import DB, in_transaction
from market.money.desk import Desk, open_desk
from market.money.events import (
    OrderAuthorized,
    OrderFailed,
    OrderPaid,
    OrderProcessing,
    PaymentDisputed,
    PaymentKept,
    PaymentLost,
)
from market.money.sandbox import Sandbox, set_endpoint
from market.money.stripe_gateway import StripeGateway
from tests.conftest import FreshDatabase
from tests.money.flows.shop import SECRET, URLS, MortalTransport, Shop


async def a_shop(sandbox: Sandbox) -> Shop:
    """A shop whose client does not retry by itself, listening to Stripe and to the events of money."""
    transport = MortalTransport(sandbox)
    gateway = StripeGateway(
        "sk_test_moi", in_transaction=in_transaction, transport=lambda: transport, max_network_retries=0
    )
    shop = Shop(sandbox, gateway, transport)
    open_desk(Desk(gateway, (SECRET,), URLS))
    async with (await sandbox.pool()).acquire() as connection:
        await set_endpoint(connection, "https://moi.test/stripe/webhooks", SECRET)
    # Alone: the wiring of a test of the whole market would look for rentals behind these orders.
    disputed = (PaymentDisputed, PaymentKept, PaymentLost)
    told = (OrderPaid, OrderFailed, OrderProcessing, OrderAuthorized, *disputed)
    shop.elsewhere = {kind: events._handlers.pop(kind, []) for kind in told}
    events.on(OrderPaid, shop.on_paid)
    events.on(OrderFailed, shop.on_failed)
    for kind in disputed:
        events.on(kind, shop.on_disputed)
    events.on(PaymentLost, shop.on_lost)
    return shop


async def close(shop: Shop) -> None:
    events._handlers.update(shop.elsewhere)
    await shop.gateway.close()


@pytest.fixture
async def shop(database: FreshDatabase, sandbox: Sandbox) -> AsyncIterator[Shop]:
    made = await a_shop(sandbox)
    yield made
    await close(made)


@pytest.fixture
async def crowded_shop(fresh: FreshDatabase, sandbox: Sandbox) -> AsyncIterator[Shop]:
    """A shop with a connection for each of twenty contenders."""
    await DB.open(fresh.service, minimum=22, maximum=24)
    made = await a_shop(sandbox)
    yield made
    await close(made)
    await DB.close()
