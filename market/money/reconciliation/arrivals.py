"""Events that Stripe could not deliver to us: we take them in ourselves."""

import uuid
from collections.abc import Callable

import structlog

from market.money import inbox
from market.money.desk import desk

log = structlog.get_logger()


async def take_in(progress: Callable[[int], None]) -> int:
    """Keep and handle every event of the last 30 days that did not reach us; how many were not known.

    What cannot be handled waits in the inbox, and is found when it has waited for too long. Raises
    GatewayUnknown, GatewayBusy.
    """
    taken, after = 0, None
    while True:
        page = await desk().gateway.undelivered(after=after)
        for event in reversed(page.items):
            kept = await inbox.keep(event, None)
            if kept is not None:
                await _handle(kept)
                taken += 1
        progress(len(page.items))
        after = page.following
        if after is None:
            return taken


async def _handle(event: uuid.UUID) -> None:
    try:
        await inbox.handle(event)
    except Exception as error:  # the janitor tries again
        log.error("reconciliation.event_failed", error=type(error).__name__)
