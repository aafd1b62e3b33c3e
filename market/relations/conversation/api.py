"""JSON routes of a conversation, for the brand and for the holder."""

import uuid
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.idempotency import checked
from market.money.rewards.api import budget_of
from market.relations.conversation import actions, queries
from market.relations.conversation.queries import Said
from market.relations.conversation.rules import Side
from market.relations.conversation.schemas import (
    BrandMessageShape,
    HeardOut,
    MessageOut,
    PictureOut,
    ThanksOut,
    ThanksShape,
    WordsShape,
    WrittenOut,
)
from market.relations.conversation.thanks import Thanks
from market.relations.errors import QuestionUnclear
from market.relations.questions import queries as questions
from market.rentals.api import agreement_id, seat_of

Ask = Request[Any, Any, Any]

BODY_MOST = 12 * 1024 * 1024  # bytes: eight mebibytes in base64, and words
TOO_LARGE = {"too_large": "picture-too-large"}
PICTURE_HEADERS = {
    "cache-control": "no-store",
    "content-disposition": 'attachment; filename="picture.jpg"',
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
"""Whatever shows it shows an image, and nothing keeps it: no name but this, no time, no tag."""


def _key(request: Ask) -> str | None:
    key = request.headers.get("idempotency-key")
    return checked(key) if key is not None else None


def href_of(side: Side, agreement: uuid.UUID, message: uuid.UUID) -> str:
    """Where the picture of a message is, for one side."""
    room = "rentals" if side == "brand" else "relations"
    return f"/v1/{room}/{agreement}/messages/{queries.name_of(message, agreement)}/picture"


def thanks_of(brand_id: uuid.UUID, agreement: uuid.UUID, said: ThanksShape | None) -> Thanks | None:
    """What a brand thanks for. Raises QuestionNotFound, BudgetNotFound, QuestionUnclear for half of a gift."""
    if said is None:
        return None
    if (said.gift is None) != (said.budget is None):
        raise QuestionUnclear(field="gift" if said.gift is None else "budget", reason="missing")
    return Thanks(
        questions.question_of(agreement, said.question) if said.question is not None else None,
        said.gift,
        budget_of(brand_id, said.budget) if said.budget is not None else None,
    )


def _picture(it: Said, agreement: uuid.UUID, reader: Side) -> PictureOut | None:
    shown = it.picture
    if shown is None:
        return None
    href = href_of(reader, agreement, it.id)
    return PictureOut(href=href, alt=shown.alt, width=shown.width, height=shown.height)


def _shown(it: Said, agreement: uuid.UUID, reader: Side) -> MessageOut:
    return MessageOut(
        id=queries.name_of(it.id, agreement),
        by=it.side,
        text=it.text,
        sent_on=market_date(it.sent_at),
        read_on=it.read_on,
        picture=_picture(it, agreement, reader),
        thanks=ThanksOut(question=it.thanks.question, gift=it.thanks.gift) if it.thanks else None,
    )


def _jpeg(picture: bytes) -> Response[bytes]:
    return Response(picture, media_type="image/jpeg", headers=PICTURE_HEADERS)


@post(
    "/v1/rentals/{agreement:str}/messages",
    request_max_body_size=BODY_MOST,
    **needs(brand("invite", scope="invitations:write"), **TOO_LARGE),
)
async def write(request: Ask, agreement: FromPath[str], data: JSONBody[BrandMessageShape]) -> WrittenOut:
    """Write to the person, or thank them; an `Idempotency-Key` makes it safe to repeat."""
    which = agreement_id(agreement)
    made = await actions.write_as_brand(
        *(principal_of(request), which, data.text, _key(request)),
        enclosed=data.enclosed,
        thanks=thanks_of(seat_of(request).brand, which, data.thanks),
    )
    return WrittenOut(id=queries.name_of(made, which))


@get("/v1/rentals/{agreement:str}/messages", **needs(brand("read", scope="rentals:read")))
async def written(request: Ask, agreement: FromPath[str]) -> list[MessageOut]:
    """All that was written in this rental, while it runs."""
    which = agreement_id(agreement)
    return [_shown(it, which, "brand") for it in await queries.of_brand(seat_of(request).brand, which)]


@post("/v1/relations/{agreement:str}/messages", request_max_body_size=BODY_MOST, **needs(HOLDER, **TOO_LARGE))
async def reply(request: Ask, agreement: FromPath[str], data: JSONBody[WordsShape]) -> WrittenOut:
    """Write to the brand; an `Idempotency-Key` makes it safe to repeat."""
    which, who = agreement_id(agreement), principal_of(request)
    made = await actions.write_as_holder(
        who, which, data.text, _key(request), enclosed=data.enclosed, confirmed=data.confirmed
    )
    return WrittenOut(id=queries.name_of(made, which))


@get("/v1/relations/{agreement:str}/messages", **needs(HOLDER))
async def heard(request: Ask, agreement: FromPath[str], looking: FromQuery[bool] = False) -> HeardOut:
    """All that was written in this relation, also after its end; what lies unread where one is `looking`."""
    which = agreement_id(agreement)
    found = await queries.read_by_holder(person_of(request), which, looking=looking)
    return HeardOut(messages=[_shown(it, which, "person") for it in found.said], waiting=found.lying)


@get("/v1/rentals/{agreement:str}/messages/{name:str}/picture", **needs(brand("read", scope="rentals:read")))
async def brands_picture(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The picture of a message, while the rental runs."""
    return _jpeg(await queries.picture_of_brand(seat_of(request).brand, agreement_id(agreement), name))


@get("/v1/relations/{agreement:str}/messages/{name:str}/picture", **needs(HOLDER))
async def holders_picture(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The picture of a message, while the rental runs; looking at it tells nobody."""
    return _jpeg(await queries.picture_of_holder(person_of(request), agreement_id(agreement), name))


ROUTES = (write, written, reply, heard, brands_picture, holders_picture)
