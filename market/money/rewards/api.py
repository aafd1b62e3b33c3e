"""JSON routes of reward budgets: the brand's side. What a person does with a reward is in `relations`."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from market.accounts.actions.keys import seat_of
from market.base import names, vault
from market.base.access import brand, needs, principal_of
from market.base.clock import market_date
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.money.rewards import codes, queries
from market.money.rewards.actions.budgets import ROOM, close_budget, open_budget
from market.money.rewards.errors import BudgetNotFound
from market.money.rewards.queries import BudgetRow
from market.money.rewards.schemas import BudgetOut, BudgetShape, CodesOut, CodesShape

Ask = Request[Any, Any, Any]

KIND = "reward-budget"
LOOK = brand("read", scope="rentals:read")
PAY = brand("rent", scope="rentals:write")
PATH = "/v1/reward-budgets"


def budget_name(brand_id: uuid.UUID, id: uuid.UUID) -> str:
    """What this brand calls one of its budgets."""
    return names.name(KIND, id, names.for_brand(brand_id))


def budget_of(brand_id: uuid.UUID, name: str) -> uuid.UUID:
    """The one behind such a name; raises BudgetNotFound, as for another brand's."""
    try:
        return names.inner_id(KIND, name, names.for_brand(brand_id))
    except NotFound as error:
        raise BudgetNotFound() from error


def _shown(own: uuid.UUID, row: BudgetRow) -> BudgetOut:
    facts = ("amount", "currency", "free", "reserved", "spent", "returned", "status", "until", "voucher_bps")
    return BudgetOut(
        id=budget_name(own, row.id),
        **{fact: getattr(row, fact) for fact in facts},
        codes=row.codes,
        codes_left=row.codes_left,
        opened_on=market_date(row.opened_at),
        closed_on=market_date(row.closed_at) if row.closed_at else None,
    )


async def _one(own: uuid.UUID, id: uuid.UUID) -> BudgetOut:
    return _shown(own, await queries.budget(vault.tag(ROOM, own), id))


@get(PATH, **needs(LOOK))
async def budgets(request: Ask) -> list[BudgetOut]:
    """What the brand has set aside for rewards, latest first."""
    own = seat_of(principal_of(request)).brand
    return [_shown(own, row) for row in await queries.of_brand(vault.tag(ROOM, own))]


@get(f"{PATH}/{{name:str}}", **needs(LOOK))
async def one_budget(request: Ask, name: FromPath[str]) -> BudgetOut:
    """One of them."""
    own = seat_of(principal_of(request)).brand
    return await _one(own, budget_of(own, name))


@post(PATH, status_code=201, **needs(PAY))
async def set_aside(request: Ask, data: JSONBody[BudgetShape]) -> BudgetOut:
    """Take it from the balance. Needs an `Idempotency-Key`; repeated, it is the same budget."""
    who, key = principal_of(request), checked(request.headers.get("idempotency-key"))
    return await _one(seat_of(who).brand, await open_budget(who, data.draft(), key))


@post(f"{PATH}/{{name:str}}/codes", status_code=200, **needs(PAY))
async def put_codes(request: Ask, name: FromPath[str], data: JSONBody[CodesShape]) -> CodesOut:
    """Put codes in, each for one person. One that is there already stays as it is."""
    who = principal_of(request)
    return CodesOut(added=await codes.add(who, budget_of(seat_of(who).brand, name), data.codes))


@post(f"{PATH}/{{name:str}}/closure", status_code=200, **needs(PAY))
async def close(request: Ask, name: FromPath[str]) -> BudgetOut:
    """Offer nothing more from it: what is free is in the balance at once, the rest once nothing holds it."""
    who = principal_of(request)
    own = seat_of(who).brand
    id = budget_of(own, name)
    await close_budget(who, id)
    return await _one(own, id)


ROUTES = (budgets, one_budget, set_aside, put_codes, close)
