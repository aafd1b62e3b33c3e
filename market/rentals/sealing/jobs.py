"""The worker's part of the sealing: every day that is over, in turn; what cannot be sealed waits for a person."""

import asyncpg
import structlog

from market.base.database import fetch, transaction
from market.base.jobs import Handler, enqueue, waits
from market.base.sweeps import Sweep
from market.rentals.sealing.night import LOCK, SealingRefused, seal_next

log = structlog.get_logger()

JOB = "rentals.seal_again"


async def sweep() -> int:
    """Seal what is due: how many days. While a refusal waits at the desk, nothing is tried again but by hand."""
    if await waits(JOB):
        return 0
    try:
        return await _seal_all()
    except SealingRefused as refused:
        await _hold(refused)
        return 0


async def _seal_all() -> int:
    sealed = 0
    try:
        while await seal_next() is not None:
            sealed += 1
    except (asyncpg.UniqueViolationError, asyncpg.SerializationError):
        log.info("sealing.another_was_first")
    return sealed


async def _hold(refused: SealingRefused) -> None:
    """A job that says what is wrong: it fails again, is held, and an operator who has mended it lets it go on."""
    _log(refused)
    async with transaction():
        await fetch("select pg_advisory_xact_lock($1)", LOCK)  # two workers that find it out make one job
        if not await waits(JOB):
            await enqueue(JOB, **refused.facts)


def _log(refused: SealingRefused) -> None:
    """Which rental is in the job: no inner id stands in a log."""
    log.error("sealing.refused", day=refused.facts["day"], reason=refused.facts["reason"])


async def seal_again(**found: str | None) -> None:
    """Try the day again. Raises SealingRefused for what was found before; what else is found gets its own job."""
    try:
        await _seal_all()
    except SealingRefused as refused:
        if refused.facts == found:
            raise
        _log(refused)
        async with transaction():
            await enqueue(JOB, **refused.facts)


JOBS: dict[str, Handler] = {JOB: seal_again}
SWEEPS = (Sweep("rentals.sealing", 300, sweep),)
