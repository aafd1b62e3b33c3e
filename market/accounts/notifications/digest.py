"""Once a day, in the evening: one letter about what came since the last, to whoever wants it so."""

import uuid

from market.accounts.notifications import queries
from market.accounts.notifications.letters import DIGEST, and_more, how_many
from market.accounts.notifications.rules import last_evening
from market.accounts.post import write_to
from market.base import vault
from market.base.clock import now
from market.base.database import fetch, transaction
from market.base.mail import Lines
from market.base.settings import settings
from market.base.sweeps import each

A_SWEEP = 500
"""People in one look; the others are due in the next."""
MOST = 20
"""Subjects in one digest; the inbox has them all."""


async def send_digests() -> int:
    """The sweep: everybody for whom something has waited since before the last evening. Returns how many."""
    rows = await fetch(
        "select distinct person from accounts.notifications where awaits_digest and created_at < $1"
        " order by person limit $2",
        *(last_evening(await now()), A_SWEEP),
    )
    await each("accounts.digests", send_digest, [row["person"] for row in rows])
    return len(rows)


async def send_digest(person: uuid.UUID) -> None:
    """One person's, once: of two workers the second finds nothing left."""
    async with transaction():
        rows = await fetch(
            "update accounts.notifications set awaits_digest = false where id in"
            " (select id from accounts.notifications where person = $1 and awaits_digest and created_at < $2"
            " order by id for update)"
            " returning id, topic, sealed, created_at, false as read",
            *(person, last_evening(await now())),
        )
        if not rows:
            return
        key = await vault.data_key(person)
        notices = sorted((queries.opened(row, key) for row in rows), key=lambda it: it.id)
        news = Lines(tuple(f"– {it.subject}" for it in notices[:MOST]))
        await write_to(
            person,
            DIGEST,
            count=how_many(len(notices)),
            news=news,
            more=and_more(len(notices) - MOST),
            link=f"{settings().url}/notifications",
        )
