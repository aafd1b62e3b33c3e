"""`moi settle`, for people and for cron."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from market.base import audit, clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.embedded import Embedded
from market.money.invariants import check
from market.money.payouts.jobs import write_letters
from market.money.settlement.actions import settle
from market.money.settlement.rules import Month
from tests.commands.conftest import Moi
from tests.conftest import FreshDatabase
from tests.money.payouts.paying import BEGAN, MARCH, a_payee, ready, sums, tag_of
from tests.money.settlement.running import Running, end, run
from tests.web.brands import traces


def figures(text: str) -> dict[str, str]:
    """What stands in the tables, by the words before it."""
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if "│" in line]
    return {row[0]: row[1] for row in cells}


async def over() -> None:
    await clock.travel_to(Month.named(MARCH).ends_at + timedelta(hours=1))


async def test_a_month_is_closed_and_its_payouts_are_requested(moi: Moi) -> None:
    who = await a_payee()
    await ready((who, 4000))
    await run(Running(await clock.now()))
    await over()
    done = await moi("settle", "--period", MARCH)
    assert (done.code, done.err) == (0, "")
    said = figures(done.out)
    assert (said["Rentals"], said["Payouts"], said["Amount"]) == ("1", "1", "40.00 EUR")
    assert re.fullmatch(r"\d+\.\d\d EUR", said["Earned by holders"])
    assert await sums(who) == (0, 4000)
    assert await fetch_value("select closed_at is not null from money.settlements") is True
    assert await check() == []


async def test_a_dry_run_says_the_same_and_changes_nothing(moi: Moi) -> None:
    who = await a_payee()
    await ready((who, 4000))
    await run(Running(await clock.now()))
    await over()
    before = await fetch_value("select count(*) from money.ledger_transactions")
    foreseen = await moi("settle", "--period", MARCH, "--dry-run")
    assert (foreseen.code, "Nothing was changed." in foreseen.out) == (0, True)
    assert await fetch_value("select count(*) from money.ledger_transactions") == before
    assert await fetch("select 1 from money.settlements") == []
    done = figures((await moi("settle", "--period", MARCH)).out)
    assert figures(foreseen.out) == done


async def due(who: Principal, amount: int) -> None:
    """So much was earned: its hold is over before the month's end, and nobody has let it go then."""
    rental = await run(Running(await clock.now(), amount=amount, bps=10_000, holder=tag_of(who)))
    await end(rental, rental.total_days)


async def rehearsed_and_done(moi: Moi) -> dict[str, str]:
    """A dry run and then the run: the figures of both, which are the same, and nothing was left by the first."""
    before = await traces()
    foreseen = await moi("settle", "--period", MARCH, "--dry-run")
    assert (foreseen.code, foreseen.err, await traces()) == (0, "", before)
    done = await moi("settle", "--period", MARCH)
    assert done.code == 0 and figures(done.out) == figures(foreseen.out)
    told = foreseen.out.replace("would be settled", "is settled").replace(
        "that would be requested", "requested"
    )
    assert told.replace("Nothing was changed.\n", "") == done.out
    return figures(done.out)


async def test_a_dry_run_lets_go_what_is_due_as_the_run_does(moi: Moi) -> None:
    who, silent = await a_payee(), await a_payee(iban=None)
    await ready((who, 4000))
    await due(who, 1700)
    await due(silent, 1100)
    await over()
    said = await rehearsed_and_done(moi)
    assert (said["Payouts"], said["Amount"], said["Holders asked where to pay"]) == ("1", "57.00 EUR", "1")


async def test_a_dry_run_of_a_month_that_was_closed_tells_the_payouts_that_are_left(moi: Moi) -> None:
    who = await a_payee()
    await due(who, 1700)
    await over()
    await settle(MARCH, audit.SYSTEM)
    said = await rehearsed_and_done(moi)
    assert (said["Payouts"], said["Amount"]) == ("1", "17.00 EUR")
    assert (await moi("settle", "--period", MARCH, "--dry-run")).code == 3


async def test_an_older_month_writes_the_same_letters_to_nobody(moi: Moi) -> None:
    await due(await a_payee(iban=None), 1700)
    await over()
    await settle(MARCH, audit.SYSTEM)
    await clock.travel_to(Month.named("2027-04").ends_at + timedelta(hours=1))
    assert figures((await moi("settle", "--period", "2027-04")).out)["Holders asked where to pay"] == "1"
    assert (await moi("settle", "--period", MARCH)).code == 3, "the later run took what was ready"
    await write_letters()
    assert [it.kind for it in await mail.kept()].count("payout_ask") == 1


