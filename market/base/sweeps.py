"""What has become due: functions that look for it on `base.now()` every so often, in every worker.

Two workers may look at once: each thing that is due is done under its own lock or conditional update.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import structlog

from market.base.clock import market_date, now

T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True)
class Sweep:
    """A look-out: its name, how often (seconds of wall time), and what it does.

    A `daily` one asks so often which day it is by the database's clock, and does it once on each: also where that
    clock travels, or is another than the worker's.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[object]]
    daily: bool = False


async def keep_sweeping(sweeps: Sequence[Sweep], stopping: asyncio.Event) -> None:
    """Run each sweep in its own rhythm until told to stop; one that fails is tried again in its turn."""
    await asyncio.gather(*(_keep(sweep, stopping) for sweep in sweeps))


async def _keep(sweep: Sweep, stopping: asyncio.Event) -> None:
    done_on: date | None = None
    while not stopping.is_set():
        try:
            today = market_date(await now()) if sweep.daily else None
            if today is None or today != done_on:
                await sweep.run()
                done_on = today
        except Exception as error:
            log.warning("sweep.failed", sweep=sweep.name, error=type(error).__name__, exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), sweep.every)
        except TimeoutError:
            continue


async def each(name: str, act: Callable[[T], Awaitable[object]], due: Sequence[T]) -> None:
    """Do it with each of what is due. One that fails is logged under the sweep's `name`, and is due again; it does not
    hold up the others.
    """
    for one in due:
        try:
            await act(one)
        except Exception as error:
            log.error("sweep.one_failed", sweep=name, error=type(error).__name__, exc_info=error)


async def sweep_once(sweeps: Sequence[Sweep]) -> None:
    """Run every sweep once, in order: for seeds, tests and the command line."""
    for sweep in sweeps:
        await sweep.run()
