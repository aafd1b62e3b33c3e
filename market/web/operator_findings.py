"""The desk's findings: what Stripe and the books do not agree on, both sides' facts, and the note that closes it."""

import re
import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import OPERATOR, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.ids import canonical
from market.base.pages import language_of, page, see_other
from market.money import explorer
from market.money.chart import Account, escrow
from market.money.chart import Kind as AccountKind
from market.money.reconciliation import queries, runs
from market.money.reconciliation.queries import Finding
from market.money.reconciliation.rules import NOTICES, Kind
from market.operators.actions import findings
from market.operators.errors import NotConfirmed
from market.web.forms import Ask, Form, in_languages, said, text, whole
from market.web.operator_filters import not_offered
from market.web.operator_names import (
    FINDING,
    ROW,
    TRANSACTION,
    account_name,
    inner,
    outward,
    somebody,
    stands_for,
)

GIVEN_UP = marked("Given up: it is a loss of ours.")
SIGNED = marked("Approved by you. It takes one more operator.")
CLOSED = marked("Closed. It opens again only if its facts change.")
STATES = ("open", "closed")
LONGEST = 60  # characters of a kind that there is not
ROW_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ACCOUNT = re.compile(r"(?P<kind>[a-z]+:[a-z_]+) (?P<subject>[0-9a-f]*) (?P<currency>[A-Z]{3})")


@get("/operator/findings", **needs(OPERATOR))
async def finding_list(
    request: Ask, of: FromQuery[str] = "open", kind: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Response[str]:
    """Findings that are open or closed, of one kind or all; of what there is not, none."""
    below = inner(FINDING, after) if after else None
    state = of or "open"
    trouble = not_offered(request, "of", state, STATES) or not_offered(request, "kind", kind, ("", *Kind))
    found = [] if trouble else await queries.list_findings(state, Kind(kind) if kind else None, below)
    last = found[-1].id if len(found) == queries.PER_PAGE else None
    return page(
        request,
        "operator/findings.html",
        trouble.status if trouble else 200,
        dense=True,
        findings=[{"name": outward(FINDING, it.id), "it": it} for it in found],
        states=STATES,
        state=state,
        kinds=list(Kind),
        kind=kind[:LONGEST],
        trouble=trouble,
        counts=await queries.open_by_kind(),
        last=await runs.last_of_all(),
        last_whole=await runs.last_whole(),
        following=outward(FINDING, last) if last else "",
    )


@get("/operator/findings/{name:str}", **needs(OPERATOR))
async def finding_file(request: Ask, name: FromPath[str]) -> Response[str]:
    """One finding with the facts on both sides."""
    return await _file(request, inner(FINDING, name))


async def _file(request: Ask, id: uuid.UUID, refusal: Refusal | None = None, note: str = "") -> Response[str]:
    it = await queries.finding(id)
    trouble = said(refusal, language_of(request)) if refusal else None
    name = outward(FINDING, id)
    return page(
        request,
        "operator/finding.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/operator/findings/{name}"),
        dense=True,
        name=name,
        it=it,
        notice=it.kind in NOTICES,
        books=[side | {"name": _transaction(side)} for side in _books(it)],
        places=await _places(it) if it.kind is Kind.INVARIANT else [],
        causes=await _causes(it),
        closures=await queries.closures(id),
        past_us=await findings.past_us_of(id),
        trouble=trouble,
        note=note,
    )


def _transaction(side: dict[str, Any]) -> str:
    return outward(TRANSACTION, canonical(side["transaction"]))


def _books(it: Finding) -> list[dict[str, Any]]:
    """The ledger's transactions that explain nothing."""
    return it.facts.get("books") or []


async def _causes(it: Finding) -> list[dict[str, str]]:
    """The other transactions behind the object of Stripe's that a finding is about."""
    if ":" in it.subject or not it.facts.get("stripe"):
        return []
    left = {side["transaction"] for side in _books(it)}
    others = [each for each in await explorer.caused_by(it.subject) if str(each) not in left]
    return [
        {"name": outward(TRANSACTION, each), "why": (await explorer.transaction(each)).why} for each in others
    ]


async def _places(it: Finding) -> list[dict[str, str]]:
    """Where a rule is broken, as the desk may see it: an account, postings, or a label."""
    subject = str(it.facts.get("subject", ""))
    rows = ROW_ID.findall(subject)
    return await _of_row(canonical(rows[0])) if rows else [_place(subject)]


def _place(subject: str) -> dict[str, str]:
    account = ACCOUNT.fullmatch(subject)
    if account:
        where = Account(AccountKind(account["kind"]), bytes.fromhex(account["subject"]), account["currency"])
        who = stands_for(where)
        words = f"{where.kind} {who.label}" if who else str(where.kind)
        return {"href": f"/operator/ledger/accounts/{account_name(where)}", "words": words}
    if re.fullmatch(r"[0-9a-f]{64}", subject):
        return {"href": "", "words": somebody("holder", bytes.fromhex(subject)).label}
    if re.fullmatch(r"[0-9a-f]{32}", subject):
        rental = uuid.UUID(int=int(subject, 16))
        label = somebody("rental", rental.bytes).label
        return {"href": f"/operator/ledger/accounts/{account_name(escrow(rental))}", "words": label}
    return {"href": "", "words": subject}


async def _of_row(row: uuid.UUID) -> list[dict[str, str]]:
    """The postings that a row of ours caused, or that it is; without one, a label."""
    found = await explorer.of_row(row)
    if not found:
        return [{"href": "", "words": outward(ROW, row)[1:9]}]
    return [
        {"href": f"/operator/ledger/transactions/{outward(TRANSACTION, id)}", "words": why}
        for id, why in found
    ]


@post("/operator/findings/{name:str}/closure", **needs(OPERATOR))
async def close_finding(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Close a finding with a note."""
    id, note, seen = inner(FINDING, name), text(data, "note"), text(data, "version")
    try:
        await findings.close_finding(principal_of(request), id, whole(seen), note)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _file(request, id, refusal, note)
    return see_other(f"/operator/findings/{name}", CLOSED)


@post("/operator/findings/{name:str}/write-off", **needs(OPERATOR))
async def give_up(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Give up what nothing repays of a refund past us; confirmed by a tick."""
    id = inner(FINDING, name)
    try:
        if text(data, "sure") != "yes":
            raise NotConfirmed(field="sure")
        done = await findings.give_up(principal_of(request), id, whole(text(data, "owed")))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _file(request, id, refusal)
    return see_other(f"/operator/findings/{name}", GIVEN_UP if done.booked else SIGNED)


ROUTES = (finding_list, finding_file, close_finding, give_up)