async def test_a_month_that_is_not_over_exits_4(moi: Moi) -> None:
    done = await moi("settle", "--period", MARCH)
    assert (done.code, done.out) == (4, "")
    assert "not over" in done.err
    assert await fetch("select 1 from money.settlements") == []


async def test_a_month_that_was_closed_exits_3(moi: Moi) -> None:
    await over()
    assert (await moi("settle", "--period", MARCH)).code == 0
    for more in ((), ("--dry-run",)):
        done = await moi("settle", "--period", MARCH, *more)
        assert (done.code, done.out) == (3, "")
        assert "closed already" in done.err
    assert (await moi("settle", "--period", "2027-02")).code == 3, "a later one is closed"


async def test_a_month_whose_turn_has_not_come_exits_4_and_names_the_one_that_is_open(moi: Moi) -> None:
    await run(Running(await clock.now(), period="P3M"))
    await clock.travel_to(Month.named("2027-04").ends_at + timedelta(hours=1))
    for more in ((), ("--dry-run",)):
        done = await moi("settle", "--period", "2027-04", *more)
        assert (done.code, done.out) == (4, "")
        assert "An earlier month is not closed." in done.err and f"next: {MARCH}" in done.err
    assert await fetch("select 1 from money.settlements") == []
    for period in (MARCH, "2027-04"):
        assert (await moi("settle", "--period", period)).code == 0


async def test_a_run_that_died_after_the_closing_requests_what_is_left(moi: Moi) -> None:
    who = await a_payee()
    await ready((who, 4000))
    await over()
    await settle(MARCH, audit.SYSTEM)
    done = await moi("settle", "--period", MARCH)
    assert done.code == 0 and "not all requested" in done.out
    assert await sums(who) == (0, 4000)
    assert (await moi("settle", "--period", MARCH)).code == 3


@pytest.mark.parametrize("period", ["2027-13", "March", "2027-3", "9999-12"])
async def test_what_is_no_month_exits_2(moi: Moi, period: str) -> None:
    done = await moi("settle", "--period", period)
    assert done.code == 2 and "Write it like 2026-11" in done.err


async def test_what_is_no_month_is_so_without_any_database(moi: Moi) -> None:
    assert (await moi("settle", "--period", "2027-13", DATABASE_URL="")).code == 2


async def test_without_its_option_it_exits_2(moi: Moi) -> None:
    assert (await moi("settle")).code == 2


async def test_a_database_that_is_away_exits_75(moi: Moi) -> None:
    done = await moi("settle", "--period", MARCH, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.code == 75 and "try again" in done.err


async def test_without_any_database_it_says_what_is_missing(moi: Moi) -> None:
    done = await moi("settle", "--period", MARCH, DATABASE_URL="")
    assert done.code == 1 and "DATABASE_URL is missing" in done.err
    assert await clock.now() >= BEGAN


@pytest.mark.parametrize("how", [(), ("--dry-run",)])
async def test_a_database_that_goes_in_the_middle_of_a_run_exits_75(
    moi: Moi, database: FreshDatabase, how: tuple[str, ...]
) -> None:
    """The run waits for a line that somebody holds when the server ends its session."""
    await run(Running(await clock.now()))
    await over()
    holds, kills = await asyncpg.connect(database.service), await asyncpg.connect(database.service)
    try:
        held = holds.transaction()
        await held.start()
        await holds.execute("select 1 from money.order_lines for update")
        running = asyncio.create_task(moi("settle", "--period", MARCH, *how))
        while not await kills.fetchval(
            "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where $1 = any(pg_blocking_pids(pid))",
            holds.get_server_pid(),
        ):
            await asyncio.sleep(0.02)
        done = await running
        await held.rollback()
    finally:
        await holds.close()
        await kills.close()
    assert done.code == 75 and "try again" in done.err and "Traceback" not in done.err, done.err
    assert (await moi("settle", "--period", MARCH)).code == 0
    assert await check() == []


async def test_a_local_market_whose_database_is_down_exits_75_and_says_so(
    moi: Moi, database: FreshDatabase, tmp_path: Path
) -> None:
    """What a killed server leaves: its data, and a lock file of nobody's."""
    here = {"DATABASE_URL": "", "MOI_MODE": "local", "MOI_HOME": str(tmp_path / "market")}
    data = Embedded(tmp_path / "market").data
    commands = (("settle", "--period", MARCH), ("reconcile",), ("operator", "create", "op@example.org"))
    for command, code in zip(commands, (1, 70, 1), strict=True):
        none = await moi(*command, **here)
        assert none.code == code and "DATABASE_URL is missing" in none.err, none.err
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    for command in commands:
        down = await moi(*command, **here)
        assert down.code == 75 and "does not run" in down.err and "missing" not in down.err, down.err
