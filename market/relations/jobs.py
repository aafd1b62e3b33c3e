"""What the worker does for relations."""

import uuid

import structlog

from market.accounts.post import tell_tagged
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import NotFound
from market.base.settings import settings
from market.relations.letters import INVITED
from market.relations.silence import queries as silences
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
        facts = {
            "brand": row.document["second_party"]["name"],
            "link": f"{settings().url}/relations/{row.agreement}",
        }
        try:
            await tell_tagged(rentals.ROOM, row.holder, INVITED, **facts)
        except NotFound:  # erased meanwhile
            log.info("relations.notice_unread")


JOBS = {"relations.invited": invited}
