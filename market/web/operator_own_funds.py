"""The desk's own money: what of clients' money is ours or missing, and the transfers that were made at the bank."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base import vault
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.base.settings import settings
from market.money.ownfunds import actions, queries
from market.money.ownfunds.actions import Transfer
from market.money.ownfunds.queries import TransferRow
from market.money.ownfunds.rules import checked_direction
from market.money.payouts.operators import OPERATORS
from market.web.forms import Ask, Form, day_typed, in_languages, minor, said, text
from market.web.operator_names import OWN_TRANSFER, inner, outward

PATH = "/operator/own-funds"
BOOKED = marked("Booked.")
WAITS = marked("Written down by you. One more operator has to confirm it.")
REVERSED = marked("Reversed: the books have both entries, and the reference is free again.")
CALLED_OFF = marked("Called off. Nothing was booked.")


@get(PATH, **needs(OPERATOR))
async def own_funds(request: Ask, reverse: FromQuery[str] = "") -> Response[str]:
    """Where clients' money stands, and what was written down; `reverse` names a transfer that was mistyped."""
    return await _page(request, at=reverse)


async def _page(
    request: Ask, refusal: Refusal | None = None, typed: dict[str, str] | None = None, at: str = ""
) -> Response[str]:
    """`at`: the name of the transfer that is to be reversed or that the refusal is about, or "" for the form."""
    trouble = said(refusal, language_of(request)) if refusal else None
    who = principal_of(request)
    mine = vault.tag(OPERATORS, who.person) if who.person else b""
    return page(
        request,
        "operator/own_funds.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        dense=True,
        held=settings().holds_client_money,
        standing=await queries.standing(),
        waiting=[_shown(it, mine) for it in await queries.waiting()],
        done=[_shown(it, mine) for it in await queries.done()],
        limit=settings().two_operators,
        today=market_date(await now()),
        trouble=trouble,
        typed=typed or {},
        at=at,
    )


def _shown(row: TransferRow, mine: bytes) -> dict[str, Any]:
    reversible = row.status == "booked" and row.reverses is None and not row.reversing
    name = outward(OWN_TRANSFER, row.id)
    return {"name": name, "row": row, "mine": row.recorded_by == mine, "reversible": reversible}


@post(PATH, **needs(OPERATOR))
async def record(request: Ask, data: Form) -> Response[Any]:
    """Write down a transfer that was made at the bank."""
    typed = {field: text(data, field) for field in ("direction", "amount", "reference", "day")}
    try:
        direction = checked_direction(typed["direction"])
        made = Transfer(direction, minor(typed["amount"]), typed["reference"], day_typed(typed["day"]))
        row = await actions.record(principal_of(request), made)
    except Refusal as refusal:
        return await _page(request, refusal, typed)
    return see_other(PATH, BOOKED if row.status == "booked" else WAITS)


@post(PATH + "/{name:str}/decision", **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Confirm a transfer that somebody else wrote down, call one off, or reverse one that is in the books."""
    id, who = inner(OWN_TRANSFER, name), principal_of(request)
    typed = {field: text(data, field) for field in ("act", "reason")}
    try:
        return see_other(PATH, await _decide(who, id, typed))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal, typed, name)


async def _decide(who: Any, id: uuid.UUID, typed: dict[str, str]) -> str:
    if typed["act"] == "confirm":
        await actions.confirm(who, id)
        return BOOKED
    if typed["act"] == "reverse":
        row = await actions.reverse(who, id, typed["reason"])
        return REVERSED if row.status == "booked" else WAITS
    await actions.call_off(who, id, typed["reason"])
    return CALLED_OFF


ROUTES = (own_funds, record, decide)
