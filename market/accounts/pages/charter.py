"""The charter for a brand's owners: what the brand promises, and a tick that signs it."""

from typing import Any

from litestar import Response, get, post

from contracts import charter as texts
from market.accounts import charter, queries
from market.accounts.actions.charter import sign
from market.accounts.actions.keys import seat_of
from market.accounts.pages.forms import Form, edition_ticked
from market.base.access import brand as member_of
from market.base.access import needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, refused, see_other

TEMPLATE, PATH = "accounts/charter.html", "/brand/charter"
MANAGE = member_of("manage")

SIGNED = marked("Signed. Your public page says so.")


@get(PATH, **needs(MANAGE))
async def form(request: Ask) -> Response[str]:
    """What the brand promises, and whether it has signed."""
    return page(request, TEMPLATE, errors={}, **await _around(request))


@post(PATH, **needs(MANAGE))
async def keep(request: Ask, data: Form) -> Response[Any]:
    """Sign the edition that was on the page."""
    try:
        await sign(principal_of(request), edition_ticked(data))
    except Refusal as refusal:
        return refused(request, TEMPLATE, refusal, **await _around(request))
    return see_other(PATH, SIGNED)


async def _around(request: Ask) -> dict[str, Any]:
    brand, language, edition = seat_of(principal_of(request)).brand, language_of(request), texts.current()
    return {
        "brand": await queries.brand(brand),
        "charter": await charter.of_brand(brand),
        "edition": edition,
        "promises": [it.text.in_(language) for it in edition.brand],
    }


ROUTES = (form, keep)
