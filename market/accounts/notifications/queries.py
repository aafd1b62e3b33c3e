"""Reads of one's own inbox, and of how one wants to be told."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from market.accounts.notifications.rules import DEFAULT, WAYS, Way
from market.base import vault
from market.base.database import Record, fetch, fetch_value
from market.base.mail import Topic

A_PAGE = 30
PADDING = 2048  # bytes: how long a letter is tells of what
KIND = "notification"
"""Of outward name."""


@dataclass(frozen=True)
class Notice:
    """A letter in the inbox. `path` leads to what it is of, on this site; empty where it leads nowhere."""

    id: uuid.UUID
    topic: Topic
    subject: str
    text: str
    path: str
    created_at: datetime
    read: bool


def place(notification: uuid.UUID) -> vault.Place:
    """Where its words are sealed."""
    return vault.Place("notifications", "sealed", notification)


async def of_person(person: uuid.UUID, before: uuid.UUID | None = None, limit: int = A_PAGE) -> list[Notice]:
    """The latest first, a page at a time; `before` is the last one of the page before. Raises vault.Erased."""
    rows = await fetch(
        "select id, topic, sealed, created_at, read_at is not null as read from accounts.notifications"
        " where person = $1 and ($2::uuid is null or id < $2) order by id desc limit $3",
        *(person, before, limit),
    )
    key = await vault.data_key(person)
    return [opened(row, key) for row in rows]


def opened(row: Record, key: vault.DataKey) -> Notice:
    """The letter of a row."""
    said = key.unseal(place(row["id"]), row["sealed"])
    return Notice(
        row["id"],
        Topic(row["topic"]),
        said["subject"],
        said["text"],
        said["path"],
        row["created_at"],
        row["read"],
    )


async def unread(person: uuid.UUID) -> int:
    """How many letters in the inbox nobody has read yet."""
    found: int = await fetch_value(
        "select count(*) from accounts.notifications where person = $1 and read_at is null", person
    )
    return found


async def choices(person: uuid.UUID) -> Mapping[Topic, Way]:
    """How the person wants to be told of each topic."""
    rows = await fetch("select topic, way from accounts.notification_choices where person = $1", person)
    chosen = {Topic(row["topic"]): Way(row["way"]) for row in rows}
    return {topic: chosen.get(topic, DEFAULT) for topic in WAYS}
