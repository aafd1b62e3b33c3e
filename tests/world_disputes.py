"""A dispute of the world: a bank only asks, so that nothing is suspended, and an answer is awaited."""

import uuid

from market.base.database import fetch, fetch_value
from market.money.disputes.asking import hear_dispute
from market.money.sandbox import disputes
from tests.market import Market


async def make_dispute(market: Market) -> uuid.UUID:
    """Its inner id. About the first payment that there is."""
    (paid,) = await fetch(
        "select stripe_charge_id as charge from money.payments where stripe_charge_id is not null"
        " order by paid_at limit 1"
    )
    async with market.sandbox.acting() as call:
        made = await disputes.open_on(call, paid["charge"], inquiry=True)
    await hear_dispute(made["id"])
    found: uuid.UUID = await fetch_value("select id from money.disputes")
    return found
