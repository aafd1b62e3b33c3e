"""What the commands share: a database that is open, and a refusal that becomes words and an exit code."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from market.base.errors import Refusal
from market.base.settings import Settings, settings

# The same everywhere (docs/commands.md). 2 is also what the command line itself says of a word it does not know;
# 70 and 75 are sysexits.h's EX_SOFTWARE and EX_TEMPFAIL.
DONE, REFUSED, USAGE, DONE_BEFORE, TOO_EARLY, COULD_NOT, AWAY = 0, 1, 2, 3, 4, 70, 75
CODES = {
    "period-closed": DONE_BEFORE,
    "period-not-over": TOO_EARLY,
    "earlier-month-open": TOO_EARLY,
    "period-unknown": USAGE,
    "email-not-valid": USAGE,
    "run-under-way": AWAY,
}

console = Console(highlight=False, soft_wrap=True)
problems = Console(stderr=True, highlight=False, soft_wrap=True)

T = TypeVar("T")


def run(act: Callable[[], Awaitable[T]]) -> T:
    """Do `act` on the open database; a refusal is said in words and ends the command with its code."""
    import asyncpg

    from market.base.database import OUT_OF_REACH

    address = address_of(settings())
    if address is None:
        sentence, code = missing(settings())
        problems.print(sentence)
        raise typer.Exit(code)
    try:
        return asyncio.run(_connected(address, act))
    except Refusal as refusal:
        raise typer.Exit(say(refusal)) from refusal
    except OUT_OF_REACH as error:
        problems.print(f"The database does not answer ({type(error).__name__}). Nothing was lost: try again.")
        raise typer.Exit(AWAY) from error
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        problems.print(f"The database refuses: {error}. Check DATABASE_URL.")
        raise typer.Exit(REFUSED) from error


async def _connected(address: str, act: Callable[[], Awaitable[T]]) -> T:
    from market.base.database import DB

    await DB.open(address, maximum=4)
    try:
        return await act()
    finally:
        await DB.close()


def address_of(config: Settings) -> str | None:
    """The database that is named, or in local mode the one of the market that runs here."""
    if config.database_url or not config.local:
        return config.database_url
    from market.base.embedded import SERVICE, Embedded, NoPostgres
    from market.base.provision import DATABASE

    try:
        server = Embedded(config.home)
    except NoPostgres:
        return None
    return server.dsn(DATABASE, SERVICE) if server.running() else None


def missing(config: Settings) -> tuple[str, int]:
    """What to say where `address_of` finds no database, and the exit code: one that is down will be back."""
    from market.base.embedded import Embedded, NoPostgres

    if config.local:
        with suppress(NoPostgres):
            if Embedded(config.home).exists():
                way_out = "Nothing was lost: start it with “moi up” and try again."
                return f"The database of the market in {config.home} does not run. {way_out}", AWAY
    return "DATABASE_URL is missing, and no local market is running.", REFUSED


def say(refusal: Refusal) -> int:
    """Print what is the matter and the way out; the exit code that it means."""
    from market.web.problems import PROBLEMS

    words = PROBLEMS[refusal.code]
    problems.print(f"{words.en} {words.way_out_en}".strip())
    facts = {name: fact for name, fact in refusal.facts.items() if name != "field"}
    if facts:
        problems.print("  " + ", ".join(f"{name}: {_plain(fact)}" for name, fact in facts.items()))
    return CODES.get(refusal.code, REFUSED)


def _plain(fact: object) -> str:
    return ", ".join(map(str, fact)) if isinstance(fact, (list, tuple)) else str(fact)


@contextmanager
def bar(words: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar of `total` steps; gives the function that moves it on."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=problems,
        disable=not problems.is_terminal,
    ) as progress:
        task = progress.add_task(words, total=total)

        def advance(steps: int) -> None:
            progress.advance(task, steps)

        yield advance


def summary(title: str, rows: list[tuple[str, str]]) -> None:
    """A table of two columns, of work that is done: where it cannot be written (a full disk under a log), the work
    stands and so does its exit code.
    """
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    for name, value in rows:
        table.add_row(name, value)
    try:
        show(table)
        sys.stdout.flush()
    except OSError as full:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        problems.print(f"It is done, and could not be told: {full.strerror}.")


def show(table: Table) -> None:
    """A table with every cell whole, whatever the width: a name that is cut is no name for the next command."""
    unbound = console.options.update(max_width=10_000)
    needed = Measurement.get(console, unbound, table).maximum
    Console(highlight=False, soft_wrap=True, width=max(console.width, needed)).print(table)


def euros(cents: int) -> str:
    """Cents as euros, for a terminal: 1,234.50 EUR."""
    return f"{cents // 100:,}.{cents % 100:02d} EUR"
