"""A letter comes into an inbox; its reader reads it, and chooses how to be told from now on."""

import uuid
from collections.abc import Mapping

from market.accounts.notifications import queries, rules
from market.accounts.notifications.rules import Way
from market.accounts.secrets import subject as person_subject
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.base.mail import Topic


async def keep(person: uuid.UUID, topic: Topic, subject: str, text: str, path: str, way: Way) -> None:
    """Into the inbox, inside the open transaction that tells of it."""
    notification = new_id()
    key = await vault.data_key(person)
    said = {"subject": subject, "text": text, "path": path}
    await fetch(
        "insert into accounts.notifications (id, person, topic, sealed, created_at, awaits_digest)"
        " values ($1, $2, $3, $4, base.now(), $5)",
        notification,
        person,
        topic.value,
        key.seal(queries.place(notification), said, queries.PADDING),
        way is Way.DAILY,
    )


async def read(who: Principal, until: uuid.UUID) -> int:
    """Everything up to and with `until` was read; what has come since was not. How many were new.

    No audit row says when somebody reads their own letters.
    """
    rows = await fetch(
        "update accounts.notifications set read_at = base.now(), awaits_digest = false where id in"
        " (select id from accounts.notifications where person = $1 and id <= $2 and read_at is null"
        " order by id for update) returning id",
        *(_person(who), until),
    )
    return len(rows)


async def choose(who: Principal, ways: Mapping[Topic, Way]) -> None:
    """To be told so of these topics from now on. What waits for a digest already comes with that.

    Raises WayNotOpen.
    """
    person = _person(who)
    for topic, way in ways.items():
        rules.check(topic, way)
    async with transaction():
        # In one order, so that of two who choose at once the second waits for the first, and stands whole.
        for topic, way in sorted(ways.items()):
            await fetch(
                "insert into accounts.notification_choices (id, person, topic, way) values ($1, $2, $3, $4)"
                " on conflict (person, topic) do update set way = excluded.way",
                *(new_id(), person, topic.value, way.value),
            )
        await audit.record(
            who.actor,
            "person.notifications_chosen",
            "person",
            person_subject(person),
            **{it.value: way.value for it, way in ways.items()},
        )


def _person(who: Principal) -> uuid.UUID:
    if who.person is None:
        raise Unauthenticated()
    return who.person
