"""The ledger, for the desk: any account on any day, down to the posting and its cause. Nobody has a name here."""

import re
import uuid
from datetime import date
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from market.base.access import OPERATOR, needs
from market.base.clock import market_date, now
from market.base.errors import NotFound, Refusal
from market.base.ids import canonical
from market.base.pages import language_of, page, see_other
from market.money import explorer
from market.money.chart import OF_SOMETHING, Account, Kind, escrow
from market.money.reconciliation import runs
from market.operators import queries
from market.operators.errors import DayNotCome, DayUnknown
from market.web.forms import Ask, said
from market.web.operator_names import (
    ENTRY,
    TRANSACTION,
    account_name,
    account_of,
    inner,
    inner_number,
    outward,
    outward_number,
    somebody,
    stands_for,
)

LONGEST = 120  # characters of what is looked for
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST = 2000  # a year before which there was no market


@get("/operator/ledger", **needs(OPERATOR))
async def ledger(request: Ask, q: FromQuery[str] = "") -> Response[Any]:
    """All kinds of account as the last whole run saw them; or what a reference leads to."""
    wanted = q.strip()[:LONGEST]
    found = await _found(wanted) if wanted else []
    if len(found) == 1:
        return see_other(found[0]["href"])
    last = await runs.last_whole()
    balances = last.numbers["balances"] if last else {}
    return page(
        request,
        "operator/ledger.html",
        dense=True,
        q=wanted,
        found=found,
        at=last.finished_at if last else None,
        own=[_kind(kind, balances) for kind in Kind if kind not in OF_SOMETHING],
        theirs=[_kind(kind, balances) for kind in Kind if kind in OF_SOMETHING],
    )


def _kind(kind: Kind, balances: dict[str, dict[str, int]]) -> dict[str, Any]:
    return {"kind": kind, "href": _place_of(kind), "balance": balances.get(kind, {}).get("EUR", 0)}


def _place_of(kind: Kind) -> str:
    if kind in OF_SOMETHING:
        return f"/operator/ledger/kinds/{_slug(kind)}"
    return f"/operator/ledger/accounts/{account_name(Account(kind))}"


def _slug(kind: Kind) -> str:
    return kind.replace(":", "-")


async def _found(words: str) -> list[dict[str, Any]]:
    """What an id of Stripe's, or the id of an agreement, leads to."""
    try:
        rental = await queries.rental_of(canonical(words))
    except ValueError:
        causes = await explorer.caused_by(words)
        return [_transaction_link(await explorer.transaction(it)) for it in causes]
    if rental is None:
        return []
    return [{"href": f"/operator/ledger/accounts/{account_name(escrow(rental))}", "why": "", "at": None}]


def _transaction_link(it: explorer.Transaction) -> dict[str, Any]:
    return {
        "href": f"/operator/ledger/transactions/{outward(TRANSACTION, it.id)}",
        "why": it.why,
        "at": it.effective_at,
    }


@get("/operator/ledger/kinds/{slug:str}", **needs(OPERATOR))
async def kind_page(request: Ask, slug: FromPath[str], after: FromQuery[str] = "") -> Response[str]:
    """The accounts of a kind that stands for somebody or something, with what they hold now."""
    kind = kind_of(slug)
    found = await explorer.accounts_of(kind, account_of(after).subject if after else b"")
    return page(
        request,
        "operator/accounts.html",
        dense=True,
        kind=kind,
        accounts=[_account(account) | {"balance": held} for account, held in found],
        here=f"/operator/ledger/kinds/{slug}",
        following=account_name(found[-1][0]) if len(found) == explorer.PER_PAGE else "",
    )


def kind_of(slug: str) -> Kind:
    """The kind behind a page's address; raises NotFound."""
    kind = {_slug(kind): kind for kind in OF_SOMETHING}.get(slug)
    if kind is None:
        raise NotFound()
    return kind


def _account(account: Account) -> dict[str, Any]:
    return {
        "kind": account.kind,
        "who": stands_for(account),
        "href": f"/operator/ledger/accounts/{account_name(account)}",
    }


@get("/operator/ledger/accounts/{name:str}", **needs(OPERATOR))
async def account_page(
    request: Ask, name: FromPath[str], day: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Response[str]:
    """One account: what it held at the end of a day, and what moved it until then, latest first."""
    account, today = account_of(name), market_date(await now())
    below = inner_number(ENTRY, after) if after else None
    shared: dict[str, Any] = {
        "dense": True,
        "shown": _account(account),
        "today": today,
        "here": f"/operator/ledger/accounts/{name}",
        "after": after,
    }
    try:
        chosen = day_of(day, today)
    except Refusal as refusal:
        trouble = said(refusal, language_of(request))
        told = {"day": None, "typed": day.strip()[:LONGEST], "trouble": trouble}
        return page(request, "operator/account.html", trouble.status, **told, **shared)
    found = await explorer.postings(account, chosen, below)
    return page(
        request,
        "operator/account.html",
        day=chosen,
        balance=await explorer.balance_at(account, chosen),
        postings=[{"it": it, "name": outward(TRANSACTION, it.transaction)} for it in found],
        following=outward_number(ENTRY, found[-1].id) if len(found) == explorer.PER_PAGE else "",
        **shared,
    )


def day_of(words: str, today: date) -> date:
    """The day that a form names, `today` where it names none. Raises DayUnknown, DayNotCome."""
    typed = words.strip()
    if not typed:
        return today
    try:
        found = date.fromisoformat(typed) if DAY.fullmatch(typed) else None
    except ValueError:
        found = None
    if found is None or found.year < EARLIEST:
        raise DayUnknown(field="day")
    if found > today:
        raise DayNotCome(field="day")
    return found


@get("/operator/ledger/transactions/{name:str}", **needs(OPERATOR))
async def transaction_page(request: Ask, name: FromPath[str]) -> Response[str]:
    """One transaction: its entries, the row that caused it, the movements of Stripe's that it explains."""
    it = await explorer.transaction(inner(TRANSACTION, name))
    source = dict(it.source)
    people = [
        (of, somebody(of, _bytes(source.pop(of)))) for of in ("brand", "holder", "rental") if source.get(of)
    ]
    return page(
        request,
        "operator/transaction.html",
        dense=True,
        it=it,
        entries=[_account(account) | {"amount": amount} for account, amount in it.entries],
        people=dict(people),
        source=source,
        reverses=outward(TRANSACTION, it.reverses) if it.reverses else "",
        reversed_by=outward(TRANSACTION, it.reversed_by) if it.reversed_by else "",
    )


def _bytes(subject: bytes | uuid.UUID) -> bytes:
    return subject.bytes if isinstance(subject, uuid.UUID) else subject


ROUTES = (ledger, kind_page, account_page, transaction_page)
