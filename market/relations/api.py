"""JSON routes of a relation: the brand's invitations, what the holder answers and says of them, reports of both."""

import uuid
from datetime import datetime
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from market.base import names
from market.base.access import HOLDER, PERSON, NotYours, Principal, brand, needs, person_of, principal_of
from market.base.clock import MARKET_ZONE, market_date, now
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.base.ids import canonical
from market.relations import queries
from market.relations.actions import invite, redeem, report
from market.relations.actions.report import Subject
from market.relations.errors import NothingToReport
from market.relations.queries import Sent
from market.relations.rules import About, Invitation
from market.relations.schemas import (
    InvitationOut,
    InvitationShape,
    ReactionShape,
    RedemptionShape,
    ReportOut,
    ReportShape,
    SentOut,
)
from market.rentals.errors import RentalNotFound

Ask = Request[Any, Any, Any]


def _agreement(text: str) -> uuid.UUID:
    try:
        return canonical(text)
    except ValueError as error:
        raise RentalNotFound() from error


def _name(agreement: uuid.UUID, invitation: uuid.UUID) -> str:
    return names.name(invite.KIND, invitation, names.for_agreement(agreement))


def _shown(sent: Sent) -> InvitationOut:
    return InvitationOut(
        id=_name(sent.agreement, sent.id),
        month=sent.month,
        number=sent.number,
        sent_on=market_date(sent.sent_at),
        reaction=sent.reaction,
        reacted_on=market_date(sent.reacted_at) if sent.reacted_at else None,
        redeemed=sent.redeemed,
        warnings=list(sent.content.warnings),
        **{"benefit": None, "ends_at": None, **sent.content.to_json(), **_end(sent.content)},
    )


def _end(content: Invitation) -> dict[str, datetime]:
    return {"ends_at": content.ends_at.astimezone(MARKET_ZONE)} if content.ends_at else {}


@post("/v1/rentals/{agreement:str}/invitations", **needs(brand("invite", scope="invitations:write")))
async def send(request: Ask, agreement: FromPath[str], data: JSONBody[InvitationShape]) -> SentOut:
    """Invite the holder; an `Idempotency-Key` makes it safe to repeat."""
    which, invitation = _agreement(agreement), data.invitation()
    key = request.headers.get("idempotency-key")
    placed = await invite.send(
        principal_of(request), which, invitation, checked(key) if key is not None else None
    )
    return SentOut(
        id=_name(which, placed.id),
        month=placed.month,
        number=placed.number,
        warnings=list(invitation.warnings),
    )


@get("/v1/rentals/{agreement:str}/invitations", **needs(brand("read", scope="rentals:read")))
async def sent(request: Ask, agreement: FromPath[str]) -> list[InvitationOut]:
    """What the brand sent in this rental and how it was answered, while the rental runs."""
    who = principal_of(request)
    if who.seat is None:
        raise NotYours()
    return [_shown(row) for row in await queries.of_brand(who.seat.brand, _agreement(agreement))]


@get("/v1/relations/{agreement:str}/invitations", **needs(HOLDER))
async def received(
    request: Ask, agreement: FromPath[str], looking: FromQuery[bool] = False
) -> list[InvitationOut]:
    """What the holder received in this relation, also after its end; what lies in a pause where one is `looking`."""
    rows = await queries.of_holder(person_of(request), _agreement(agreement), looking=looking)
    return [_shown(row) for row in rows]


@put("/v1/relations/{agreement:str}/invitations/{name:str}/reaction", **needs(HOLDER))
async def react(
    request: Ask, agreement: FromPath[str], name: FromPath[str], data: JSONBody[ReactionShape]
) -> InvitationOut:
    """Answer, or answer otherwise, while the invitation is valid and the rental runs."""
    return _shown(await invite.react_to(principal_of(request), _agreement(agreement), name, data.reaction))


@put("/v1/relations/{agreement:str}/invitations/{name:str}/redemption", **needs(HOLDER))
async def say(
    request: Ask, agreement: FromPath[str], name: FromPath[str], data: JSONBody[RedemptionShape]
) -> InvitationOut:
    """Say that its code was redeemed; the brand knows that it was you only where `told` says so."""
    which = _agreement(agreement)
    return _shown(await redeem.say_redeemed(principal_of(request), which, name, told=data.told))


@delete("/v1/relations/{agreement:str}/invitations/{name:str}/redemption", status_code=200, **needs(HOLDER))
async def unsay(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> InvitationOut:
    """Take that back, while the invitation is valid."""
    return _shown(await redeem.take_back(principal_of(request), _agreement(agreement), name))


@post("/v1/reports", **needs(PERSON))
async def tell(request: Ask, data: JSONBody[ReportShape]) -> ReportOut:
    """Report a rental, a persona or a brand to the operators."""
    who = principal_of(request)
    subject = await _subject(who, data)
    made = await report.report(who, subject, data.reason, data.text)
    return ReportOut(id=names.name("report", made, names.for_person(person_of(request))))


async def _subject(who: Principal, data: ReportShape) -> Subject:
    if data.agreement is not None and data.persona is None:
        return await report.in_relation(who, data.agreement, data.about)
    if data.persona is None or data.agreement is not None or data.about is not About.PERSONA:
        raise NothingToReport(field="persona" if data.agreement else "agreement")
    if who.seat is None:
        raise NotYours()
    return await report.persona_shown(await _shown_to(who.seat.brand, data.persona))


async def _shown_to(brand_id: uuid.UUID, name: str) -> uuid.UUID:
    """The persona behind a name of the brand's own: a lasting one, or one of today."""
    try:
        return names.inner_id("persona", name, names.for_brand(brand_id))
    except NotFound:
        today = market_date(await now())
        return names.inner_id("persona", name, names.for_brand_today(brand_id, today))


ROUTES = (send, sent, received, react, say, unsay, tell)
