"""Payouts through Stripe Connect in a year: what the market's change to it takes, and what Stripe has of each."""

import os
import uuid
from collections.abc import Mapping

from drills.paper_lines import different
from drills.town import Town
from market.base.database import fetch, fetch_value
from market.base.settings import settings
from market.money.clientmoney import keeping
from market.money.sandbox import balance
from market.money.sandbox import transfers as at_stripe


async def change_to_connect() -> None:
    """From now on this market holds no clients' money: the setting, then the act, as `moi client-money --change`.

    The processes that are restarted with it are this one, which reads its settings anew.
    """
    os.environ["MOI_HOLDS_CLIENT_MONEY"] = "false"
    settings.cache_clear()
    assert await keeping.change(settings().holds_client_money), "it was so already"


async def funds_are_there(town: Town) -> None:
    """Stripe lets us have what brands paid days ago: its days are those of the wall, which a year does not wait for."""
    async with town.sandbox.acting() as call:
        await balance.make_available(call)


async def wrong_with(town: Town, batch: uuid.UUID, connected: Mapping[bytes, str]) -> tuple[int, list[str]]:
    """How many transfers Stripe has of a batch's payouts, and where they are not what is due.

    `connected`: the account at Stripe of each holder (by money's tag), as Stripe's page had it.
    """
    rows = await fetch("select id, holder, amount from money.payouts where batch_id = $1", batch)
    due = [(str(row["id"]), row["amount"], connected.get(row["holder"])) for row in rows]
    made = await _made(town, [payout for payout, _, _ in due])
    return len(made), different("Stripe", made, due)


async def taken_back(town: Town, payout: uuid.UUID) -> None:
    """Somebody takes a payout's transfer back in Stripe's dashboard, as long as the money is there."""
    transfer = await fetch_value(
        "select stripe_transfer_id from money.payout_attempts where payout_id = $1 order by number desc limit 1",
        payout,
    )
    async with town.sandbox.acting() as call:
        await at_stripe.reverse(call, {}, transfer)


async def _made(town: Town, payouts: list[str]) -> list[tuple[str, int, str]]:
    """The transfers that nobody took back: whose payout, minor units, to which account."""
    async with (await town.sandbox.pool()).acquire() as connection:
        rows = await connection.fetch(
            "select body->'metadata'->>'row' as payout, (body->>'amount')::bigint as amount,"
            " body->>'destination' as account from sandbox.objects"
            " where kind = 'transfer' and not (body->>'reversed')::boolean and body->'metadata'->>'row' = any($1)",
            payouts,
        )
    return [(row["payout"], row["amount"], row["account"]) for row in rows]
