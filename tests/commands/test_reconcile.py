"""`moi reconcile`: a table for a person, an exit code for cron."""

import asyncio
import io
import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from market.base.database import DB, fetch, fetch_value
from market.base.settings import Settings
from market.commands import reconcile
from market.commands.common import AWAY, COULD_NOT
from market.commands.reconcile import CLEAN, FINDINGS
from market.money.reconciliation import runs
from market.money.reconciliation.rules import Scope
from market.money.sandbox import faults
from tests.conftest import ROOT, FreshDatabase
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money import acts
from tests.money.reconciliation.looking import moves

__all__ = ["market"]


class Terminal:
    """What a command said, and how it ended."""

    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()

    async def run(self, config: Settings, *, at_rest: bool = False) -> int:
        """Run the command as a process of its own would: on a database that it opens by itself."""
        pool, DB.pool = DB.pool, None
        try:
            return await reconcile.run(
                config, Console(file=self.out, width=80), Console(file=self.err, width=80), at_rest=at_rest
            )
        finally:
            DB.pool = pool

    @property
    def lines(self) -> list[str]:
        return [" ".join(line.split()) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


async def test_a_clean_market_ends_with_zero_and_the_figures(
    market: Market, config: Settings, terminal: Terminal
) -> None:
    await market.rented(await a_brand(), await a_persona(await a_holder()))
    assert await terminal.run(config, at_rest=True) == CLEAN
    for line in (
        "Movements of Stripe's 1",
        "matched now 1",
        "Stripe holds €18.46",
        "The books say it holds €18.46",
        "Sum of all accounts €0.00",
        "Findings open 0",
    ):
        assert line in terminal.lines, terminal.lines
    assert terminal.err.getvalue() == ""


async def test_open_findings_end_with_one_and_are_counted_by_kind(
    market: Market, config: Settings, terminal: Terminal
) -> None:
    await moves(market.sandbox, "reserve_hold", -300)
    assert await terminal.run(config) == FINDINGS
    assert "Findings open 1" in terminal.lines and "unknown 1" in terminal.lines
    await fetch("update money.reconciliation_findings set state = 'closed'")
    assert await Terminal().run(config) == CLEAN


async def test_amounts_of_another_currency_are_told_as_they_are(
    market: Market, config: Settings, terminal: Terminal
) -> None:
    await moves(market.sandbox, "reserve_hold", -300, {"id": "x_1", "currency": "chf", "description": None})
    assert await terminal.run(config) == FINDINGS
    assert "Stripe holds -300 CHF" in terminal.lines


async def test_a_silent_stripe_ends_with_75_and_nothing_is_closed_or_lost(
    market: Market, config: Settings, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await acts.fault(market.sandbox, "GET", "/v1/events", faults.TIMEOUT_BEFORE, count=10)
    monkeypatch.setattr(asyncio, "sleep", _at_once(asyncio.sleep))
    assert await terminal.run(config) == AWAY
    assert "Stripe holds not asked" in terminal.lines
    assert "Stripe did not answer" in terminal.err.getvalue()


def _at_once(sleep):  # type: ignore[no-untyped-def]
    async def soon(seconds: float, *more: object) -> None:
        await sleep(min(seconds, 0.01))

    return soon


async def test_a_run_under_way_ends_with_75(market: Market, config: Settings, terminal: Terminal) -> None:
    await runs.begin(Scope.NIGHTLY)
    assert await terminal.run(config) == AWAY
    assert "A reconciliation is under way already." in terminal.err.getvalue()


async def test_no_database_ends_with_75_and_none_named_with_70(
    config: Settings, terminal: Terminal, tmp_path: Path
) -> None:
    away = config.model_copy(update={"database_url": f"postgresql://nobody@/none?host={tmp_path}"})
    assert await terminal.run(away) == AWAY
    assert "The database does not answer" in terminal.err.getvalue()
    none = config.model_copy(update={"database_url": None, "home": tmp_path})
    assert await terminal.run(none) == COULD_NOT
    assert "no local market is running" in terminal.err.getvalue()


async def test_who_watches_sees_the_steps(market: Market, config: Settings) -> None:
    await market.rented(await a_brand(), await a_persona(await a_holder()))
    watching = Console(file=io.StringIO(), force_terminal=True, width=100)
    with reconcile._bars(watching) as bars:
        watch = reconcile._Watch(bars)
        for step in reconcile.STEPS:
            watch(step, 0)
            watch(step, 1500)
        shown = bars.tasks[0]
    assert (shown.description, shown.fields["pieces"], shown.completed) == ("Stripe's balance", "1,500", 5)


@pytest.mark.parametrize(("address", "code"), [("here", 0), ("away", 75)])
async def test_as_a_process_of_its_own_it_ends_as_cron_likes_it(
    database: FreshDatabase, config: Settings, address: str, code: int, tmp_path: Path
) -> None:
    where = database.service if address == "here" else f"postgresql://nobody@/none?host={tmp_path}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "market", "reconcile", "--at-rest"),
        env={**os.environ, "DATABASE_URL": where, "MOI_MODE": "local", "MOI_HOME": str(tmp_path)},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == code, err
    assert ("Findings open" in out.decode()) == (code == 0)
    if code == 0:
        assert await fetch_value("select count(*) from money.reconciliation_runs") == 1
