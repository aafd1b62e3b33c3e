"""The desk's settlements: which months are closed, what closing the next one would post, and the act."""

from typing import Any

from litestar import Response, get, post

from market.base.access import OPERATOR, needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.money.payouts.actions import request as payouts
from market.money.settlement import actions
from market.operators.actions.settlements import close_month
from market.operators.queries_settlements import next_month, settlements
from market.web.forms import Ask, Form, in_languages, said, text

PATH = "/operator/settlements"
CLOSING = marked("The month is being closed. Look again in a moment.")


@get(PATH, **needs(OPERATOR))
async def months(request: Ask) -> Response[str]:
    """Closed months, and the next one with what it would post."""
    return await _page(request)


async def _page(request: Ask, refusal: Refusal | None = None) -> Response[str]:
    trouble = said(refusal, language_of(request)) if refusal else None
    due = await next_month()
    return page(
        request,
        "operator/settlements.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        dense=True,
        months=await settlements(),
        foreseen=await actions.preview(due) if due else None,
        wanted=await payouts.preview(due) if due else None,
        trouble=trouble,
    )


@post(PATH, **needs(OPERATOR))
async def close(request: Ask, data: Form) -> Response[Any]:
    """Let the worker close the month that the form names."""
    try:
        await close_month(principal_of(request), text(data, "period"))
    except Refusal as refusal:
        return await _page(request, refusal)
    return see_other(PATH, CLOSING)


ROUTES = (months, close)
