"""JSON routes of a brand's balance."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromQuery, JSONBody

from market.accounts.actions.keys import seat_of
from market.base import names, vault
from market.base.access import brand, needs, principal_of
from market.base.errors import NotFound
from market.base.i18n import Language
from market.base.idempotency import checked
from market.base.pages import language_of
from market.base.settings import settings
from market.money import orders
from market.money.credit import queries
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.actions.top_up import top_up
from market.money.credit.queries import MovementRow
from market.money.credit.rules import CURRENCY
from market.money.credit.schemas import (
    AmountShape,
    BalanceOut,
    DebtPaymentShape,
    MovementOut,
    TopUpOut,
)

Ask = Request[Any, Any, Any]

ROOM, MOVEMENT = "money", "movement"
LOOK = brand("read", scope="rentals:read")
PAY = brand("rent", scope="rentals:write")
MANAGE = brand("manage")
PATH = "/v1/balance"
BIGGEST = 2**63


def brand_of(request: Ask) -> uuid.UUID:
    """The brand that the reader acts for."""
    return seat_of(principal_of(request)).brand


def movement_name(brand_id: uuid.UUID, entry: int) -> str:
    """What this brand calls a movement: the number behind it would tell how much others move."""
    return names.name(MOVEMENT, uuid.UUID(int=entry), names.for_brand(brand_id))


def movement_of(brand_id: uuid.UUID, name: str) -> int:
    """The movement behind such a name; raises NotFound."""
    number = names.inner_id(MOVEMENT, name, names.for_brand(brand_id)).int
    if number >= BIGGEST:
        raise NotFound()
    return number


async def open_top_up(payment: uuid.UUID, language: Language) -> orders.Submitted:
    """Open Stripe's page for a top-up (no transaction is open here)."""
    base = f"{settings().url}/balance"
    return await orders.submit_payment(
        payment,
        success_url=f"{base}?paid={payment}",
        cancel_url=f"{base}?paid=0",
        locale=language,
    )


@get(PATH, **needs(LOOK))
async def shown(request: Ask) -> BalanceOut:
    """What the brand's balance holds, and what of it can go back."""
    return await _balance(request)


@get(f"{PATH}/movements", **needs(LOOK))
async def movements(request: Ask, before: FromQuery[str] = "") -> list[MovementOut]:
    """What changed the balance, latest first, fifty at a time; `before` is the id of the last one seen."""
    own = brand_of(request)
    rows = await queries.movements(vault.tag(ROOM, own), movement_of(own, before) if before else None)
    return [_movement(own, row) for row in rows]


async def _balance(request: Ask) -> BalanceOut:
    facts = await queries.facts_of(vault.tag(ROOM, brand_of(request)))
    return BalanceOut(
        currency=CURRENCY,
        held=facts.held,
        returnable=facts.returnable,
        on_its_way=facts.on_its_way,
        owed=facts.owed,
        debt=facts.debt,
        asked_back=facts.asked_back,
        by_no_card=facts.by_no_card,
        to_bank=facts.to_bank,
        contested=facts.contested,
    )


def _movement(own: uuid.UUID, row: MovementRow) -> MovementOut:
    return MovementOut(
        id=movement_name(own, row.id),
        kind=row.kind,
        amount=row.amount,
        after=row.after,
        at=row.at.isoformat(),
        rentals=list(row.labels or ()),
        reference=row.reference,
    )


@post(f"{PATH}/top-ups", status_code=201, **needs(PAY))
async def put_in(request: Ask, data: JSONBody[AmountShape]) -> TopUpOut:
    """Put money in: opens the payment. Needs an `Idempotency-Key`; repeated, it is the same payment."""
    key = checked(request.headers.get("idempotency-key"))
    payment = await top_up(principal_of(request), data.amount, key)
    submitted = await open_top_up(payment, language_of(request))
    return TopUpOut(
        amount=data.amount,
        currency=CURRENCY,
        status=submitted.status,
        checkout_url=submitted.checkout_url,
    )


@post(f"{PATH}/returns", status_code=202, **needs(MANAGE))
async def take_out(request: Ask, data: JSONBody[AmountShape]) -> BalanceOut:
    """Send a part of the balance back to the cards it came from. Needs an `Idempotency-Key`."""
    await pay_back(principal_of(request), data.amount, checked(request.headers.get("idempotency-key")))
    return await _balance(request)


@post(f"{PATH}/debt", status_code=200, **needs(PAY))
async def pay_debt(request: Ask, data: JSONBody[DebtPaymentShape]) -> TopUpOut:
    """Pay all that the brand owes of payments that its bank took back. Needs an `Idempotency-Key`.

    By `page`, `checkout_url` is where; `amount` is what is asked for.
    """
    who, key = principal_of(request), checked(request.headers.get("idempotency-key"))
    if data.pay == "balance":
        paid = await repay_from_balance(who, key)
        return TopUpOut(amount=paid, currency=CURRENCY, status="succeeded", checkout_url=None)
    payment = await repay_by_card(who, key)
    submitted = await open_top_up(payment, language_of(request))
    return TopUpOut(
        amount=await queries.amount_of(payment),
        currency=CURRENCY,
        status=submitted.status,
        checkout_url=submitted.checkout_url,
    )


ROUTES = (shown, movements, put_in, take_out, pay_debt)
