"""What the worker does for relations."""

import uuid

import structlog

from market.base.database import fetch, fetch_row, transaction
from market.base.errors import NotFound
from market.relations.letters import INVITED
from market.relations.silence import queries as silences
from market.relations.telling import tell_holder
from market.rentals import queries as rentals

log = structlog.get_logger()


async def invited(invitation: str) -> None:
    """Tell the holder of a new invitation: once, and not when the rental has ended meanwhile."""
    identity = uuid.UUID(invitation)
    async with transaction():
        found = await fetch_row("select rental from relations.invitations where id = $1", identity)
        if found is None:
            return
        row = await rentals.locked(found["rental"])
        if (await silences.of(row)).since is not None:  # `deliver` comes back to it
            return
        marked = await fetch(
            "update relations.invitations set notified_at = base.now() where id = $1 and notified_at is null"
            " returning id",
            identity,
        )
        if not marked or row.phase != "Active":
            return
        try:
            await tell_holder(row, INVITED)
        except NotFound:  # erased meanwhile
            log.info("relations.notice_unread")


JOBS = {"relations.invited": invited}
