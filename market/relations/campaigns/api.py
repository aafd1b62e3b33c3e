"""JSON routes of campaigns: the brand sends, and reads what came of it."""

import uuid
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from market.base import names, paging
from market.base.access import brand, needs, principal_of
from market.base.clock import market_date
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.relations.campaigns import queries
from market.relations.campaigns.actions import KIND, send_campaign
from market.relations.campaigns.queries import CampaignRow
from market.relations.campaigns.schemas import CampaignOut, CampaignShape, SkippedOut
from market.relations.errors import CampaignNotFound
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
READ = brand("read", scope="rentals:read")
A_PAGE = 50


def name_of(brand_id: uuid.UUID, campaign: uuid.UUID) -> str:
    """A campaign's name before its brand."""
    return names.name(KIND, campaign, names.for_brand(brand_id))


def named(brand_id: uuid.UUID, name: str) -> uuid.UUID:
    """The campaign of this name; raises CampaignNotFound, for another brand's too."""
    try:
        return names.inner_id(KIND, name, names.for_brand(brand_id))
    except NotFound as error:
        raise CampaignNotFound() from error


def shown(brand_id: uuid.UUID, row: CampaignRow) -> CampaignOut:
    """A campaign as its brand reads it by JSON."""
    return CampaignOut(
        id=name_of(brand_id, row.id),
        label=row.label,
        kind=row.kind,
        sent_on=market_date(row.sent_at),
        sent=[str(it) for it in row.sent],
        skipped=[SkippedOut(agreement=str(it.agreement), reason=it.reason) for it in row.skipped],
        redeemed_more_than=row.more_than,
        told=[str(it) for it in row.told],
    )


@post("/v1/campaigns", **needs(brand("invite", scope="invitations:write")))
async def send(request: Ask, data: JSONBody[CampaignShape]) -> CampaignOut:
    """Invite several at once; an `Idempotency-Key` makes it safe to repeat."""
    key = request.headers.get("idempotency-key")
    sent = await send_campaign(
        principal_of(request),
        data.label,
        data.agreements,
        data.invitation.invitation(),
        checked(key) if key is not None else None,
    )
    return shown(seat_of(request).brand, sent)


@get("/v1/campaigns", **needs(READ))
async def listing(
    request: Ask, before: FromQuery[str | None] = None, limit: paging.Limit = A_PAGE
) -> Response[list[CampaignOut]]:
    """The brand's campaigns, newest first; `Link` leads to the next page."""
    paging.only(request, "before", "limit")
    brand_id = seat_of(request).brand
    rows = await queries.of_brand(brand_id, named(brand_id, before) if before else None, limit + 1)
    found = [shown(brand_id, row) for row in rows[:limit]]
    more = found[-1].id if len(rows) > limit else None
    return Response(found, headers=paging.next_page(request, more, limit))


@get("/v1/campaigns/{name:str}", **needs(READ))
async def one(request: Ask, name: FromPath[str]) -> CampaignOut:
    """One campaign, whom it reached, and what may be told of its code."""
    brand_id = seat_of(request).brand
    return shown(brand_id, await queries.one(brand_id, named(brand_id, name)))


ROUTES = (send, listing, one)
