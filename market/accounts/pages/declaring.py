"""What a brand says of itself in public, for its owners: who speaks for it, and what it intends."""

from typing import Any

from litestar import Response, get, post

from contracts.vocabulary import PURPOSES
from market.accounts import queries
from market.accounts.actions.declaring import declare
from market.accounts.actions.keys import seat_of
from market.accounts.pages.forms import Form, several, typed
from market.accounts.public import SPEAKERS, declared_by
from market.base import names
from market.base.access import brand as member_of
from market.base.access import needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked, translate
from market.base.pages import Ask, language_of, page, refused, see_other

TEMPLATE, PATH = "accounts/declaring.html", "/brand/public-page"
MANAGE = member_of("manage")
KIND = "brand"  # its name for everybody, as `relations.conduct` spells it

KEPT = marked("Kept. Your public page says so from now on.")


@get(PATH, **needs(MANAGE))
async def form(request: Ask) -> Response[str]:
    """What is said now."""
    said = await declared_by(seat_of(principal_of(request)).brand)
    return page(
        request,
        TEMPLATE,
        errors={},
        speaker=said.speaker if said else "",
        intends=said.intends if said else (),
        **await _around(request),
    )


@post(PATH, **needs(MANAGE))
async def keep(request: Ask, data: Form) -> Response[Any]:
    """Both anew."""
    speaker, intends = typed(data, "speaker")["speaker"], [it for it in several(data, "intends") if it]
    try:
        await declare(principal_of(request), speaker, intends)
    except Refusal as refusal:
        around = await _around(request)
        return refused(request, TEMPLATE, refusal, speaker=speaker, intends=intends, **around)
    return see_other(PATH, KEPT)


async def _around(request: Ask) -> dict[str, Any]:
    language, brand = language_of(request), await queries.brand(seat_of(principal_of(request)).brand)
    return {
        "brand": brand,
        "public": f"/brands/{names.name(KIND, brand.id, names.for_everybody())}",
        "speakers": [(name, translate(language, words)) for name, words in SPEAKERS.items()],
        "purposes": [(it.id, it.text.in_(language), it.plain.in_(language)) for it in PURPOSES.values()],
    }


ROUTES = (form, keep)
