"""The desk's list of brands that at least fifty persons would welcome, and the letter that invites one."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import OPERATOR, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.operators.actions.wanted import invite_brand
from market.relations.welcome import queries
from market.relations.welcome.rules import FEWEST
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.operator_names import inner, outward

PATH = "/operator/wanted"
SENT = marked("Written to. That is done once, and noted.")


@get(PATH, **needs(OPERATOR))
async def shown(request: Ask) -> Response[str]:
    """The most wanted first."""
    return await _page(request)


@post(PATH + "/{name:str}", **needs(OPERATOR))
async def invite(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Have one written to, at an address that was typed."""
    wanted = inner(queries.WANTED, name)
    typed = {field: text(data, field) for field in ("email", "language")}
    try:
        await invite_brand(principal_of(request), wanted, typed["email"], typed["language"])
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal, typed, name)
    return see_other(PATH, SENT)


async def _page(
    request: Ask, refusal: Refusal | None = None, typed: dict[str, str] | None = None, at: str = ""
) -> Response[str]:
    """`at`: the name of the brand that the refusal is about."""
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "operator/wanted.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        dense=True,
        wanted=[{"name": outward(queries.WANTED, it.id), "row": it} for it in await queries.wanted()],
        fewest=FEWEST,
        trouble=trouble,
        typed=typed or {},
        at=at,
    )


ROUTES = (shown, invite)
