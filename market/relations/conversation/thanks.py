"""A message of thanks: for an answer or for nothing in particular, with a gift or with words alone.

It is a message, so it counts among those of the terms, lies in a silence as any and ends with the rental. A gift is a
reward that is earned at once: nothing has to be done for it.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from market.base import audit, vault
from market.base.database import fetch_value
from market.money.rewards.actions import offers
from market.money.rewards.actions.offers import Thing
from market.relations.errors import NotAnswered
from market.relations.questions import queries as questions
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow

GIFT = "gift"
"""What the reward is for, as money keeps it: the message."""


@dataclass(frozen=True)
class Thanks:
    """For the answer to a question (its inner id) or to none; a gift, minor units, and the budget that it comes of."""

    question: uuid.UUID | None = None
    gift: int | None = None
    budget: uuid.UUID | None = None

    def kept(self, agreement: uuid.UUID) -> dict[str, Any]:
        """As it is sealed with the message's words."""
        name = questions.name_of(self.question, agreement) if self.question else None
        return {"question": name, "gift": self.gift}


async def check(row: RentalRow, thanks: Thanks) -> None:
    """Raises NotAnswered: one is thanked for an answer that stands in this rental."""
    if thanks.question is not None and not await fetch_value(
        "select exists (select from relations.questions q join relations.answers a on a.question = q.id"
        " and a.sealed is not null where q.id = $1 and q.rental = $2)",
        *(thanks.question, row.id),
    ):
        raise NotAnswered()


async def give(row: RentalRow, message: uuid.UUID, thanks: Thanks, actor: audit.Actor) -> None:
    """The gift of a message that was just written, under the rental's lock. Raises what offering a reward raises."""
    if thanks.gift is None or thanks.budget is None:
        return
    thing = Thing(GIFT, message, row.id, vault.retag(row.holder, rentals.ROOM, "money"))
    tag = vault.tag("money", row.brand)
    await offers.earn(await offers.offer(thanks.budget, tag, thanks.gift, thing, actor), actor)
