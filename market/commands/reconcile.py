"""`moi reconcile`: look at everything now, tell it in a table, and end as cron likes it.

0: nothing is open. 1: findings are open. 75: the database or Stripe did not answer, or another run is under way:
the next one will do. 70: it could not run.
"""

from datetime import timedelta
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from market.base.database import DB, OUT_OF_REACH
from market.base.embedded import SERVICE, Embedded
from market.base.errors import Conflict, Refusal, Unavailable
from market.base.filters import money
from market.base.provision import DATABASE
from market.base.settings import Settings
from market.commands.common import AWAY, COULD_NOT, missing
from market.money.desk import desk
from market.money.reconciliation import queries
from market.money.reconciliation.actions import Numbers, Reconciled, Step, reconcile
from market.money.reconciliation.rules import PATIENCE, Scope
from market.web.problems import PROBLEMS
from market.wiring import connect_rooms

CLEAN, FINDINGS = 0, 1

STEPS: dict[Step, str] = {
    Step.WAITING: "What waits for too long",
    Step.BOOKS: "The rules of the books",
    Step.EVENTS: "Events that did not reach us",
    Step.MOVEMENTS: "Stripe's movements",
    Step.MATCHING: "Matching",
    Step.BALANCE: "Stripe's balance",
}


async def run(config: Settings, console: Console, problems: Console, *, at_rest: bool = False) -> int:
    """Reconcile and say what was found; the exit code. `at_rest`: nothing is under way, so nothing is late."""
    address = config.database_url or _embedded(config)
    if not address:
        sentence, code = missing(config)
        problems.print(sentence)
        return code if code == AWAY else COULD_NOT
    try:
        await DB.open(address, maximum=4)
    except (OSError, asyncpg.PostgresError) as error:
        problems.print(f"The database does not answer ({type(error).__name__}).")
        return AWAY if isinstance(error, OUT_OF_REACH) else COULD_NOT
    try:
        here = config.model_copy(update={"database_url": address})
        return await _run(here, console, problems, timedelta(0) if at_rest else PATIENCE)
    except OUT_OF_REACH as error:
        problems.print(f"The database does not answer any more ({type(error).__name__}).")
        return AWAY
    except Refusal as refusal:
        words = PROBLEMS[refusal.code]
        problems.print(f"{words.en} {words.way_out_en}".strip())
        return AWAY if isinstance(refusal, (Conflict, Unavailable)) else COULD_NOT
    finally:
        await DB.close()


def _embedded(config: Settings) -> str | None:
    """The database of a local market that is running here."""
    server = Embedded(Path(config.home))
    return server.dsn(DATABASE, SERVICE) if config.local and server.running() else None


async def _run(config: Settings, console: Console, problems: Console, patience: timedelta) -> int:
    sandbox = connect_rooms(config)
    try:
        with _bars(problems) as bars:
            done = await reconcile(Scope.ASKED, _Watch(bars), patience)
        await desk().gateway.close()
    finally:
        if sandbox:
            await sandbox.close()
    console.print(await _table(done))
    if done.outcome != "done":
        problems.print("Stripe did not answer: what it says is as old as the last run that heard it.")
        return AWAY
    return FINDINGS if done.numbers.open else CLEAN


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[pieces]}"))
    return Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal
    )


class _Watch:
    """One bar that goes from step to step; how many pieces a step has is not known before it is done."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._bar = bars.add_task("", total=len(STEPS), pieces="")
        self._step, self._pieces = "", 0

    def __call__(self, step: Step, done: int) -> None:
        if step != self._step:
            self._step, self._pieces = step, 0
        self._pieces += done
        self._bars.update(
            self._bar,
            completed=list(STEPS).index(step),
            description=STEPS[step],
            pieces=f"{self._pieces:,}" if self._pieces else "",
        )


async def _table(done: Reconciled) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for label, value in _lines(done.numbers):
        table.add_row(label, value)
    for kind, count in sorted((await queries.open_by_kind()).items()):
        table.add_row(f"  {kind}", f"{count:,}")
    return table


def _lines(it: Numbers) -> list[tuple[str, str]]:
    held = "not asked" if it.held is None else ", ".join(_sum(*each) for each in sorted(it.held.items()))
    clearing = {currency: -amount for currency, amount in it.balances.get("stripe:clearing", {}).items()}
    return [
        ("Movements of Stripe's", f"{it.listed:,}"),
        ("  new", f"{it.new:,}"),
        ("  matched now", f"{it.matched:,}"),
        ("  waiting for a row of ours", f"{it.waiting:,}"),
        ("  not explained", f"{it.unexplained:,}"),
        ("Events taken in", f"{it.events:,}"),
        ("Stripe holds", held or "nothing"),
        ("The books say it holds", ", ".join(_sum(*each) for each in sorted(clearing.items())) or "nothing"),
        (
            "Sum of all accounts",
            ", ".join(_sum(*each) for each in sorted(it.difference.items())) or "nothing",
        ),
        ("Rules broken", f"{it.broken:,}"),
        ("Newly found", f"{it.found:,}"),
        ("Findings open", f"{it.open:,}"),
    ]


def _sum(currency: str, amount: int) -> str:
    return money(amount, "en", exact=True) if currency == "EUR" else f"{amount} {currency}"
