"""The desk's page of exports of the log of intermediation."""

from datetime import UTC, date, timedelta
from typing import Any

from litestar import Response, get, post

from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import now
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.operators.errors import DayUnknown
from market.operators.intermediation import queries
from market.operators.intermediation.actions import export_log
from market.operators.intermediation.api import shown
from market.operators.intermediation.rules import AUTHORITY_MOST
from market.web.forms import Ask, Form, in_languages, said, text

PATH = "/operator/log-exports"
MADE = marked("The export is made. Its files are below; each download is written down.")
FIELDS = ("authority", "first_day", "last_day")


@get(PATH, **needs(OPERATOR))
async def exports(request: Ask) -> Response[str]:
    """Exports that were made, and the form for another."""
    return await _page(request, {}, None)


@post(PATH, **needs(OPERATOR))
async def export(request: Ask, data: Form) -> Response[Any]:
    """Export the log of a period for an authority."""
    typed = {field: text(data, field) for field in FIELDS}
    try:
        first, last = _day(typed, "first_day"), _day(typed, "last_day")
        await export_log(principal_of(request), first, last, typed["authority"])
    except Refusal as refusal:
        return await _page(request, typed, refusal)
    return see_other(PATH, MADE)


async def _page(request: Ask, typed: dict[str, str], refusal: Refusal | None) -> Response[str]:
    trouble = said(refusal, language_of(request)) if refusal else None
    yesterday = (await now()).astimezone(UTC).date() - timedelta(days=1)
    month = (yesterday.replace(day=1) - timedelta(days=1)).replace(day=1)
    return page(
        request,
        "operator/log_exports.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        dense=True,
        exports=[shown(it) for it in await queries.exports()],
        typed={"first_day": month.isoformat(), "last_day": _end(month).isoformat()} | typed,
        latest=yesterday.isoformat(),
        most=AUTHORITY_MOST,
        trouble=trouble,
    )


def _end(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _day(typed: dict[str, str], field: str) -> date:
    """What the form names. Raises DayUnknown."""
    try:
        return date.fromisoformat(typed[field])
    except ValueError as error:
        raise DayUnknown(field=field) from error


ROUTES = (exports, export)
