"""The desk's balances that are to go to a bank: let out, sent, paid, given back or refused."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import OPERATOR, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.base.settings import settings
from market.money.bankreturns import queries
from market.money.bankreturns.actions import pay
from market.money.bankreturns.queries import ReturnRow
from market.money.payouts.rules import RETURN_CODES
from market.operators.api_bank import brand_of
from market.operators.api_payouts import as_download
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.operator_names import BANK_RETURN, inner, outward

PATH = "/operator/bank-returns"

SIGNED = marked("Approved by you. It takes one more operator.")
APPROVED = marked("Approved.")
EXECUTED = marked("Executed. The brand is paid.")
REFUSED = marked("Refused. The money is in the brand’s balance, and the brand is told.")
RETURNED = marked("It came back. The money is in the brand’s balance, and the brand is told.")

ACTS = {
    "requested": ("approve", "refuse"),
    "approved": ("export", "refuse"),
    "sent": ("export", "execute", "return"),
    "paid": ("return",),
}


@get(PATH, **needs(OPERATOR))
async def bank_returns(request: Ask) -> Response[str]:
    """Those that are open, each with what can be done; then those that are over."""
    return page(
        request,
        "operator/bank_returns.html",
        dense=True,
        open=[await _shown(it) for it in await queries.in_state()],
        over=[await _shown(it) for it in await queries.in_state(over=True, limit=50)],
        limit=settings().two_operators,
    )


async def _shown(row: ReturnRow) -> dict[str, Any]:
    return {"name": outward(BANK_RETURN, row.id), "row": row, "brand": await brand_of(row)}


@get(PATH + "/{name:str}", **needs(OPERATOR))
async def bank_return(request: Ask, name: FromPath[str]) -> Response[str]:
    """One of them, and what can be done."""
    return await _file(request, name)


async def _file(
    request: Ask, name: str, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    row = await queries.bank_return(inner(BANK_RETURN, name))
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "operator/bank_return.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{name}"),
        dense=True,
        it=await _shown(row),
        acts=ACTS.get(row.status, ()),
        codes=sorted(RETURN_CODES),
        trouble=trouble,
        typed=typed or {},
    )


@post(PATH + "/{name:str}/decision", **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Let it out, refuse it, or say what the bank did with it."""
    id, who = inner(BANK_RETURN, name), principal_of(request)
    typed = {field: text(data, field) for field in ("act", "reason", "code")}
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "approve": lambda: pay.approve(who, id),
        "execute": lambda: pay.execute(who, id),
        "return": lambda: pay.fail(who, id, typed["code"]),
    }
    notices = {"execute": EXECUTED, "return": RETURNED, "refuse": REFUSED}
    try:
        done = await acts.get(typed["act"], lambda: pay.refuse(who, id, typed["reason"]))()
    except NotFound:
        raise
    except Refusal as refusal:
        return await _file(request, name, refusal, typed)
    signed = APPROVED if getattr(done, "approved", False) else SIGNED
    return see_other(
        f"{PATH}/{name}", signed if typed["act"] == "approve" else notices.get(typed["act"], REFUSED)
    )


@post(PATH + "/{name:str}/file", **needs(OPERATOR))
async def download(request: Ask, name: FromPath[str]) -> Response[Any]:
    """The file for the bank; the first time sends it."""
    id = inner(BANK_RETURN, name)
    try:
        return as_download(await pay.export(principal_of(request), id))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _file(request, name, refusal)


ROUTES = (bank_returns, bank_return, decide, download)
