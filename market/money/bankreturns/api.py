"""JSON routes of balances that go to a bank: the brand's side."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from market.accounts.actions.keys import seat_of
from market.base import names, vault
from market.base.access import brand, needs, principal_of
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.money.bankreturns import accounts, queries
from market.money.bankreturns.actions.ask import ask, cancel
from market.money.bankreturns.errors import BankReturnNotFound
from market.money.bankreturns.queries import ReturnRow
from market.money.bankreturns.schemas import BankReturnOut, BankReturnShape

Ask = Request[Any, Any, Any]

ROOM, KIND = "money", "bank-return"
LOOK = brand("read", scope="rentals:read")
MANAGE = brand("manage")
PATH = "/v1/balance/bank-returns"


def return_name(brand_id: uuid.UUID, id: uuid.UUID) -> str:
    """What this brand calls one of its ways to a bank."""
    return names.name(KIND, id, names.for_brand(brand_id))


def return_of(brand_id: uuid.UUID, name: str) -> uuid.UUID:
    """The one behind such a name; raises BankReturnNotFound, as for another brand's."""
    try:
        return names.inner_id(KIND, name, names.for_brand(brand_id))
    except NotFound as error:
        raise BankReturnNotFound() from error


async def _shown(own: uuid.UUID, row: ReturnRow) -> BankReturnOut:
    account = await accounts.shown(row.id)
    return BankReturnOut(
        id=return_name(own, row.id),
        amount=row.amount,
        currency=row.currency,
        status=row.status,
        account=account.account if account else None,
        reference=row.reference,
        why=row.why,
        failure=row.failure,
        asked_at=row.asked_at.isoformat(),
        paid_at=row.paid_at.isoformat() if row.paid_at else None,
    )


@get(PATH, **needs(LOOK))
async def shown_returns(request: Ask) -> list[BankReturnOut]:
    """What of the balance was asked to a bank account, latest first."""
    own = seat_of(principal_of(request)).brand
    return [await _shown(own, row) for row in await queries.of_brand(vault.tag(ROOM, own))]


@post(PATH, status_code=201, **needs(MANAGE))
async def ask_return(request: Ask, data: JSONBody[BankReturnShape]) -> BankReturnOut:
    """Ask for what came by no card. Needs an `Idempotency-Key`; repeated, it is the same one."""
    who, key = principal_of(request), checked(request.headers.get("idempotency-key"))
    id = await ask(who, data.amount, data.iban, key)
    return await _shown(seat_of(who).brand, await queries.bank_return(id))


@post(f"{PATH}/{{name:str}}/cancellation", status_code=200, **needs(MANAGE))
async def cancel_return(request: Ask, name: FromPath[str]) -> BankReturnOut:
    """Call it off, until an operator has taken it up."""
    who = principal_of(request)
    own = seat_of(who).brand
    id = return_of(own, name)
    await cancel(who, id)
    return await _shown(own, await queries.bank_return(id))


ROUTES = (shown_returns, ask_return, cancel_return)
