"""Thanks to all who answered a round: the same words, and a gift each where there is one. Each is a message of its
relation, decided under its rental's row lock as any; whom it cannot reach is told by the code of the refusal.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from market.base import vault
from market.base.access import NotYours, Principal
from market.base.errors import Refusal
from market.money.credit.errors import BrandOwes
from market.money.rewards.actions import offers
from market.money.rewards.errors import BudgetOver, RewardBeyondBudget
from market.money.rewards.rules import check_reward
from market.relations.conversation import rules
from market.relations.conversation.actions import write_as_brand
from market.relations.conversation.rules import Words
from market.relations.conversation.thanks import Thanks
from market.relations.errors import NobodyToThank
from market.relations.questions import queries as questions
from market.relations.questions.queries import Asked


@dataclass(frozen=True)
class Thanked:
    """How many were written to, and why others were not, by the code of the refusal."""

    thanked: int
    left_out: Mapping[str, int]


async def thank_round(who: Principal, round_name: str, text: str, key: str, thanks: Thanks) -> Thanked:
    """Thank all who answered, in the words `text`; a gift is each person's. With the `key` again: the same messages.

    Raises QuestionNotFound, TextNotAccepted, MessageLeadsAway, NobodyToThank; of a gift RewardOutOfRange,
    RewardBeyondBudget (then nobody was written to), BudgetNotFound, BudgetOver, BrandOwes.
    """
    if who.seat is None:
        raise NotYours()
    rules.refuse_leading(Words(rules.check_text(text), ""))
    answered = [it for it in await questions.round_of(who.seat.brand, round_name) if it.answer is not None]
    if thanks.gift is not None and thanks.budget is not None:
        needed = check_reward(thanks.gift) * len(answered)
        await offers.require_enough(thanks.budget, vault.tag("money", who.seat.brand), needed)
    results = [await _thank(who, it, text, key, thanks) for it in answered]
    left_out = Counter(it for it in results if it is not None)
    reached = sum(it is None for it in results)
    if not reached:
        raise NobodyToThank(left_out=dict(left_out))
    return Thanked(reached, dict(left_out))


async def _thank(who: Principal, it: Asked, text: str, key: str, thanks: Thanks) -> str | None:
    """None where they were written to, else why not."""
    try:
        own = uuid.uuid5(it.id, key).hex  # one key for each relation, the same when it is tried again
        await write_as_brand(who, it.agreement, text, own, thanks=replace(thanks, question=it.id))
    except (BudgetOver, BrandOwes, RewardBeyondBudget):
        raise
    except Refusal as refused:
        return refused.code
    return None
