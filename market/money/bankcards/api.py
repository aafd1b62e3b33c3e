"""JSON routes of the cards that a brand keeps, for those who may pay."""

import uuid
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.params import FromPath

from market.base.access import brand, needs, principal_of
from market.base.clock import market_date
from market.base.ids import canonical
from market.base.pages import language_of
from market.base.settings import settings
from market.money.bankcards import actions, setups
from market.money.bankcards.errors import BankCardNotFound
from market.money.bankcards.queries import Kept, accounts_of, cards_of
from market.money.bankcards.schemas import BankAccountOut, BankCardOut, CardPageOut
from market.money.gateway_pages import Method

Asked = Request[Any, Any, Any]

LOOK, PAY = brand("rent", scope="rentals:read"), brand("rent", scope="rentals:write")
PAGE = "/bank-cards"


def card_id(words: str) -> uuid.UUID:
    """The card's id in an address; BankCardNotFound for what is none."""
    try:
        return canonical(words)
    except ValueError as error:
        raise BankCardNotFound() from error


def shown(card: Kept) -> BankCardOut:
    return BankCardOut(
        id=str(card.id),
        scheme=card.scheme,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        default=card.is_default,
        expired=card.expired,
        kept_on=market_date(card.kept_at),
    )


async def page_to_add(request: Asked, kind: Method = "card") -> str:
    """Open Stripe's page where a card, or an account, is added; no transaction is open here. Raises CardPageNotOpen."""
    setup = await setups.begin_setup(
        principal_of(request),
        success_url=f"{settings().url}{PAGE}?added=1",
        cancel_url=f"{settings().url}{PAGE}",
        locale=language_of(request),
        kind=kind,
    )
    return await setups.open_setup(setup)


@get("/v1/bank-cards", **needs(LOOK))
async def list_cards(request: Asked) -> list[BankCardOut]:
    """The cards that the brand keeps, the default first."""
    return [shown(card) for card in await cards_of(actions.brand_tag(principal_of(request)))]


@post("/v1/bank-cards", status_code=201, **needs(PAY))
async def add_card(request: Asked) -> CardPageOut:
    """A page of Stripe's where a card is added; it is listed as soon as Stripe has told of it."""
    return CardPageOut(url=await page_to_add(request))


@put("/v1/bank-cards/{card:str}/default", **needs(PAY))
async def make_default(request: Asked, card: FromPath[str]) -> list[BankCardOut]:
    """Charge this card when nobody is there."""
    who = principal_of(request)
    await actions.make_default(who, card_id(card))
    return [shown(it) for it in await cards_of(actions.brand_tag(who))]


@delete("/v1/bank-cards/{card:str}", status_code=204, **needs(PAY))
async def remove_card(request: Asked, card: FromPath[str]) -> None:
    """Keep this card no longer; nothing that starts afterwards is charged to it."""
    await actions.remove_card(principal_of(request), card_id(card))


@get("/v1/bank-accounts", **needs(LOOK))
async def list_accounts(request: Asked) -> list[BankAccountOut]:
    """The accounts that the brand keeps for SEPA debits of renewals, the one that is debited first."""
    kept = await accounts_of(actions.brand_tag(principal_of(request)))
    return [BankAccountOut(id=str(it.id), last4=it.last4, kept_on=market_date(it.kept_at)) for it in kept]


@post("/v1/bank-accounts", status_code=201, **needs(PAY))
async def add_account(request: Asked) -> CardPageOut:
    """A page of Stripe's where an account is added with its mandate. It is removed as a card is."""
    return CardPageOut(url=await page_to_add(request, "sepa_debit"))


ROUTES = (list_accounts, add_account, list_cards, add_card, make_default, remove_card)
