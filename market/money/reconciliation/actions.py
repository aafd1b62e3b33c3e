"""A run from its beginning to its end: what needs no answer of Stripe's first, then what does.

Each step stands by itself: a run that is cut off anywhere has lost nothing, and the next one does the rest.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

import structlog

from market.base.database import fetch_at_length, fetch_value
from market.money.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.reconciliation import arrivals, books, movements, queries, runs, statements, waiting
from market.money.reconciliation.cover import examine_cover
from market.money.reconciliation.explaining import explain, look_ahead
from market.money.reconciliation.rules import DEEP_OVERLAP, OVERLAP, PATIENCE, Scope
from market.money.reconciliation.runs import Run

log = structlog.get_logger()


class Step(StrEnum):
    """What a run is at, for who watches it."""

    WAITING = "waiting"
    BOOKS = "books"
    EVENTS = "events"
    MOVEMENTS = "movements"
    MATCHING = "matching"
    BALANCE = "balance"


Progress = Callable[[Step, int], None]
"""Hears of each step as it begins (0) and of each piece that is done."""


@dataclass
class Numbers:
    """What a run counted; amounts in minor units.

    `new` movements were not known before; `matched` ones found their ledger transactions. Of all `listed` so
    far, the `unexplained` ones did not: they are findings, or wait for a row of ours (`waiting`). `found`:
    findings that are open by this run and were not before; `open`: all. `broken`: places where the books break
    a rule; `difference`: the sum of all accounts, by currency; `balances`: credit positive, by kind and
    currency. `held`: Stripe's balance by currency, absent where it was not asked or never held still.
    """

    new: int = 0
    matched: int = 0
    waiting: int = 0
    listed: int = 0
    unexplained: int = 0
    events: int = 0
    found: int = 0
    open: int = 0
    broken: int = 0
    difference: dict[str, int] = field(default_factory=dict)
    balances: dict[str, dict[str, int]] = field(default_factory=dict)
    held: dict[str, int] | None = None


@dataclass(frozen=True)
class Reconciled:
    """How a run ended (`done`, or `unanswered` where Stripe did not answer) and what it counted."""

    scope: Scope
    outcome: str
    numbers: Numbers


def unseen(step: Step, done: int) -> None:
    """Nobody watches."""


async def reconcile(
    scope: Scope = Scope.ASKED, progress: Progress = unseen, patience: timedelta = PATIENCE
) -> Reconciled:
    """Look at everything in `scope` now. Outside any transaction. Raises RunUnderWay.

    `patience`: how long the books may be ahead of Stripe; zero where all has come to rest.
    """
    return await _carry_out(await runs.begin(scope), progress, patience)


async def sweep() -> Reconciled | None:
    """Do the run that is due by the clock, if one is."""
    run = await runs.begin_due()
    return None if run is None else await _carry_out(run, unseen, PATIENCE)


async def _carry_out(run: Run, progress: Progress, patience: timedelta) -> Reconciled:
    try:
        async with runs.alive(run):
            return await _look(run, progress, patience)
    except Exception:
        await runs.give_up(run)
        raise


async def _look(run: Run, progress: Progress, patience: timedelta) -> Reconciled:
    numbers, outcome, through = Numbers(), "done", None
    if run.whole:
        await _look_inside(run, numbers, progress)
    try:
        through = await _look_at_stripe(run, numbers, progress, patience)
    except (GatewayUnknown, GatewayBusy, GatewayRefused) as error:
        log.warning("reconciliation.unanswered", error=type(error).__name__)
        outcome = "unanswered"
    await waiting.find_notices()
    if run.whole:
        await examine_cover(run)
    await _count(run, numbers)
    await runs.finish(run, outcome, asdict(numbers), through)
    return Reconciled(run.scope, outcome, numbers)


async def _look_inside(run: Run, numbers: Numbers, progress: Progress) -> None:
    """What our own database shows."""
    progress(Step.WAITING, 0)
    await waiting.find_overdue(run)
    progress(Step.BOOKS, 0)
    stand = await books.examine(run)
    numbers.broken, numbers.balances, numbers.difference = stand.broken, stand.balances, stand.difference


async def _look_at_stripe(
    run: Run, numbers: Numbers, progress: Progress, patience: timedelta
) -> datetime | None:
    """Up to which of Stripe's times all its movements are stored now."""
    if run.whole:
        progress(Step.EVENTS, 0)
        numbers.events = await arrivals.take_in(partial(progress, Step.EVENTS))
    since = run.through - (DEEP_OVERLAP if run.whole else OVERLAP) if run.through else None
    progress(Step.MOVEMENTS, 0)
    numbers.new = await movements.copy_since(since, partial(progress, Step.MOVEMENTS))
    through: datetime | None = await fetch_value("select max(created) from money.stripe_balance_transactions")
    if run.whole:
        await books.find_vanished(run, since)
        await fetch_at_length(statements.BROKEN)
    progress(Step.MATCHING, 0)
    explained = await explain(run, partial(progress, Step.MATCHING))
    numbers.matched, numbers.waiting = explained.matched, explained.waiting
    if run.whole:
        await look_ahead(run, patience)
        progress(Step.BALANCE, 0)
        # What this run has booked belongs to the books that it tells of and compares.
        numbers.balances = await books.standing()
        numbers.held = await books.compare_balance(run, numbers.balances, through)
    return through


async def _count(run: Run, numbers: Numbers) -> None:
    """What there is at the end."""
    numbers.open, numbers.found = await queries.count_open(), await queries.count_open(run.started_at)
    numbers.listed, numbers.unexplained = (await fetch_at_length(statements.COUNTED))[0]
