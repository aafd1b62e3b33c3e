"""The sandbox on a database of its own, as the service's role, and the real Stripe client talking to it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import stripe

from market.base.embedded import SERVICE
from market.money.sandbox import Sandbox, SandboxTransport, install
from market.money.sandbox.shapes import API_VERSION
from market.money.stripe_gateway import StripeGateway
from tests.conftest import FreshDatabase


@pytest.fixture
async def sandbox(fresh: FreshDatabase) -> AsyncIterator[Sandbox]:
    owner = await asyncpg.connect(fresh.owner)
    await install(owner, SERVICE)
    await owner.close()
    made = Sandbox(fresh.service, "https://moi.test")
    yield made
    await made.close()


@pytest.fixture
def stripe_client(sandbox: Sandbox) -> stripe.StripeClient:
    """The real client, which does not retry by itself."""
    return stripe.StripeClient(
        "sk_test_moi",
        http_client=SandboxTransport(sandbox),
        max_network_retries=0,
        stripe_version=API_VERSION,
    )


@pytest.fixture
async def gateway(sandbox: Sandbox) -> AsyncIterator[StripeGateway]:
    made = StripeGateway(
        "sk_test_moi",
        in_transaction=lambda: False,
        transport=lambda: SandboxTransport(sandbox),
        max_network_retries=0,
    )
    yield made
    await made.close()
