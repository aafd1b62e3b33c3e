"""What the worker does for conversations: one letter for what a brand wrote, when the holder is to be told."""

import uuid

import structlog

from market.base.database import fetch, fetch_row, transaction
from market.base.errors import NotFound
from market.base.jobs import Handler
from market.relations.letters import MESSAGED
from market.relations.silence import queries as silences
from market.relations.telling import tell_holder
from market.rentals import queries as rentals

log = structlog.get_logger()


async def messaged(message: str) -> None:
    """Tell the holder of all that a brand wrote and they were not told of: in one letter, once, and not when the rental
    has ended meanwhile. What lies unread waits."""
    found = await fetch_row("select rental from relations.messages where id = $1", uuid.UUID(message))
    if found is None:
        return
    async with transaction():
        row = await rentals.locked(found["rental"])
        if (await silences.of(row)).deaf is not None:
            return
        marked = await fetch(
            "update relations.messages set notified_at = base.now()"
            " where rental = $1 and side = 'brand' and notified_at is null returning id",
            row.id,
        )
        if not marked or row.phase != "Active":
            return
        try:
            await tell_holder(row, MESSAGED, "#messages")
        except NotFound:  # erased meanwhile
            log.info("messages.notice_unread")


JOBS: dict[str, Handler] = {"relations.messaged": messaged}
