"""The bank cards that a brand keeps: added on Stripe's page, never typed here."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import brand, needs, principal_of
from market.base.errors import Conflict, NotFound, Unavailable
from market.base.i18n import marked
from market.base.pages import page, refused, see_other
from market.money.bankcards import actions
from market.money.bankcards.api import PAGE, card_id, page_to_add
from market.money.bankcards.queries import accounts_of, cards_of
from market.money.bankcards.setups import ask_open_setups
from market.web.forms import Ask, in_languages

PAY = brand("rent")
TEMPLATE = "desk/bank_cards.html"

REMOVED = marked("Removed. Nothing more is charged to it.")
CHOSEN = marked("This card is charged from now on.")


@get(PAGE, **needs(PAY))
async def listing(request: Ask, added: FromQuery[str] = "") -> Response[str]:
    """The cards. Coming back from Stripe (`added=1`) asks once what was added."""
    if added == "1":
        await ask_open_setups(actions.brand_tag(principal_of(request)))
    return page(request, TEMPLATE, errors={}, **await _shown(request))


@post(f"{PAGE}/add", **needs(PAY))
async def add(request: Ask) -> Response[Any]:
    """To Stripe's page."""
    try:
        return see_other(await page_to_add(request))
    except Unavailable as refusal:
        return await _refused(request, refusal)


@post(f"{PAGE}/add-account", **needs(PAY))
async def add_account(request: Ask) -> Response[Any]:
    """To Stripe's page, for an account."""
    try:
        return see_other(await page_to_add(request, "sepa_debit"))
    except Unavailable as refusal:
        return await _refused(request, refusal)


@post(PAGE + "/{card:str}/default", **needs(PAY))
async def choose(request: Ask, card: FromPath[str]) -> Response[Any]:
    """Charge this card when nobody is there."""
    try:
        await actions.make_default(principal_of(request), card_id(card))
    except Conflict as refusal:
        return await _refused(request, refusal)
    return see_other(PAGE, CHOSEN)


@post(PAGE + "/{card:str}/remove", **needs(PAY))
async def remove(request: Ask, card: FromPath[str]) -> Response[Any]:
    """Keep this card no longer."""
    await actions.remove_card(principal_of(request), card_id(card))
    return see_other(PAGE, REMOVED)


async def _refused(request: Ask, refusal: Conflict | NotFound | Unavailable) -> Response[Any]:
    shown = await _shown(request) | {"addresses": in_languages(PAGE)}
    return refused(request, TEMPLATE, refusal, **shown)


async def _shown(request: Ask) -> dict[str, Any]:
    brand = actions.brand_tag(principal_of(request))
    return {"cards": await cards_of(brand), "accounts": await accounts_of(brand)}


ROUTES = (listing, add, add_account, choose, remove)
