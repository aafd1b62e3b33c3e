"""`/v1/operator/charities`: who gifts can go to, what they are owed, and the transfers that paid them."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from market.base import names
from market.base.access import OPERATOR, needs, principal_of
from market.money.rewards import queries
from market.money.rewards.actions import charities
from market.money.rewards.actions.charities import Payment
from market.money.rewards.queries import PaymentRow
from market.operators.schemas_charities import (
    CharityPaymentOut,
    CharityPaymentShape,
    CharityShape,
    DeskCharityOut,
)
from market.operators.schemas_payouts import WhyShape

Ask = Request[Any, Any, Any]
PATH = "/v1/operator/charities"
PAYMENTS = "/v1/operator/charity-payments"
CHARITY, PAYMENT = "charity", "charity-payment"


def _name(kind: str, inner: uuid.UUID) -> str:
    return names.name(kind, inner, names.for_operators())


def _inner(kind: str, name: str) -> uuid.UUID:
    return names.inner_id(kind, name, names.for_operators())


def _payment(row: PaymentRow) -> CharityPaymentOut:
    facts = ("amount", "currency", "reference", "day", "status", "needed", "why")
    return CharityPaymentOut(
        id=_name(PAYMENT, row.id), charity=row.name, **{fact: getattr(row, fact) for fact in facts}
    )


@get(PATH, **needs(OPERATOR))
async def list_charities() -> list[DeskCharityOut]:
    """Every charity, by name, with what it is owed."""
    facts = ("name", "registration", "retired", "given", "paid", "owed")
    return [
        DeskCharityOut(id=_name(CHARITY, it.id), **{fact: getattr(it, fact) for fact in facts})
        for it in await queries.owed()
    ]


@post(PATH, status_code=204, **needs(OPERATOR))
async def add_charity(request: Ask, data: JSONBody[CharityShape]) -> None:
    """Gifts can go to it from now on."""
    await charities.add(principal_of(request), data.name, data.registration)


@post(PATH + "/{name:str}/retirement", status_code=204, **needs(OPERATOR))
async def retire_charity(request: Ask, name: FromPath[str]) -> None:
    """No new gift goes to it; what was given is still paid."""
    await charities.retire(principal_of(request), _inner(CHARITY, name))


@get(PAYMENTS, **needs(OPERATOR))
async def list_charity_payments() -> list[CharityPaymentOut]:
    """Transfers to charities, latest first."""
    return [_payment(row) for row in await queries.payments()]


@post(PATH + "/{name:str}/payments", status_code=204, **needs(OPERATOR))
async def record_charity_payment(
    request: Ask, name: FromPath[str], data: JSONBody[CharityPaymentShape]
) -> None:
    """Write down a transfer that was made at the bank; the same reference again is the same transfer."""
    made = Payment(data.amount, data.reference, data.day)
    await charities.record(principal_of(request), _inner(CHARITY, name), made)


@post(PAYMENTS + "/{name:str}/confirmation", status_code=204, **needs(OPERATOR))
async def confirm_charity_payment(request: Ask, name: FromPath[str]) -> None:
    """The second pair of eyes: it is booked."""
    await charities.confirm(principal_of(request), _inner(PAYMENT, name))


@post(PAYMENTS + "/{name:str}/cancellation", status_code=204, **needs(OPERATOR))
async def call_off_charity_payment(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> None:
    """One that waits was written down by mistake."""
    await charities.call_off(principal_of(request), _inner(PAYMENT, name), data.reason)


@post(PAYMENTS + "/{name:str}/return", status_code=204, **needs(OPERATOR))
async def charity_payment_came_back(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> None:
    """The bank gave it back: the charity is owed it again."""
    await charities.came_back(principal_of(request), _inner(PAYMENT, name), data.reason)


ROUTES = (
    *(list_charities, add_charity, retire_charity, list_charity_payments, record_charity_payment),
    *(confirm_charity_payment, call_off_charity_payment, charity_payment_came_back),
)
