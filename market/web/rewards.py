"""The brand's budgets for rewards: what was set aside, what it became, and the codes that people may choose."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base import vault
from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.idempotency import checked
from market.base.pages import language_of, page, see_other
from market.money.credit import queries as credit
from market.money.rewards import codes, queries
from market.money.rewards.actions.budgets import ROOM, close_budget, open_budget
from market.money.rewards.api import budget_name, budget_of
from market.money.rewards.queries import BudgetRow
from market.money.rewards.rules import BUDGET_LEAST, BUDGET_MOST, LEAST, LONGEST, MOST, Draft
from market.web.forms import Ask, Form, day_typed, in_languages, may, minor, said, seat_of, text, whole

READ, RENT = brand("read"), brand("rent")
PATH = "/rewards"
OPENED = marked("Set aside. You can offer rewards from it now.")
CLOSED = marked("Closed. What nobody holds is in your balance again.")
ADDED = marked("The codes are there. Each is given to one person.")


@get(PATH, **needs(READ))
async def budgets(request: Ask) -> Response[str]:
    """What was set aside, latest first, and the way to set something aside."""
    return await _list(request)


async def _list(
    request: Ask, typed: dict[str, str] | None = None, refusal: Refusal | None = None, key: str = ""
) -> Response[str]:
    own = seat_of(request).brand
    tag = vault.tag(ROOM, own)
    trouble = said(refusal, language_of(request)) if refusal else None
    today = market_date(await now())
    return page(
        request,
        "desk/rewards.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        budgets=[_shown(own, row) for row in await queries.of_brand(tag)],
        may_rent=may(principal_of(request), Right.RENT),
        spendable=await credit.spendable(tag),
        least=BUDGET_LEAST,
        most=BUDGET_MOST,
        reward_least=LEAST,
        reward_most=MOST,
        today=today,
        longest=today + LONGEST,
        trouble=trouble,
        typed=typed or {},
        key=key or uuid.uuid4().hex,
    )


def _shown(own: uuid.UUID, row: BudgetRow) -> dict[str, Any]:
    return {"href": f"{PATH}/{budget_name(own, row.id)}", "row": row}


@post(PATH, **needs(RENT))
async def set_aside(request: Ask, data: Form) -> Response[Any]:
    """Take it from the balance; a second click is the same budget."""
    typed = {field: text(data, field) for field in ("amount", "until", "rate")}
    rate = typed["rate"]
    try:
        draft = Draft(minor(typed["amount"]), day_typed(typed["until"]), whole(rate) * 100 if rate else None)
        id = await open_budget(principal_of(request), draft, checked(text(data, "key")))
    except Refusal as refusal:
        return await _list(request, typed, refusal, text(data, "key"))
    return see_other(f"{PATH}/{budget_name(seat_of(request).brand, id)}", OPENED)


@get(PATH + "/{name:str}", **needs(READ))
async def budget(request: Ask, name: FromPath[str]) -> Response[str]:
    """One budget: what it became, and its codes."""
    return await _page(request, name)


async def _page(request: Ask, name: str, refusal: Refusal | None = None, typed: str = "") -> Response[str]:
    own = seat_of(request).brand
    row = await queries.budget(vault.tag(ROOM, own), budget_of(own, name))
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "desk/reward_budget.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{name}"),
        it=_shown(own, row),
        may_rent=may(principal_of(request), Right.RENT),
        trouble=trouble,
        typed=typed,
    )


@post(PATH + "/{name:str}/codes", **needs(RENT))
async def put_codes(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Put codes in, one a line."""
    who, typed = principal_of(request), str(data.get("codes", ""))
    lines = [line for line in typed.splitlines() if line.strip()][: codes.AT_ONCE]
    try:
        await codes.add(who, budget_of(seat_of(request).brand, name), lines or [""])
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, name, refusal, typed)
    return see_other(f"{PATH}/{name}", ADDED)


@post(PATH + "/{name:str}/close", **needs(RENT))
async def close(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Offer nothing more from it."""
    try:
        await close_budget(principal_of(request), budget_of(seat_of(request).brand, name))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, name, refusal)
    return see_other(f"{PATH}/{name}", CLOSED)


ROUTES = (budgets, set_aside, budget, put_codes, close)
