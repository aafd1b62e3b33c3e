"""`/v1/operator`: settlements and payouts. Names are the desk's own; nothing here says who is paid."""

import uuid
from typing import Any

from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath, JSONBody

from market.base import names
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date
from market.money.payouts import queries
from market.money.payouts.actions import approve, export, outcome, request, steer
from market.money.payouts.actions.export import File
from market.money.payouts.queries import BatchRow, PayoutRow
from market.money.settlement import actions as settlement
from market.operators.actions import settlements
from market.operators.queries_settlements import settlements as closed_months
from market.operators.schemas_payouts import (
    ApprovalOut,
    BatchFileOut,
    BatchOut,
    CodeShape,
    CountOut,
    DeskPayoutOut,
    ForeseenOut,
    ReturnShape,
    SeenShape,
    SettlementOut,
    WhyShape,
)

Ask = Request[Any, Any, Any]
BATCHES, PAYOUTS = "/v1/operator/payout-batches", "/v1/operator/payouts"
BATCH, PAYOUT = "batch", "payout"  # kinds of outward names


def _name(kind: str, inner: uuid.UUID) -> str:
    return names.name(kind, inner, names.for_operators())


def _inner(kind: str, name: str) -> uuid.UUID:
    return names.inner_id(kind, name, names.for_operators())


def _batch(row: BatchRow) -> dict[str, Any]:
    facts = ("method", "currency", "kind", "status", "payouts", "amount", "given", "needed", "message_id")
    return {
        "id": _name(BATCH, row.id),
        "created_on": market_date(row.created_at),
        "back": row.back,
        "back_amount": row.back_amount,
        **{fact: getattr(row, fact) for fact in facts},
    }


def _payout(row: PayoutRow) -> DeskPayoutOut:
    facts = ("amount", "currency", "method", "status", "reference", "attempt", "why", "failure", "came_back")
    return DeskPayoutOut(
        id=_name(PAYOUT, row.id),
        requested_on=market_date(row.requested_at),
        later=_name(PAYOUT, row.later) if row.later else None,
        later_reference=row.later_reference,
        later_status=row.later_status,
        **{fact: getattr(row, fact) for fact in facts},
    )


def as_download(file: File) -> Response[bytes]:
    """The file as a browser saves it; kept by no cache."""
    headers = {"content-disposition": f'attachment; filename="{file.name}"', "cache-control": "no-store"}
    return Response(file.content, status_code=200, media_type=MediaType.XML, headers=headers)


@get(BATCHES, **needs(OPERATOR))
async def list_batches() -> list[BatchOut]:
    """Batches that are not finished, oldest first, 50 at most."""
    return [BatchOut(**_batch(row)) for row in await queries.batches()]


@get(BATCHES + "/{name:str}", **needs(OPERATOR))
async def one_batch(name: FromPath[str]) -> BatchFileOut:
    """A batch with what is in it: `contents` are the 500 largest of its payouts."""
    row = await queries.batch(_inner(BATCH, name))
    return BatchFileOut(
        **_batch(row),
        contents=[_payout(each) for each in await queries.payouts_in(row.id, queries.MOST_PAYOUTS)],
    )


@post(BATCHES + "/{name:str}/approval", status_code=200, **needs(OPERATOR))
async def approve_batch(request: Ask, name: FromPath[str], data: JSONBody[SeenShape]) -> ApprovalOut:
    """Let a batch out, as it was seen; above the limit it takes a second operator."""
    given = await approve.approve_batch(principal_of(request), _inner(BATCH, name), data.amount)
    return ApprovalOut(given=given.given, needed=given.needed, approved=given.approved)


