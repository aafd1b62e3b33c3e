"""The desk's payouts: batches to let out, single payments to look at, what the bank has done with them."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import OPERATOR, Principal, needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.base.settings import settings
from market.money.bankreturns import queries as bank_returns
from market.money.payouts import queries
from market.money.payouts.actions import approve, export, outcome, steer
from market.money.payouts.queries import BatchRow, PayoutRow
from market.money.payouts.rules import RETURN_CODES, references_in
from market.operators.api_payouts import as_download
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.operator_names import BANK_RETURN, BATCH, PAYOUT, inner, outward

PATH, ONE = "/operator/payouts", "/operator/payout"
MESSAGE_MOST = 300  # letters of a bank's message

SIGNED = marked("Approved by you. It takes one more operator.")
APPROVED = marked("Approved.")
CANCELED = marked("Called off. The money is ready again.")
ACCEPTED = marked("The bank has the file.")
EXECUTED = marked("Executed. The holders are paid.")
REJECTED = marked("Refused by the bank. The money is ready again.")
HELD = marked("Held back. The money stays reserved.")
RETURNED = marked("It came back. The money is ready again.")

# What can be done with a batch, and with a payout, in each state.
BATCH_ACTS = {
    "open": ("approve", "cancel"),
    "approved": ("export", "cancel"),
    "submitted": ("export", "accept", "execute", "reject"),
    "in_transit": ("export", "execute", "reject"),
    "executed": ("export",),
    "rejected": (),
    "canceled": (),
}
PAYOUT_ACTS = {
    "requested": ("hold", "cancel"),
    "held": ("approve", "cancel"),
    "approved": ("hold", "cancel"),
    "submitted": ("return",),
    "in_transit": ("return",),
    "paid": ("return",),
    "failed": ("retry",),
    "canceled": (),
}


def batch_shown(row: BatchRow) -> dict[str, Any]:
    """A batch as the desk's templates have it."""
    return {"name": outward(BATCH, row.id), "row": row}


def payout_shown(row: PayoutRow) -> dict[str, Any]:
    """A payout as the desk's templates have it."""
    later = outward(PAYOUT, row.later) if row.later else ""
    return {"name": outward(PAYOUT, row.id), "row": row, "later": later}


def acts_with(row: PayoutRow) -> list[str]:
    """What can be done with a payout: nothing once its money went on with another."""
    if row.later:
        return []
    return [act for act in PAYOUT_ACTS[row.status] if row.method == "sepa" or act != "return"]


@get(PATH, **needs(OPERATOR))
async def payouts(request: Ask, reference: FromQuery[str] = "") -> Response[Any]:
    """What waits to go out, what is to be looked at one by one, what is done."""
    named = await _named(references_in(reference))
    if len(named) == 1:
        return see_other(*named.values())
    return page(
        request,
        "operator/payouts.html",
        dense=True,
        batches=[batch_shown(row) for row in await queries.batches()],
        single=[payout_shown(row) for row in await queries.outside_batches()],
        done=[batch_shown(row) for row in await queries.batches(done=True, limit=12)],
        reference=reference[:MESSAGE_MOST],
        named=named,
        most_batches=queries.MOST_BATCHES,
        most_single=queries.MOST_SINGLE,
        limit=settings().two_operators,
    )


async def _named(references: Sequence[str]) -> dict[str, str]:
    """What a bank's message names, and where it stands: payments; where it names none, the file that it is about."""
    found, files = {}, {}
    for each in references:
        if (payout := await queries.by_reference(each)) is not None:
            found[each] = f"{ONE}/{outward(PAYOUT, payout.id)}?{urlencode({'reference': each})}"
        elif (returned := await bank_returns.by_reference(each)) is not None:
            found[each] = f"/operator/bank-returns/{outward(BANK_RETURN, returned)}"
        elif (file := await queries.batch_by_message(each)) is not None:
            files[each] = f"{PATH}/{outward(BATCH, file)}"
    return found or files


@get(PATH + "/{name:str}", **needs(OPERATOR))
async def batch(request: Ask, name: FromPath[str]) -> Response[str]:
    """One batch: totals, approvals so far, what is in it, what can be done."""
    return await _batch_page(request, inner(BATCH, name))


async def _batch_page(
    request: Ask, batch_id: uuid.UUID, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    row = await queries.batch(batch_id)
    trouble = said(refusal, language_of(request)) if refusal else None
    sends, most = row.method == "sepa", queries.MOST_PAYOUTS
    listed = await queries.payouts_in(row.id, most + 1)
    return page(
        request,
        "operator/batch.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{outward(BATCH, row.id)}"),
        dense=True,
        batch=batch_shown(row),
        contents=[payout_shown(each) for each in listed[:most]],
        more=len(listed) > most,
        acts=[act for act in BATCH_ACTS[row.status] if sends or act in ("approve", "cancel")],
        codes=sorted(RETURN_CODES),
        trouble=trouble,
        typed=typed or {},
    )


