"""JSON routes of a conversation, for the brand and for the holder."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.idempotency import checked
from market.relations.conversation import actions, queries
from market.relations.conversation.queries import Said
from market.relations.conversation.schemas import HeardOut, MessageOut, MessageShape, WordsShape, WrittenOut
from market.rentals.api import agreement_id, seat_of

Ask = Request[Any, Any, Any]


def _key(request: Ask) -> str | None:
    key = request.headers.get("idempotency-key")
    return checked(key) if key is not None else None


def _shown(it: Said, agreement: uuid.UUID) -> MessageOut:
    return MessageOut(
        id=queries.name_of(it.id, agreement),
        by=it.side,
        text=it.text,
        sent_on=market_date(it.sent_at),
        read_on=it.read_on,
    )


@post("/v1/rentals/{agreement:str}/messages", **needs(brand("invite", scope="invitations:write")))
async def write(request: Ask, agreement: FromPath[str], data: JSONBody[MessageShape]) -> WrittenOut:
    """Write to the person; an `Idempotency-Key` makes it safe to repeat."""
    which = agreement_id(agreement)
    made = await actions.write_as_brand(principal_of(request), which, data.text, _key(request))
    return WrittenOut(id=queries.name_of(made, which))


@get("/v1/rentals/{agreement:str}/messages", **needs(brand("read", scope="rentals:read")))
async def written(request: Ask, agreement: FromPath[str]) -> list[MessageOut]:
    """All that was written in this rental, while it runs."""
    which = agreement_id(agreement)
    return [_shown(it, which) for it in await queries.of_brand(seat_of(request).brand, which)]


@post("/v1/relations/{agreement:str}/messages", **needs(HOLDER))
async def reply(request: Ask, agreement: FromPath[str], data: JSONBody[WordsShape]) -> WrittenOut:
    """Write to the brand; an `Idempotency-Key` makes it safe to repeat."""
    which, who = agreement_id(agreement), principal_of(request)
    made = await actions.write_as_holder(who, which, data.text, _key(request), confirmed=data.confirmed)
    return WrittenOut(id=queries.name_of(made, which))


@get("/v1/relations/{agreement:str}/messages", **needs(HOLDER))
async def heard(request: Ask, agreement: FromPath[str], looking: FromQuery[bool] = False) -> HeardOut:
    """All that was written in this relation, also after its end; what lies unread where one is `looking`."""
    which = agreement_id(agreement)
    found = await queries.read_by_holder(person_of(request), which, looking=looking)
    return HeardOut(messages=[_shown(it, which) for it in found.said], waiting=found.lying)


ROUTES = (write, written, reply, heard)
