"""In the evening, one letter about what came since the last, to whoever wants it so. The rooms above say when not."""

import uuid

from market.accounts.notifications import queries
from market.accounts.notifications.letters import DIGEST, and_more, how_many
from market.accounts.notifications.rules import SAID_BY_OTHERS, last_evening
from market.accounts.post import write_to
from market.base import vault
from market.base.clock import now
from market.base.database import fetch, transaction
from market.base.mail import Lines
from market.base.settings import settings

A_PAGE = 500
MOST = 20
"""Subjects in one digest; the inbox has them all."""


async def due(after: uuid.UUID | None = None) -> list[uuid.UUID]:
    """People for whom something has waited since before the last evening, by id, a page at a time."""
    rows = await fetch(
        "select distinct person from accounts.notifications where awaits_digest and created_at < $1"
        " and ($2::uuid is null or person > $2) order by person limit $3",
        *(last_evening(await now()), after, A_PAGE),
    )
    return [row["person"] for row in rows]


async def send_digest(person: uuid.UUID) -> None:
    """One person's, once: of two workers the second finds nothing left. Raises vault.Erased."""
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


async def drop(person: uuid.UUID, path: str = "") -> None:
    """What a brand said and no digest has told yet is told by none, inside the open transaction; the inbox keeps it.

    `path`: of the one relation whose page that is; empty for all. Raises vault.Erased.
    """
    rows = await fetch(
        "select id, topic, sealed, created_at, false as read from accounts.notifications"
        " where person = $1 and awaits_digest and topic = any($2) order by id for update",
        *(person, [it.value for it in SAID_BY_OTHERS]),
    )
    key = await vault.data_key(person)
    notices = [queries.opened(row, key) for row in rows]
    of_it = [it.id for it in notices if not path or it.path.partition("#")[0] == path]
    if of_it:
        await fetch("update accounts.notifications set awaits_digest = false where id = any($1)", of_it)