@post(PATH + "/{name:str}/decision", **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Approve a batch, call it off, or say what the bank did with it."""
    batch_id, who, typed = inner(BATCH, name), principal_of(request), _typed(data)
    try:
        notice = await _decide(who, batch_id, typed)
    except Refusal as refusal:
        return await _batch_page(request, batch_id, refusal, typed)
    return see_other(f"{PATH}/{name}", notice)


async def _decide(who: Principal, batch_id: uuid.UUID, typed: dict[str, str]) -> str:
    if typed["act"] == "approve":
        seen = int(typed["amount"]) if typed["amount"].isdecimal() and len(typed["amount"]) < 16 else -1
        return APPROVED if (await approve.approve_batch(who, batch_id, seen)).approved else SIGNED
    if typed["act"] == "accept":
        await outcome.accept_batch(who, batch_id)
        return ACCEPTED
    if typed["act"] == "execute":
        await outcome.execute_batch(who, batch_id)
        return EXECUTED
    if typed["act"] == "reject":
        await outcome.reject_batch(who, batch_id, typed["code"])
        return REJECTED
    await steer.cancel_batch(who, batch_id, typed["reason"])
    return CANCELED


@post(PATH + "/{name:str}/file", **needs(OPERATOR))
async def download(request: Ask, name: FromPath[str]) -> Response[Any]:
    """The file for the bank; the first time sends the batch."""
    batch_id = inner(BATCH, name)
    try:
        return as_download(await export.export_batch(principal_of(request), batch_id))
    except Refusal as refusal:
        return await _batch_page(request, batch_id, refusal)


@get(ONE + "/{name:str}", **needs(OPERATOR))
async def payout(request: Ask, name: FromPath[str], reference: FromQuery[str] = "") -> Response[str]:
    """One payout: its state, why, and what can be done; whoever comes by a `reference` asks about that attempt."""
    return await _payout_page(request, inner(PAYOUT, name), asked=reference)


async def _payout_page(
    request: Ask,
    payout_id: uuid.UUID,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    asked: str = "",
) -> Response[str]:
    row = await queries.payout(payout_id)
    attempts = await queries.attempts(payout_id)
    past = next((it for it in attempts if it.reference == asked and it.number < row.attempt), None)
    in_batch = await queries.batch_of(payout_id)
    acts = acts_with(row)
    stuck = "retry" in acts and not await queries.can_receive(payout_id)
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "operator/payout.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{ONE}/{outward(PAYOUT, row.id)}"),
        dense=True,
        payout=payout_shown(row),
        batch=batch_shown(await queries.batch(in_batch)) if in_batch else None,
        attempts=attempts if row.attempt > 1 else [],
        past=past,
        acts=[act for act in acts if not (act == "retry" and stuck) and not (act == "return" and past)],
        stuck=stuck,
        codes=sorted(RETURN_CODES),
        trouble=trouble,
        typed=typed or {},
    )


@post(ONE + "/{name:str}/decision", **needs(OPERATOR))
async def decide_on_payout(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Hold a payout back, call it off, let it out by itself, try it again, or say that it came back."""
    payout_id, typed = inner(PAYOUT, name), _typed(data)
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "hold": lambda: steer.hold_payout(principal_of(request), payout_id, typed["reason"]),
        "return": lambda: outcome.return_payout(
            principal_of(request), payout_id, typed["code"], typed["reference"]
        ),
        "approve": lambda: approve.approve_payout(principal_of(request), payout_id),
        "retry": lambda: approve.approve_payout(principal_of(request), payout_id),
        "cancel": lambda: steer.cancel_payout(principal_of(request), payout_id, typed["reason"]),
    }
    notices = {"hold": HELD, "return": RETURNED, "cancel": CANCELED}
    try:
        done = await acts.get(typed["act"], acts["cancel"])()
    except Refusal as refusal:
        return await _payout_page(request, payout_id, refusal, typed)
    notice = notices.get(typed["act"]) or (APPROVED if getattr(done, "approved", False) else SIGNED)
    return see_other(f"{ONE}/{name}", notice)


def _typed(data: dict[str, Any]) -> dict[str, str]:
    return {field: text(data, field) for field in ("act", "reason", "code", "amount", "reference")}


ROUTES = (payouts, batch, decide, download, payout, decide_on_payout)
