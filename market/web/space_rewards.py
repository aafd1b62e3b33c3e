"""What a relation brings its person beside the price: offered, earned, and how it comes."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Conflict, Invalid, NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, see_other
from market.money.rewards import codes
from market.money.rewards import queries as money
from market.money.rewards.actions.choose import Choice
from market.money.rewards.errors import CharityNotFound, RewardNotFound
from market.money.rewards.queries import RewardRow
from market.money.rewards.rules import WAYS, Way, worth
from market.relations.conversation.thanks import GIFT
from market.relations.rewards import actions, queries
from market.relations.rewards.actions import RUNNING
from market.rentals import queries as rentals
from market.rentals.api import agreement_id
from market.rentals.queries import RentalRow
from market.web.forms import Form, in_languages, said, text

CHOSEN = marked("It is yours that way. The brand is not told.")


@dataclass(frozen=True)
class Shown:
    """A reward as its person reads it. `worth`: what a code is worth of it, 0 where none can be chosen;
    `gift`: it came with thanks, and nothing had to be done for it."""

    path: str
    source: uuid.UUID
    amount: int
    state: str
    worth: int
    choose_by: datetime | None
    code: str
    charity: str
    gift: bool


async def _shown(it: RewardRow, row: RentalRow) -> Shown:
    coded = it.worth_bps and it.codes_left and row.phase in RUNNING
    return Shown(
        path=f"/relations/{row.agreement}/rewards/{queries.name_of(it.id, row.agreement)}",
        source=it.source,
        amount=it.amount,
        state=it.status,
        worth=worth(it.amount, it.worth_bps) if coded and it.worth_bps else 0,
        choose_by=it.choose_by,
        code=(await codes.of_reward(it.id) or "") if it.status == "exchanged" else "",
        charity=it.charity or "",
        gift=it.source_type == GIFT,
    )


async def of_relation(person: uuid.UUID, row: RentalRow) -> list[Shown]:
    """The rewards of one relation, latest first; what was offered and not earned is told by its question."""
    found = await queries.of_holder(person, row.agreement)
    return [await _shown(it, row) for it in found if it.status not in ("offered", "lapsed")]


async def _page(
    request: Ask,
    agreement: str,
    name: str,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    person, language = person_of(request), language_of(request)
    try:
        row = await rentals.of_holder(person, agreement_id(agreement))
    except NotFound as error:
        raise RewardNotFound() from error
    path = f"/relations/{row.agreement}/rewards/{name}"
    found = next((it for it in await of_relation(person, row) if it.path == path), None)
    if found is None:
        raise RewardNotFound()
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "space/reward.html",
        trouble.status if trouble else 200,
        addresses=in_languages(path),
        it=found,
        brand=row.document["second_party"]["name"],
        charities=[(queries.charity_name(it.id), it.name) for it in await money.charities()],
        trouble=trouble,
        typed=typed or {},
        relation=f"/relations/{row.agreement}",
    )


@get("/relations/{agreement:str}/rewards/{name:str}", **needs(HOLDER))
async def reward(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> Response[str]:
    """One reward: how it can come, or how it came."""
    return await _page(request, agreement, name)


@post("/relations/{agreement:str}/rewards/{name:str}", **needs(HOLDER))
async def choose(request: Ask, agreement: FromPath[str], name: FromPath[str], data: Form) -> Response[Any]:
    """Say how it comes: once."""
    typed = {field: text(data, field) for field in ("way", "charity")}
    way: Way = next((it for it in WAYS if it == typed["way"]), "cash")
    try:
        charity = queries.charity_of(typed["charity"]) if way == "charity" else None
        await actions.choose(principal_of(request), agreement_id(agreement), name, Choice(way, charity))
    except (Conflict, Invalid, CharityNotFound) as refusal:
        return await _page(request, agreement, name, refusal, typed)
    return see_other(f"/relations/{agreement_id(agreement)}/rewards/{name}", CHOSEN)


ROUTES = (reward, choose)