@post(BATCHES + "/{name:str}/cancellation", status_code=200, **needs(OPERATOR))
async def cancel_batch(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> CountOut:
    """Call off a batch that was not sent."""
    count = await steer.cancel_batch(principal_of(request), _inner(BATCH, name), data.reason)
    return CountOut(payouts=count)


@post(BATCHES + "/{name:str}/file", status_code=200, **needs(OPERATOR))
async def export_batch(request: Ask, name: FromPath[str]) -> Response[bytes]:
    """The file for the bank (pain.001.001.09). The first time sends the batch; later ones give the same bytes."""
    return as_download(await export.export_batch(principal_of(request), _inner(BATCH, name)))


@post(BATCHES + "/{name:str}/acceptance", status_code=200, **needs(OPERATOR))
async def accept_batch(request: Ask, name: FromPath[str]) -> CountOut:
    """The bank has the file."""
    return CountOut(payouts=await outcome.accept_batch(principal_of(request), _inner(BATCH, name)))


@post(BATCHES + "/{name:str}/execution", status_code=200, **needs(OPERATOR))
async def execute_batch(request: Ask, name: FromPath[str]) -> CountOut:
    """The bank has executed the file."""
    return CountOut(payouts=await outcome.execute_batch(principal_of(request), _inner(BATCH, name)))


@post(BATCHES + "/{name:str}/rejection", status_code=200, **needs(OPERATOR))
async def reject_batch(request: Ask, name: FromPath[str], data: JSONBody[CodeShape]) -> CountOut:
    """The bank has refused the file whole."""
    count = await outcome.reject_batch(principal_of(request), _inner(BATCH, name), data.code)
    return CountOut(payouts=count)


@get(PAYOUTS, **needs(OPERATOR))
async def list_payouts() -> list[DeskPayoutOut]:
    """Payouts to look at one by one: held back, or come back and not tried again; the 200 oldest."""
    return [_payout(row) for row in await queries.outside_batches()]


@post(PAYOUTS + "/{name:str}/approval", status_code=200, **needs(OPERATOR))
async def approve_payout(request: Ask, name: FromPath[str]) -> ApprovalOut:
    """Let out a payout that was held, or try one again that failed."""
    given = await approve.approve_payout(principal_of(request), _inner(PAYOUT, name))
    return ApprovalOut(given=given.given, needed=given.needed, approved=given.approved)


@post(PAYOUTS + "/{name:str}/hold", status_code=204, **needs(OPERATOR))
async def hold_payout(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> None:
    """Take a payout out of its batch and keep it back."""
    await steer.hold_payout(principal_of(request), _inner(PAYOUT, name), data.reason)


@post(PAYOUTS + "/{name:str}/cancellation", status_code=204, **needs(OPERATOR))
async def cancel_payout(request: Ask, name: FromPath[str], data: JSONBody[WhyShape]) -> None:
    """Call a payout off before it is sent."""
    await steer.cancel_payout(principal_of(request), _inner(PAYOUT, name), data.reason)


@post(PAYOUTS + "/{name:str}/return", status_code=204, **needs(OPERATOR))
async def return_payout(request: Ask, name: FromPath[str], data: JSONBody[ReturnShape]) -> None:
    """The bank has given a payment back."""
    await outcome.return_payout(principal_of(request), _inner(PAYOUT, name), data.code, data.reference)


@get("/v1/operator/settlements", **needs(OPERATOR))
async def list_settlements() -> list[SettlementOut]:
    """Months that were closed or are being closed, latest first."""
    return [
        SettlementOut(
            period=row.period,
            rentals=row.lines,
            holders=row.holders,
            revenue=row.revenue,
            vat=row.vat,
            closed_on=market_date(row.closed_at) if row.closed_at else None,
        )
        for row in await closed_months()
    ]


@get("/v1/operator/settlements/{period:str}/preview", **needs(OPERATOR))
async def foresee(period: FromPath[str]) -> ForeseenOut:
    """What closing a month would post now."""
    due, wanted = await settlement.preview(period), await request.preview(period)
    return ForeseenOut(
        period=due.period,
        rentals=due.lines,
        holders=due.holders,
        revenue=due.revenue,
        vat=due.vat,
        payouts=wanted.payouts,
        payout_amount=wanted.amount,
    )


@post("/v1/operator/settlements/{period:str}/closing", status_code=202, **needs(OPERATOR))
async def close_month(request: Ask, period: FromPath[str]) -> None:
    """Close a month and request its payouts: done by the worker."""
    await settlements.close_month(principal_of(request), period)


ROUTES = (
    list_batches,
    one_batch,
    approve_batch,
    cancel_batch,
    export_batch,
    accept_batch,
    execute_batch,
    reject_batch,
    list_payouts,
    approve_payout,
    hold_payout,
    cancel_payout,
    return_payout,
    list_settlements,
    foresee,
    close_month,
)
