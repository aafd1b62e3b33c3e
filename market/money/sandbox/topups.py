"""Top-ups: money that we send to our balance from our bank, on the dashboard. They are available at once."""

from __future__ import annotations

from market.money.sandbox import balance, events, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.refusals import StripeRefusal, invalid
from market.money.sandbox.schema import Body

MOST = 99_999_999
"""Minor units of one top-up."""


async def add(call: Call, amount: int, currency: str = "eur") -> Body:
    """Our bank's transfer has arrived. Raises StripeRefusal for an amount of nothing, or too much."""
    if not 1 <= amount <= MOST:
        raise invalid(f"amount: between 1 and {MOST}", "amount")
    topup = shapes.topup(amount, currency, created=call.now)
    topup["balance_transaction"] = (await balance.move(call, topup, "topup", amount, available_on=call.now))[
        "id"
    ]
    await store.insert(call, topup)
    await events.record(call, "topup.succeeded", topup)
    return topup


async def reverse(call: Call, id: str) -> Body:
    """The bank takes it back. Raises StripeRefusal when it has done so before."""
    topup = await store.lock(call, "topup", id)
    if topup["status"] != "succeeded":
        raise StripeRefusal(f"This top-up has a status of {topup['status']}.")
    await balance.move(call, topup, "topup_reversal", -topup["amount"])
    topup["status"] = "reversed"
    await store.save(call, topup)
    await events.record(call, "topup.reversed", topup)
    return topup
