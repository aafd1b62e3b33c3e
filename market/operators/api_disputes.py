"""The desk's disputes by API: see them with the evidence at hand, answer, give in, write off."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from market.accounts import queries as accounts
from market.base import names, vault
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date
from market.money.disputes import queries
from market.money.disputes.notices import KIND
from market.money.disputes.queries import DisputeRow
from market.operators.actions import disputes
from market.operators.schemas_disputes import (
    AnswerShape,
    BorneOut,
    DisputeFileOut,
    DisputeOut,
    WrittenOffOut,
)

Ask = Request[Any, Any, Any]
PATH = "/v1/operator/disputes"


def _inner(name: str) -> uuid.UUID:
    return names.inner_id(KIND, name, names.for_operators())


async def brand_of(row: DisputeRow) -> str:
    """The name of the company whose bank it is."""
    return (await accounts.brand(vault.person_of("money", row.brand))).trading_name


async def _shown(row: DisputeRow) -> dict[str, Any]:
    facts = ("method", "amount", "currency", "reason", "status", "withdrawn", "reinstated", "fee")
    return {
        "id": names.name(KIND, row.id, names.for_operators()),
        "brand": await brand_of(row),
        "due_on": market_date(row.due_by) if row.due_by else None,
        "answered": row.answers > 0,
        "borne": BorneOut(
            escrow=row.from_escrow,
            commission=row.from_commission,
            receivable=row.from_receivable,
            written_off=row.written_off,
            repaid=row.repaid,
            given_back=row.given_back,
        ),
        "opened_on": market_date(row.created_at),
        "closed_on": market_date(row.closed_at) if row.closed_at else None,
        **{fact: getattr(row, fact) for fact in facts},
    }


@get(PATH, **needs(OPERATOR))
async def list_disputes() -> list[DisputeOut]:
    """Disputes that are not decided, the next to be answered first; then the latest that are."""
    rows = [*await queries.open_disputes(), *await queries.closed_disputes()]
    return [DisputeOut(**await _shown(row)) for row in rows]


@get(PATH + "/{name:str}", **needs(OPERATOR))
async def one_dispute(name: FromPath[str]) -> DisputeFileOut:
    """One dispute, with the evidence that our record gives."""
    row = await queries.dispute(_inner(name))
    return DisputeFileOut(**await _shown(row), evidence=await disputes.drafted(row.id))


@post(PATH + "/{name:str}/answer", status_code=204, **needs(OPERATOR))
async def answer_dispute(request: Ask, name: FromPath[str], data: JSONBody[AnswerShape]) -> None:
    """Submit the evidence; a bank takes it once."""
    await disputes.answer_dispute(principal_of(request), _inner(name), data.note)


@post(PATH + "/{name:str}/acceptance", status_code=204, **needs(OPERATOR))
async def accept_dispute(request: Ask, name: FromPath[str]) -> None:
    """Give in: the dispute is lost."""
    await disputes.accept_dispute(principal_of(request), _inner(name))


@post(PATH + "/{name:str}/write-off", status_code=200, **needs(OPERATOR))
async def write_off(request: Ask, name: FromPath[str]) -> WrittenOffOut:
    """Give up what the brand still owes of a lost dispute."""
    return WrittenOffOut(amount=await disputes.write_off(principal_of(request), _inner(name)))


ROUTES = (list_disputes, one_dispute, answer_dispute, accept_dispute, write_off)
