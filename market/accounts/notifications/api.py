"""`/v1/notifications`: one's own inbox, and how to be told. For people, whatever they do here; no API key passes."""

import uuid
from typing import Any

from litestar import Request, get, post, put
from litestar.params import FromQuery, JSONBody

from market.accounts.notifications import actions, queries
from market.accounts.notifications.queries import A_PAGE, KIND
from market.accounts.notifications.rules import WAYS
from market.accounts.notifications.schemas import (
    Choices,
    ChoicesView,
    InboxView,
    NoticeView,
    ReadUntil,
    ReadView,
    name_of,
)
from market.base import names
from market.base.access import PERSON, needs, person_of, principal_of

Ask = Request[Any, Any, Any]


@get("/v1/notifications", **needs(PERSON))
async def inbox(request: Ask, before: FromQuery[str | None] = None) -> InboxView:
    """What was told to you, the latest first. `before`: the `next` of the page before."""
    person = person_of(request)
    found = await queries.of_person(person, inner(before, person) if before else None, A_PAGE + 1)
    shown = found[:A_PAGE]
    return InboxView(
        notifications=[NoticeView.of(it, person) for it in shown],
        unread=await queries.unread(person),
        next=name_of(shown[-1], person) if len(found) > A_PAGE else None,
    )


@post("/v1/notifications/read", status_code=200, **needs(PERSON))
async def read(request: Ask, data: JSONBody[ReadUntil]) -> ReadView:
    """Say that you have read up to here; what has come since stays new."""
    who = principal_of(request)
    return ReadView(read=await actions.read(who, inner(data.until, person_of(request))))


@get("/v1/notification-choices", **needs(PERSON))
async def choices(request: Ask) -> ChoicesView:
    """How you are told of what."""
    return ChoicesView(ways=await queries.choices(person_of(request)), open=WAYS)


@put("/v1/notification-choices", **needs(PERSON))
async def choose(request: Ask, data: JSONBody[Choices]) -> ChoicesView:
    """Be told so from now on: at once, in the day's digest, or in the inbox alone."""
    await actions.choose(principal_of(request), data.ways)
    return ChoicesView(ways=await queries.choices(person_of(request)), open=WAYS)


def inner(name: str, person: uuid.UUID) -> uuid.UUID:
    """The notification that its reader calls so; raises NotFound."""
    return names.inner_id(KIND, name, names.for_person(person))


ROUTES = (inbox, read, choices, choose)
