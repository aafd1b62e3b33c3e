"""What the worker does for relations."""

import uuid

from market.accounts import post
from market.base.database import fetch, fetch_row, transaction
from market.base.settings import settings
from market.relations.letters import INVITED
from market.rentals import queries as rentals


async def invited(invitation: str) -> None:
    """Tell the holder of a new invitation: once, and not when the rental has ended meanwhile."""
    async with transaction():
        found = await fetch_row(
            "select rental from relations.invitations where id = $1 and notified_at is null",
            uuid.UUID(invitation),
        )
        if found is None:
            return
        row = await rentals.locked(found["rental"])
        marked = await fetch(
            "update relations.invitations set notified_at = base.now() where id = $1 and notified_at is null"
            " returning id",
            uuid.UUID(invitation),
        )
        if not marked or row.phase != "Active":
            return
        await post.tell_tagged(
            rentals.ROOM, row.holder, INVITED, brand=row.agreed().second_party.name, link=settings().url
        )
