"""`/v1/operator`: our own money in clients' money, and balances that brands want at their bank."""

import uuid
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, JSONBody

from market.accounts import queries as accounts
from market.base import names, vault
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date
from market.base.settings import settings
from market.money.bankreturns import queries as returns
from market.money.bankreturns.actions import pay
from market.money.bankreturns.queries import ReturnRow
from market.money.ownfunds import actions, queries
from market.money.ownfunds.actions import Transfer
from market.money.ownfunds.queries import TransferRow
from market.money.ownfunds.rules import CURRENCY
from market.operators.api_payouts import as_download
from market.operators.schemas_bank import (
    DeskBankReturnOut,
    OwnTransferOut,
    OwnTransferShape,
    StandingOut,
)
from market.operators.schemas_payouts import ApprovalOut, CodeShape, WhyShape

Ask = Request[Any, Any, Any]
OWN, RETURNS = "/v1/operator/own-funds", "/v1/operator/bank-returns"
TRANSFER, RETURN = "own-transfer", "bank-return"  # kinds of outward names


def _name(kind: str, inner: uuid.UUID) -> str:
    return names.name(kind, inner, names.for_operators())


def _inner(kind: str, name: str) -> uuid.UUID:
    return names.inner_id(kind, name, names.for_operators())


def _transfer(row: TransferRow) -> OwnTransferOut:
    facts = ("direction", "amount", "currency", "reference", "day", "status", "needed", "why")
    return OwnTransferOut(
        id=_name(TRANSFER, row.id),
        reverses=_name(TRANSFER, row.reverses) if row.reverses else None,
        **{fact: getattr(row, fact) for fact in facts},
    )


async def brand_of(row: ReturnRow) -> str:
    """The name of the company whose balance it is."""
    return (await accounts.brand(vault.person_of("money", row.brand))).trading_name


async def _return(row: ReturnRow) -> DeskBankReturnOut:
    facts = ("amount", "currency", "status", "given", "needed", "reference", "why", "failure")
    return DeskBankReturnOut(
        id=_name(RETURN, row.id),
        brand=await brand_of(row),
        asked_on=market_date(row.asked_at),
        **{fact: getattr(row, fact) for fact in facts},
    )


@get(OWN, **needs(OPERATOR))
async def own_funds() -> StandingOut:
    """Where clients' money stands, and what of it is ours or missing."""
    it = await queries.standing()
    facts = ("bank", "stripe", "contested", "owed", "leaving", "ours", "missing")
    return StandingOut(
        held=settings().holds_client_money,
        currency=CURRENCY,
        owed_by_kind={str(kind): amount for kind, amount in it.owed_by_kind.items()},
        **{fact: getattr(it, fact) for fact in facts},
    )


@get(f"{OWN}/transfers", **needs(OPERATOR))
async def own_transfers() -> list[OwnTransferOut]:
    """What was recorded: first what waits for a second operator, then the latest others."""
    return [_transfer(row) for row in (*await queries.waiting(), *await queries.done())]


@post(f"{OWN}/transfers", status_code=200, **needs(OPERATOR))
async def record_transfer(request: Ask, data: JSONBody[OwnTransferShape]) -> OwnTransferOut:
    """Write down a transfer that was made at the bank; the same reference again is the same transfer."""
    made = Transfer(data.direction, data.amount, data.reference, data.day)
    return _transfer(await actions.record(principal_of(request), made))


@post(f"{OWN}/transfers/{{name:str}}/confirmation", status_code=200, **needs(OPERATOR))
async def confirm_transfer(request: Ask, name: FromPath[str]) -> OwnTransferOut:
    """The second pair of eyes: it is booked."""
    return _transfer(await actions.confirm(principal_of(request), _inner(TRANSFER, name)))


@post(f"{OWN}/transfers/{{name:str}}/cancellation", status_code=204, **needs(OPERATOR))
async def call_off_transfer(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> None:
    """A transfer that waits was written down by mistake."""
    await actions.call_off(principal_of(request), _inner(TRANSFER, name), data.reason)


@post(f"{OWN}/transfers/{{name:str}}/reversal", status_code=200, **needs(OPERATOR))
async def reverse_transfer(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> OwnTransferOut:
    """A booked transfer was mistyped: an entry of the opposite sign takes it back, once. The answer is that entry."""
    return _transfer(await actions.reverse(principal_of(request), _inner(TRANSFER, name), data.reason))


@get(RETURNS, **needs(OPERATOR))
async def list_bank_returns() -> list[DeskBankReturnOut]:
    """Balances that are to go to a bank, oldest first."""
    return [await _return(row) for row in await returns.in_state()]


@post(RETURNS + "/{name:str}/approval", status_code=200, **needs(OPERATOR))
async def approve_bank_return(request: Ask, name: FromPath[str]) -> ApprovalOut:
    """Let it out; above the limit it takes a second operator."""
    given = await pay.approve(principal_of(request), _inner(RETURN, name))
    return ApprovalOut(given=given.given, needed=given.needed, approved=given.approved)


@post(RETURNS + "/{name:str}/file", status_code=200, **needs(OPERATOR))
async def export_bank_return(request: Ask, name: FromPath[str]) -> Response[Any]:
    """The file for the bank (pain.001.001.09). The first time sends it; later ones give the same bytes."""
    return as_download(await pay.export(principal_of(request), _inner(RETURN, name)))


@post(RETURNS + "/{name:str}/execution", status_code=204, **needs(OPERATOR))
async def execute_bank_return(request: Ask, name: FromPath[str]) -> None:
    """The bank has paid it."""
    await pay.execute(principal_of(request), _inner(RETURN, name))


@post(RETURNS + "/{name:str}/return", status_code=204, **needs(OPERATOR))
async def fail_bank_return(request: Ask, name: FromPath[str], data: JSONBody[CodeShape]) -> None:
    """The bank gave it back."""
    await pay.fail(principal_of(request), _inner(RETURN, name), data.code)


@post(RETURNS + "/{name:str}/refusal", status_code=204, **needs(OPERATOR))
async def refuse_bank_return(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> None:
    """It is not paid, for a reason that the brand is told."""
    await pay.refuse(principal_of(request), _inner(RETURN, name), data.reason)


ROUTES = (
    own_funds,
    own_transfers,
    record_transfer,
    confirm_transfer,
    call_off_transfer,
    reverse_transfer,
    list_bank_returns,
    approve_bank_return,
    export_bank_return,
    execute_bank_return,
    fail_bank_return,
    refuse_bank_return,
)
