"""JSON routes of rewards: the person's."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from market.base import vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date
from market.money.rewards import codes
from market.money.rewards import queries as money
from market.money.rewards.actions.choose import Choice
from market.money.rewards.queries import RewardRow
from market.money.rewards.rules import worth
from market.relations.questions import queries as questions
from market.relations.rewards import actions, queries
from market.relations.rewards.schemas import CharityOut, ChoiceShape, RewardOut
from market.rentals.api import agreement_id

Ask = Request[Any, Any, Any]


async def shown(agreement: uuid.UUID, row: RewardRow) -> RewardOut:
    """A reward with its code, if it came as one."""
    question = row.source_type == queries.QUESTION
    return RewardOut(
        id=queries.name_of(row.id, agreement),
        question=questions.name_of(row.source, agreement) if question else None,
        amount=row.amount,
        currency=row.currency,
        state=row.status,
        voucher_worth=worth(row.amount, row.worth_bps) if row.worth_bps else None,
        choose_by=market_date(row.choose_by) if row.choose_by else None,
        code=await codes.of_reward(row.id) if row.status == "exchanged" else None,
        charity=row.charity,
    )


@get("/v1/relations/{agreement:str}/rewards", **needs(HOLDER))
async def rewards(request: Ask, agreement: FromPath[str]) -> list[RewardOut]:
    """What this relation brought or may bring beside its price, latest first."""
    which = agreement_id(agreement)
    return [await shown(which, row) for row in await queries.of_holder(person_of(request), which)]


@post("/v1/relations/{agreement:str}/rewards/{name:str}/choice", status_code=200, **needs(HOLDER))
async def choose(
    request: Ask, agreement: FromPath[str], name: FromPath[str], data: JSONBody[ChoiceShape]
) -> RewardOut:
    """Say how an earned reward comes. It is said once, and the brand is not told."""
    which = agreement_id(agreement)
    charity = queries.charity_of(data.charity or "") if data.way == "charity" else None
    await actions.choose(principal_of(request), which, name, Choice(data.way, charity))
    tag = vault.tag("money", person_of(request))
    return await shown(which, await money.reward(tag, queries.reward_of(which, name)))


@get("/v1/charities", **needs(HOLDER))
async def charities(request: Ask) -> list[CharityOut]:
    """Who a reward can be given to; none where this market makes no transfers of its own."""
    return [
        CharityOut(id=queries.charity_name(it.id), name=it.name, registration=it.registration)
        for it in await money.charities()
    ]


ROUTES = (rewards, choose, charities)
