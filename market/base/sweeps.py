"""What has become due: functions that look for it on `base.now()` every so often, in every worker.

Two workers may look at once: each thing that is due is done under its own lock or conditional update.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger()


@dataclass(frozen=True)
class Sweep:
    """A look-out: its name, how often (seconds of wall time), and what it does."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


async def keep_sweeping(sweeps: Sequence[Sweep], stopping: asyncio.Event) -> None:
    """Run each sweep in its own rhythm until told to stop; one that fails is tried again in its turn."""
    await asyncio.gather(*(_keep(sweep, stopping) for sweep in sweeps))


async def _keep(sweep: Sweep, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await sweep.run()
        except Exception as error:
            log.warning("sweep.failed", sweep=sweep.name, error=type(error).__name__, exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), sweep.every)
        except TimeoutError:
            continue


async def sweep_once(sweeps: Sequence[Sweep]) -> None:
    """Run every sweep once, in order: for seeds, tests and the command line."""
    for sweep in sweeps:
        await sweep.run()
