"""Out of which budget a reward or a gift comes: the choice that a form shows, and what was chosen."""

import uuid

from market.base import vault
from market.base.filters import day, money
from market.base.pages import language_of
from market.money.rewards.actions.budgets import ROOM
from market.money.rewards.api import budget_name, budget_of
from market.money.rewards.queries import of_brand
from market.relations.errors import QuestionUnclear
from market.web.forms import Ask, seat_of


def chosen(request: Ask, amount: str, budget: str) -> uuid.UUID | None:
    """What an amount, as typed, comes out of; the choice means nothing without one.

    Raises QuestionUnclear where none is chosen, BudgetNotFound.
    """
    if not amount:
        return None
    if not budget:
        raise QuestionUnclear(field="budget", reason="missing")
    return budget_of(seat_of(request).brand, budget)


async def choices(request: Ask) -> list[tuple[str, str]]:
    """Those from which something can be offered, by what is free and until when."""
    own, language = seat_of(request).brand, language_of(request)
    return [
        (
            budget_name(own, it.id),
            f"{money(it.free, language, exact=True)}, {day(it.until, language, short=True)}",
        )
        for it in await of_brand(vault.tag(ROOM, own))
        if it.free
    ]
