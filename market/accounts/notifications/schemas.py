"""The API's shapes of one's own inbox."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from market.accounts.notifications.queries import KIND, Notice
from market.accounts.notifications.rules import Way
from market.accounts.schemas import Body
from market.base import names
from market.base.mail import Topic


class NoticeView(BaseModel):
    """A letter in your inbox. `path`: where it leads on this site, empty where nowhere; `created_at`: UTC."""

    id: str
    topic: Topic
    subject: str
    text: str
    path: str
    created_at: datetime
    read: bool

    @classmethod
    def of(cls, it: Notice, person: uuid.UUID) -> Self:
        return cls(
            id=name_of(it, person),
            topic=it.topic,
            subject=it.subject,
            text=it.text,
            path=it.path,
            created_at=it.created_at,
            read=it.read,
        )


class InboxView(BaseModel):
    """A page of it, the latest first. `unread` counts the whole inbox; `next` leads to older ones, null at the end."""

    notifications: Sequence[NoticeView]
    unread: int
    next: str | None


class ReadUntil(Body):
    """The latest notification that you have seen: it and all older ones are read."""

    until: str


class ReadView(BaseModel):
    """How many were new."""

    read: int


class Choices(Body):
    """How to be told, by topic. A topic that is not named stays as it is."""

    ways: Mapping[Topic, Way] = Field(max_length=len(Topic))


class ChoicesView(BaseModel):
    """How you are told of each topic, and which ways are open for it."""

    ways: Mapping[Topic, Way]
    open: Mapping[Topic, Sequence[Way]]


def name_of(notice: Notice, person: uuid.UUID) -> str:
    """What its reader calls a notification by."""
    return names.name(KIND, notice.id, names.for_person(person))
