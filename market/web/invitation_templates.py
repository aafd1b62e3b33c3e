"""The brand's templates of invitations: those that it keeps, and those that are ready to start from."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import Right, brand, needs, principal_of
from market.base.clock import now
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import Language, marked
from market.base.idempotency import checked
from market.base.pages import language_of, page, see_other
from market.relations.campaigns.templates import TEMPLATES
from market.relations.templates import actions, queries
from market.relations.templates.queries import TemplateRow
from market.relations.templates.rules import DAYS_MOST, HOURS_MOST, NAME_MOST
from market.web.forms import Ask, Form, in_languages, may, said, seat_of, whole
from market.web.invitation_form import typed_of
from market.web.invitation_words import benefit_in, kind_in
from market.web.template_form import draft_in, template_parts, template_typed_in, template_typed_of

READ, INVITE = brand("read"), brand("invite")
PATH = "/invitation-templates"

KEPT = marked("The template is kept.")
DELETED = marked("The template is thrown away. What was sent from it stays.")
DAYS_USUAL = "21"


@get(PATH, **needs(READ))
async def listing(request: Ask) -> Response[str]:
    """The brand's own, then those that are ready."""
    brand_id, language, at = seat_of(request).brand, language_of(request), await now()
    own = [
        {
            "href": f"{PATH}/{queries.name_of(brand_id, it.id)}",
            "use": f"/campaigns/new?template={queries.name_of(brand_id, it.id)}",
            "name": it.name,
            "kind": kind_in(it.draft.kind, language),
            "title": it.draft.title,
            "benefit": benefit_in(it.draft.invitation(at), language),
        }
        for it in await queries.of_brand(brand_id)
    ]
    return page(
        request,
        "desk/templates.html",
        own=own,
        ready=[(f"{PATH}/new?template={word}", it.name.in_(language)) for word, it in TEMPLATES.items()],
        may_invite=may(principal_of(request), Right.INVITE),
    )


def offered(language: Language, own: list[TemplateRow], brand_id: uuid.UUID) -> list[tuple[str, str]]:
    """What an invitation can start from: (word, name), the brand's own first."""
    mine = [(queries.name_of(brand_id, it.id), it.name) for it in own]
    return [*mine, *((word, it.name.in_(language)) for word, it in TEMPLATES.items())]


@get(f"{PATH}/new", **needs(INVITE))
async def new(request: Ask, template: FromQuery[str] = "") -> Response[str]:
    """The form, empty or as another template fills it in."""
    typed, language = {"key": uuid.uuid4().hex, "days": DAYS_USUAL}, language_of(request)
    if template in TEMPLATES:
        ready = TEMPLATES[template]
        typed |= typed_of(ready.invitation(language, await now())) | {
            "name": ready.name.in_(language),
            "days": "" if ready.hours else str(ready.days),
            "hours": str(ready.hours or ""),
            "early_access.public_in": str(ready.public_in or ""),
        }
    return await _form(request, typed)


@post(PATH, **needs(INVITE))
async def keep(request: Ask, data: Form) -> Response[Any]:
    """Keep it; a second click is the same template."""
    typed = template_typed_in(data)
    try:
        key = checked(typed["key"]) if typed["key"] else None
        await actions.keep(principal_of(request), typed["name"], draft_in(typed), key)
    except (Conflict, Invalid) as refusal:
        return await _form(request, typed, refusal)
    return see_other(PATH, KEPT)


@get(PATH + "/{name:str}", **needs(INVITE))
async def edit(request: Ask, name: FromPath[str]) -> Response[str]:
    """The form as the template stands."""
    brand_id = seat_of(request).brand
    row = await queries.one(brand_id, queries.named(brand_id, name))
    typed = template_typed_of(row, typed_of(row.draft.invitation(await now())))
    return await _form(request, typed, name=name)


@post(PATH + "/{name:str}", **needs(INVITE))
async def change(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Write it anew, or say that somebody else did meanwhile."""
    typed, which = template_typed_in(data), queries.named(seat_of(request).brand, name)
    try:
        await actions.change(
            principal_of(request), which, typed["name"], draft_in(typed), whole(typed["version"])
        )
    except (Conflict, Invalid) as refusal:
        return await _form(request, typed, refusal, name=name)
    return see_other(PATH, KEPT)


@post(PATH + "/{name:str}/delete", **needs(INVITE))
async def remove(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Throw it away."""
    await actions.delete(principal_of(request), queries.named(seat_of(request).brand, name))
    return see_other(PATH, DELETED)


async def _form(
    request: Ask, typed: Mapping[str, str], refusal: Refusal | None = None, name: str = ""
) -> Response[str]:
    language = language_of(request)
    trouble = said(refusal, language) if refusal else None
    typed = {**typed, "key": typed.get("key") or uuid.uuid4().hex}
    return page(
        request,
        "desk/template.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{name or 'new'}"),
        action=f"{PATH}/{name}" if name else PATH,
        delete=f"{PATH}/{name}/delete" if name else "",
        parts=template_parts(typed, trouble, language),
        typed=typed,
        trouble=trouble,
        name_most=NAME_MOST,
        days_most=DAYS_MOST,
        hours_most=HOURS_MOST,
    )


ROUTES = (listing, new, keep, edit, change, remove)
