"""JSON routes of templates: those that are ready, the brand's own, and a campaign from one of these."""

from datetime import datetime
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.params import FromPath, JSONBody

from market.base import paging
from market.base.access import brand, needs, principal_of
from market.base.clock import now
from market.base.idempotency import checked
from market.base.pages import language_of
from market.relations.campaigns.api import shown
from market.relations.campaigns.schemas import CampaignOut
from market.relations.campaigns.templates import TEMPLATES
from market.relations.schemas import InvitationShape
from market.relations.templates import actions, queries
from market.relations.templates.queries import TemplateRow
from market.relations.templates.schemas import (
    ChangeShape,
    DraftShape,
    FromTemplateShape,
    TemplateOut,
    TemplateShape,
)
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
PATH = "/v1/invitation-templates"
READ = brand("read", scope="rentals:read")
WRITE = brand("invite", scope="invitations:write")


def _key(request: Ask) -> str | None:
    key = request.headers.get("idempotency-key")
    return checked(key) if key is not None else None


def _own(request: Ask, row: TemplateRow, at: datetime) -> TemplateOut:
    return TemplateOut(
        id=queries.name_of(seat_of(request).brand, row.id),
        name=row.name,
        own=True,
        version=row.version,
        draft=DraftShape.of(row.draft),
        invitation=InvitationShape(**row.draft.invitation(at).to_json()),
    )


@get(PATH, **needs(READ))
async def listing(request: Ask) -> list[TemplateOut]:
    """The brand's own templates, then those that are ready to start from, in the language asked for."""
    paging.only(request)
    language, at = language_of(request), await now()
    own = [_own(request, it, at) for it in await queries.of_brand(seat_of(request).brand)]
    ready = [
        TemplateOut(
            id=word,
            name=it.name.in_(language),
            own=False,
            version=None,
            draft=None,
            invitation=InvitationShape(**it.invitation(language, at).to_json()),
        )
        for word, it in TEMPLATES.items()
    ]
    return [*own, *ready]


@post(PATH, **needs(WRITE))
async def keep(request: Ask, data: JSONBody[TemplateShape]) -> TemplateOut:
    """Keep a template; an `Idempotency-Key` makes it safe to repeat."""
    row = await actions.keep(principal_of(request), data.name, data.draft.draft(), _key(request))
    return _own(request, row, await now())


@get(PATH + "/{name:str}", **needs(READ))
async def one(request: Ask, name: FromPath[str]) -> TemplateOut:
    """One of the brand's own."""
    brand_id = seat_of(request).brand
    row = await queries.one(brand_id, queries.named(brand_id, name))
    return _own(request, row, await now())


@put(PATH + "/{name:str}", **needs(WRITE))
async def change(request: Ask, name: FromPath[str], data: JSONBody[ChangeShape]) -> TemplateOut:
    """Write it anew; what you have not seen is not written over."""
    which = queries.named(seat_of(request).brand, name)
    row = await actions.change(principal_of(request), which, data.name, data.draft.draft(), data.version)
    return _own(request, row, await now())


@delete(PATH + "/{name:str}", **needs(WRITE))
async def remove(request: Ask, name: FromPath[str]) -> None:
    """Throw it away; what was sent from it stays."""
    await actions.delete(principal_of(request), queries.named(seat_of(request).brand, name))


@post(PATH + "/{name:str}/campaigns", **needs(WRITE))
async def send(request: Ask, name: FromPath[str], data: JSONBody[FromTemplateShape]) -> CampaignOut:
    """Invite from it, valid from today on; an `Idempotency-Key` makes it safe to repeat, on another day too."""
    brand_id = seat_of(request).brand
    which = queries.named(brand_id, name)
    sent = await actions.invite_from(principal_of(request), which, data.label, data.agreements, _key(request))
    return shown(brand_id, sent)


ROUTES = (listing, keep, one, change, remove, send)
