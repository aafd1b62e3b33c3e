"""Stripe's own example objects, and somebody who hears webhooks."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from market.money.sandbox import Sandbox, set_endpoint
from tests.money.sandbox.receiver import SECRET, URL, Receiver

REFERENCE = Path(os.environ.get("MOI_REFERENCE", Path(__file__).parents[4] / "shared" / "reference"))


@pytest.fixture(scope="session")
def examples() -> dict[str, Any]:
    file = REFERENCE / "stripe-fixtures3.json"
    if not file.exists():
        message = f"Stripe's example objects are not at {file}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return dict(json.loads(file.read_text())["resources"])


@pytest.fixture
async def receiver(sandbox: Sandbox) -> AsyncIterator[Receiver]:
    async with (await sandbox.pool()).acquire() as connection:
        await set_endpoint(connection, URL, SECRET, ["checkout.session.*", "payment_intent.payment_failed"])
    made = Receiver()
    yield made
    await made.client.aclose()
