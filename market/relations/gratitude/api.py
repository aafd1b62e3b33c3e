"""JSON routes of thanks: the brand's. One person alone is thanked by a message."""

from typing import Any

from litestar import Request, post
from litestar.params import FromPath, JSONBody

from market.base.access import brand, needs, principal_of
from market.base.idempotency import checked
from market.money.rewards.api import budget_of
from market.relations.conversation.thanks import Thanks
from market.relations.errors import QuestionUnclear
from market.relations.gratitude import actions
from market.relations.gratitude.schemas import ThankedOut, ThanksShape
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]


@post("/v1/questions/{name:str}/thanks", status_code=200, **needs(brand("invite", scope="invitations:write")))
async def thank(request: Ask, name: FromPath[str], data: JSONBody[ThanksShape]) -> ThankedOut:
    """Thank all who answered. Needs an `Idempotency-Key`; repeated, nobody is thanked twice."""
    key = checked(request.headers.get("idempotency-key"))
    if (data.gift is None) != (data.budget is None):
        raise QuestionUnclear(field="gift" if data.gift is None else "budget", reason="missing")
    budget = budget_of(seat_of(request).brand, data.budget) if data.budget is not None else None
    made = await actions.thank_round(
        principal_of(request), name, data.text, key, Thanks(gift=data.gift, budget=budget)
    )
    return ThankedOut(thanked=made.thanked, left_out=dict(made.left_out))


ROUTES = (thank,)
