"""Identity, batch, payouts: who takes them at once waits for one another in this order, and nobody is killed for it."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from market.base import audit, clock
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.jobs import drain
from market.money.desk import desk
from market.money.gateway import GatewayRefused
from market.money.payouts.account import payee
from market.money.payouts.actions import transfer
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.outcome import return_payout
from market.money.payouts.actions.steer import hold_payout
from market.money.payouts.errors import BatchChanged, PayoutNotMovable
from market.money.settlement.rules import Month
from market.wiring import JOBS
from tests.conftest import FreshDatabase
from tests.market import Market, market
from tests.money.payouts.paying import (
    NAME,
    OTHER_IBAN,
    a_payee,
    an_operator,
    approved,
    batch_of,
    client_money,
    payout_of,
    requested,
    sent,
)
from tests.money.payouts.stripe import a_stripe_payee, funded
from tests.waiting import until_waiting

__all__ = ["market"]


async def _changes(who: Principal) -> None:
    assert who.person
    async with transaction():
        await keep_account(audit.SYSTEM, who.person, payee(NAME, OTHER_IBAN), first=False)


async def test_a_refused_transfer_and_a_change_of_account(
    market: Market, database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe refuses one of two transfers of a batch in the moment in which their holder gives another account."""
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        await funded(market, 300_000)
        who = await a_stripe_payee(market)
        for cents in (3000, 4000):
            await requested((who, cents), period=str(Month.of(await clock.now() + timedelta(days=15))))
        await drain(JOBS)
        first, second = await fetch("select id, batch_id from money.payouts order by requested_at")
        assert first["batch_id"] == second["batch_id"]
        await approved(first["batch_id"])
        failing, go_on, real = asyncio.Event(), asyncio.Event(), transfer.fail

        async def slow(*arguments: object, **named: object) -> None:
            await real(*arguments, **named)  # type: ignore[arg-type]
            failing.set()
            await go_on.wait()

        async def refuses(*_: object, **__: object) -> None:
            raise GatewayRefused("account_invalid", "no")

        monkeypatch.setattr(transfer, "fail", slow)
        monkeypatch.setattr(type(desk().gateway), "create_transfer", refuses)
        sending = asyncio.create_task(transfer.send_payout(first["id"]))
        await asyncio.wait_for(failing.wait(), 20)
        changing = asyncio.create_task(_changes(who))
        watcher = await asyncpg.connect(database.owner)
        await until_waiting(watcher)
        go_on.set()
        assert await asyncio.gather(sending, changing, return_exceptions=True) == [None, None]
        await watcher.close()
        states = await fetch("select status, method from money.payouts order by requested_at")
        assert [tuple(it) for it in states] == [("failed", "connect"), ("held", "sepa")]


@pytest.mark.parametrize("act", ["the holder changes their account", "an operator keeps it back"])
async def test_a_batch_that_is_joined_and_approved_while(
    act: str, paying: None, database: FreshDatabase
) -> None:
    """What was seen outside a batch is in one when its lock is had: that batch is locked before it all the same."""
    one, who = await a_payee(), await a_payee()
    await requested((one, 2000), (who, 2500))
    batch, payout = await batch_of(who), (await payout_of(who))["id"]
    await fetch("update money.payouts set batch_id = null where id = $1", payout)
    gatherer, watcher = await asyncpg.connect(database.owner), await asyncpg.connect(database.owner)
    operator = await an_operator()
    async with gatherer.transaction():  # as `gather` locks
        await gatherer.execute("select 1 from money.payout_batches where id = $1 for update", batch)
        await gatherer.execute("update money.payouts set batch_id = $2 where id = $1", payout, batch)
        changes = act.startswith("the holder")
        doing = _changes(who) if changes else hold_payout(await an_operator(), payout, "as asked")
        changing = asyncio.create_task(doing)
        await until_waiting(watcher)
        approving = asyncio.create_task(approve_batch(operator, batch, 4500))
        async with asyncio.timeout(20):
            while await watcher.fetchval("select count(*) from pg_locks where not granted") < 2:
                await asyncio.sleep(0.02)
    changed, approval = await asyncio.gather(changing, approving, return_exceptions=True)
    await gatherer.close()
    await watcher.close()
    assert changed is None or isinstance(changed, PayoutNotMovable), "approved already, it is not kept back"
    kept_back_first = changed is None and not changes and isinstance(approval, BatchChanged)
    assert kept_back_first or not isinstance(approval, BaseException)


async def test_a_returned_payout_and_a_change_of_account(
    paying: None, database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bank gives a payment back, for an account that is closed, while its holder gives another."""
    who = await a_payee()
    await requested((who, 2500))
    await sent(await batch_of(who))
    row, operator = await payout_of(who), await an_operator()
    holding = await asyncpg.connect(database.owner)
    watcher = await asyncpg.connect(database.owner)
    async with holding.transaction():  # a change that has come as far as the identity
        await holding.execute(
            "select 1 from money.payout_identities where id = $1 for no key update", row["identity_id"]
        )
        returning = asyncio.create_task(return_payout(operator, row["id"], "AC04", row["reference"]))
        await until_waiting(watcher)
        await holding.execute("set local lock_timeout = '5s'")
        await holding.execute(
            "select 1 from money.payout_batches where id = $1 for no key update", row["batch_id"]
        )
    await returning
    await holding.close()
    await watcher.close()
    assert (await payout_of(who))["status"] == "failed"
