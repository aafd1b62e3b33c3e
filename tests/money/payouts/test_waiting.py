"""Whoever waits for long in a list keeps no later one waiting, however few are looked at a time."""

from datetime import timedelta

import pytest

from market.base import audit, clock
from market.base.database import fetch, transaction
from market.money.payouts import identities, queries
from market.money.payouts import jobs as payouts
from market.money.payouts.actions import leave
from market.money.payouts.actions.onboarding import begin
from market.money.sandbox import accounts
from market.money.settlement.actions import release_due
from tests.market import Market, market
from tests.money.payouts.paying import a_payee, client_money, ready, tag_of
from tests.money.payouts.stripe import account_of
from tests.money.settlement.running import Running, end, run

__all__ = ["market"]


async def test_what_a_leaver_has_ready_is_before_the_operators_at_once(paying: None) -> None:
    """It was requested as they left: nothing becomes ready later, and nobody else's money comes by."""
    who = await a_payee()
    await ready((who, 500))
    assert who.person
    async with transaction():
        assert await leave.let_go(audit.SYSTEM, who.person)
    assert await leave.pay_leavers() == 0
    (batch,) = await queries.batches()
    assert (batch.payouts, batch.amount, batch.status) == (1, 500, "open")


async def test_a_leaver_whose_money_is_ready_is_paid_while_earlier_ones_wait(paying: None) -> None:
    """The earlier one's money came by a debit: its hold is 56 days."""
    first, second = await a_payee(), await a_payee()
    at = await clock.now()
    for who in (first, second):
        rental = await run(Running(at, amount=2000, bps=10_000, holder=tag_of(who)))
        await end(rental, rental.total_days)
    await fetch(
        "update money.earnings set payable_at = payable_at + interval '42 days' where holder = $1",
        tag_of(first),
    )
    for who in (first, second):
        assert who.person
        async with transaction():
            assert await leave.let_go(audit.SYSTEM, who.person)
        await clock.travel(timedelta(seconds=5))
    await clock.travel(timedelta(days=14, minutes=5))
    await release_due()
    assert await leave.pay_leavers(limit=1) == 1
    assert [row["holder"] for row in await fetch("select holder from money.payouts")] == [tag_of(second)]


async def test_an_account_that_is_ready_is_found_while_earlier_ones_are_never_finished(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payouts, "LIMIT", 1)
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        first, second = await a_payee(iban=None), await a_payee(iban=None)
        await begin(first)
        await clock.travel(timedelta(minutes=1))
        await begin(second)
        async with market.sandbox.acting() as call:
            await accounts.onboard(call, await account_of(second))
        for _ in range(2):
            assert await payouts.ask_accounts() == 1
            await clock.travel(timedelta(minutes=10))
        assert identities.usable(await identities.current(tag_of(second)))
        assert not identities.usable(await identities.current(tag_of(first)))
        await payouts.ask_accounts()
        turns = await fetch("select ready_at is null as waits, asked_at from money.payout_identities")
        assert [row["waits"] for row in sorted(turns, key=lambda row: row["asked_at"])] == [False, True]
