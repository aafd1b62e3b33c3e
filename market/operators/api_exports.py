"""`/v1/operator/books`: months whose books are closed, and the accounting file of each."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Stream

from market.base.access import OPERATOR, needs, principal_of
from market.base.settings import settings
from market.money.accounting import queries
from market.money.accounting.queries import ClosedMonth
from market.money.accounting.rules import file_name
from market.money.documents.seller import seller
from market.money.settlement.rules import Month
from market.operators.actions.books import close_books
from market.operators.schemas import BooksOut

Ask = Request[Any, Any, Any]
BOOKS = "/v1/operator/books"


@get(BOOKS, **needs(OPERATOR))
async def list_books() -> list[BooksOut]:
    """Closed months, the latest first."""
    return [_shown(it) for it in await queries.closed_months()]


@post(f"{BOOKS}/{{period:str}}", status_code=201, **needs(OPERATOR))
async def close(request: Ask, period: FromPath[str]) -> BooksOut:
    """Close the books of a settled month; its numbers stand from then on."""
    await close_books(principal_of(request), period)
    return _shown(await queries.closed_month(period))


@get(f"{BOOKS}/{{period:str}}/file", **needs(OPERATOR))
async def books_file(period: FromPath[str]) -> Stream:
    """The fichier des écritures comptables of a closed month (article A47 A-1 LPF)."""
    return await file_of(period)


async def file_of(period: str) -> Stream:
    """The answer that carries the file, made as it is sent. Raises NotFound."""
    month = await queries.closed_month(period)
    last_day = Month.named(month.period).last_day
    name = file_name(seller(settings()).siren or "", last_day)
    return Stream(
        queries.accounting_file(month),
        media_type="text/plain",
        headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"},
    )


def _shown(month: ClosedMonth) -> BooksOut:
    return BooksOut(
        period=month.period,
        first_number=month.first_number,
        last_number=month.last_number,
        amount=month.amount,
    )


ROUTES = (list_books, close, books_file)
