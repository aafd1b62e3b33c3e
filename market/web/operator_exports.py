"""What leaves the desk as a file: the ledger's lists as shown, as CSV, and the accounting file of closed months."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.base.tabular import Row, csv_file
from market.money import explorer
from market.money.accounting import actions, queries, vat
from market.money.chart import Account, Kind
from market.money.reconciliation import runs
from market.operators.actions.books import close_books
from market.operators.api_exports import file_of
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.operator_ledger import day_of, kind_of
from market.web.operator_names import TRANSACTION, account_of, outward, stands_for

PATH = "/operator/exports"
CLOSED = marked("The books of this month are closed. Their file can be had below.")
PAGE = 1000  # rows read at a time: a list is never in memory as a whole


@get(PATH, **needs(OPERATOR))
async def exports(request: Ask, ties: FromQuery[bool] = False) -> Response[str]:
    """Months whose books are closed, and the next one. `ties`: with how the papers' VAT ties with the books."""
    return await _page(request, ties=ties)


async def _page(request: Ask, refusal: Refusal | None = None, *, ties: bool = False) -> Response[str]:
    trouble = said(refusal, language_of(request)) if refusal else None
    due = await actions.next_books()
    return page(
        request,
        "operator/exports.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        dense=True,
        months=await queries.closed_months(),
        due=str(due) if due else "",
        ready=due is not None and due.ends_at <= await now() and await actions.is_settled(due),
        vat=await vat.standing() if ties else None,
        trouble=trouble,
    )


@post(PATH, **needs(OPERATOR))
async def close(request: Ask, data: Form) -> Response[Any]:
    """Close the books of the month that the form names."""
    try:
        await close_books(principal_of(request), text(data, "period"))
    except Refusal as refusal:
        return await _page(request, refusal)
    return see_other(PATH, CLOSED)


@get(f"{PATH}/books/{{period:str}}", **needs(OPERATOR))
async def books_file(period: FromPath[str]) -> Stream:
    """The accounting file of a closed month. Raises NotFound."""
    return await file_of(period)


VAT_HEADING = (
    "month",
    "category",
    "rate",
    "invoices",
    "invoiced_net",
    "invoiced_vat",
    "waiting",
    "waiting_net",
    "waiting_vat",
    "credit_notes",
    "credited_net",
    "credited_vat",
    "net_due",
    "vat_due",
)


@get(f"{PATH}/vat/csv", **needs(OPERATOR))
async def vat_csv() -> Stream:
    """The VAT to declare for each month and rate: invoices and paid orders without one, less credit notes."""
    due = await vat.due_by_month()

    async def rows() -> AsyncIterator[Row]:
        for it in due:
            yield (
                *(it.month, it.category, f"{it.rate_bps / 100:g}"),
                *(str(it.invoices), euros(it.invoiced_net), euros(it.invoiced_vat)),
                *(str(it.waiting), euros(it.waiting_net), euros(it.waiting_vat)),
                *(str(it.credit_notes), euros(it.credited_net), euros(it.credited_vat)),
                *(euros(it.net), euros(it.vat)),
            )

    return csv_file(f"vat-{market_date(await now()).isoformat()}", VAT_HEADING, rows())


@get("/operator/ledger/csv", **needs(OPERATOR))
async def ledger_csv() -> Stream:
    """All kinds of account with their balances, as the last whole run saw them."""
    last = await runs.last_whole()
    balances = last.numbers["balances"] if last else {}

    async def rows() -> AsyncIterator[Row]:
        for kind in Kind:
            yield kind, "EUR", euros(balances.get(kind, {}).get("EUR", 0))

    at = market_date(last.finished_at if last else await now()).isoformat()
    return csv_file(f"ledger-{at}", ("account", "currency", "balance"), rows())


@get("/operator/ledger/kinds/{slug:str}/csv", **needs(OPERATOR))
async def kind_csv(slug: FromPath[str]) -> Stream:
    """The accounts of a kind, with what they hold now. Raises NotFound."""
    kind = kind_of(slug)

    async def rows() -> AsyncIterator[Row]:
        after = b""
        while found := await explorer.accounts_of(kind, after, PAGE):
            for account, held in found:
                yield kind, _who(account), account.currency, euros(held)
            after = found[-1][0].subject

    at = market_date(await now()).isoformat()
    return csv_file(f"{slug}-{at}", ("account", "who", "currency", "balance"), rows())


@get("/operator/ledger/accounts/{name:str}/csv", **needs(OPERATOR))
async def account_csv(name: FromPath[str], day: FromQuery[str] = "") -> Stream:
    """What moved an account until the end of a day, latest first. Raises NotFound, DayUnknown, DayNotCome."""
    account, today = account_of(name), market_date(await now())
    chosen = day_of(day, today)

    async def rows() -> AsyncIterator[Row]:
        after = None
        while found := await explorer.postings(account, chosen, after, PAGE):
            for it in found:
                moved, posted = it.effective_at.isoformat(), it.posted_at.isoformat()
                debit, credit = euros(max(-it.amount, 0)), euros(max(it.amount, 0))
                yield (
                    moved,
                    posted,
                    it.why,
                    account.currency,
                    debit,
                    credit,
                    outward(TRANSACTION, it.transaction),
                )
            after = found[-1].id

    heading = ("moved_at", "posted_at", "why", "currency", "debit", "credit", "transaction")
    label = _who(account).replace(" ", "-")
    return csv_file(
        "-".join(filter(None, (account.kind.replace(":", "-"), label, chosen.isoformat()))), heading, rows()
    )


def _who(account: Account) -> str:
    who = stands_for(account)
    return f"{who.of} {who.label}" if who else ""


def euros(cents: int) -> str:
    """An amount as spreadsheets read it, in whole cents."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


ROUTES = (exports, close, books_file, vat_csv, ledger_csv, kind_csv, account_csv)
