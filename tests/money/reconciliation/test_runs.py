"""Runs: by the clock, one at a time, and none that is waited for in vain."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock
from market.base.database import DB, fetch, fetch_value
from market.money.reconciliation import actions, books, explaining, movements, runs
from market.money.reconciliation.actions import Step, reconcile, sweep
from market.money.reconciliation.rules import Scope
from market.money.reconciliation.runs import RunTakenOver, RunUnderWay
from tests.money.flows.shop import Shop
from tests.money.reconciliation.looking import findings, hourly, look, moves, outcomes


async def scopes() -> list[str]:
    rows = await fetch("select scope from money.reconciliation_runs order by id")
    return [row["scope"] for row in rows]


async def test_the_sweep_runs_by_the_hour_and_looks_at_everything_once_a_night(shop: Shop) -> None:
    at = await clock.now()
    noon = at.replace(hour=12, minute=0, second=0) + timedelta(days=1)
    await clock.travel_to(noon)
    assert (await sweep() or pytest.fail()).scope is Scope.NIGHTLY
    assert await sweep() is None
    for _ in range(3):
        await clock.travel(timedelta(minutes=61))
        await sweep()
        assert await sweep() is None
    await clock.travel(timedelta(hours=14))
    await sweep()
    assert await scopes() == ["nightly", "hourly", "hourly", "hourly", "nightly"]


async def test_a_run_under_way_is_not_joined_and_a_dead_one_not_waited_for(shop: Shop) -> None:
    dead = await runs.begin(Scope.NIGHTLY)
    with pytest.raises(RunUnderWay):
        await look()
    assert await sweep() is None
    await clock.travel(runs.LEASE - timedelta(seconds=5))
    await runs.renew(dead)
    await clock.travel(timedelta(seconds=10))
    with pytest.raises(RunUnderWay):
        await look()
    await clock.travel(runs.LEASE)
    assert (await look()).outcome == "done"
    with pytest.raises(RunTakenOver):
        await runs.renew(dead)
    with pytest.raises(RunTakenOver):
        await runs.finish(dead, "done", {}, None)
    assert [
        row["outcome"] for row in await fetch("select outcome from money.reconciliation_runs order by id")
    ] == [
        "died",
        "done",
    ]
    await runs.give_up(dead)
    assert await runs.last_of_all() is not None


async def leased() -> Any:
    return await fetch_value("select max(leased_until) from money.reconciliation_runs")


async def test_a_long_run_shows_that_it_lives(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "BEAT", 0.01)
    run = await runs.begin(Scope.NIGHTLY)
    before = await leased()
    async with runs.alive(run):
        await asyncio.sleep(0.2)
        assert await leased() > before
        real, runs_renew = runs.renew, []

        async def lost(it: runs.Run) -> None:
            runs_renew.append(it)
            if len(runs_renew) == 1:
                raise OSError
            await real(it)

        monkeypatch.setattr(runs, "renew", lost)
        later = await leased()
        await asyncio.sleep(0.2)
        assert await leased() > later, "one sign that was lost is followed by the next"
        await runs.give_up(run)
        await asyncio.sleep(0.2)
        signs = len(runs_renew)
        await asyncio.sleep(0.1)
        assert len(runs_renew) == signs, "who was given up says nothing more"


async def test_a_run_that_fails_by_an_error_of_ours_frees_the_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(run: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(books, "examine", broken)
    with pytest.raises(ZeroDivisionError):
        await look()
    monkeypatch.undo()
    assert await runs.last_of_all() is None and await runs.last_whole() is None
    assert (await look()).outcome == "done"


async def test_who_watches_hears_each_step_and_piece(shop: Shop) -> None:
    await shop.bought()
    heard: list[tuple[Step, int]] = []
    await reconcile(progress=lambda step, done: heard.append((step, done)))
    assert list(dict.fromkeys(step for step, _ in heard)) == list(Step)
    assert (Step.MOVEMENTS, 1) in heard and (Step.MATCHING, 1) in heard


async def test_the_page_of_the_desk_reads_what_the_last_run_counted(shop: Shop) -> None:
    assert await runs.last_whole() is None
    await shop.bought()
    await look()
    await hourly()
    last, whole = await runs.last_of_all(), await runs.last_whole()
    assert last and whole and (last.scope, whole.scope) == (Scope.HOURLY, Scope.ASKED)
    assert whole.numbers["balances"]["rental:escrow"] == {"EUR": 1900}
    assert (last.numbers["listed"], last.numbers["unexplained"]) == (1, 0)


async def test_many_objects_are_explained_piece_by_piece(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "CHUNK", 1)
    monkeypatch.setattr("market.money.stripe_statements.PAGE", 2)
    for _ in range(3):
        await shop.end(await shop.bought())
    await shop.settle()
    run = await look()
    assert (run.numbers.matched, run.numbers.listed) == (6, 6)
    assert {outcome for _, outcome in await outcomes()} == {"matched"}


async def test_a_balance_that_never_holds_still_is_not_compared(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money moves while we look: a difference that is none is not reported."""
    await shop.bought()
    real = movements.copy_since

    async def while_money_moves(since: Any, progress: Any = lambda done: None) -> int:
        await moves(shop.sandbox, "stripe_fee", -1)
        return await real(since, progress)

    monkeypatch.setattr(movements, "copy_since", while_money_moves)
    run = await look()
    assert (run.outcome, run.numbers.held) == ("done", None)
    assert await findings() == []
    monkeypatch.undo()
    run = await look()
    assert run.numbers.held == {"EUR": 1846 - 1 - books.TRIES} and await findings() == []


async def test_a_run_cut_off_after_any_statement_leaves_the_next_one_nothing_to_mend(shop: Shop) -> None:
    """Killed before each of its statements in turn, then run again: the same end every time."""
    for used in (5, 10):
        await shop.end(await shop.bought(), used=used)
    await shop.settle()
    await moves(shop.sandbox, "stripe_fee", -7)
    await moves(shop.sandbox, "reserve_hold", -9)
    ends = []
    for cut in range(0, 200, 7):
        died = await cut_off_after(cut)
        if not died:
            break
        await clock.travel(runs.LEASE)
        ends.append((await look()).numbers)
    else:
        pytest.fail("a run has fewer statements than that")
    assert len(ends) > 3
    assert {(it.listed, it.unexplained, it.open, it.broken) for it in ends} == {(6, 1, 1, 0)}
    assert await fetch_value("select count(*) from money.ledger_transactions where kind = 'stripe.fee'") == 1


async def cut_off_after(statements: int) -> bool:
    """Whether a run whose connection goes after so many statements was cut off."""
    left, pool = [statements], DB.require_pool()
    real = type(DB)._run_in_pool

    async def mortal(self: Any, query: str, args: Any = None) -> Any:
        if left[0] == 0:
            raise asyncio.CancelledError
        left[0] -= 1
        return await real(self, query, args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(DB), "_run_in_pool", mortal)
        try:
            await actions.reconcile(patience=timedelta(0))
        except asyncio.CancelledError:
            return True
    assert pool
    return False
