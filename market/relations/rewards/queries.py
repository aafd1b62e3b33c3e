"""Reads of a relation's rewards, for the person alone: a brand never learns which way one came."""

import uuid
from collections.abc import Sequence

from market.base import names, vault
from market.base.errors import NotFound
from market.money.rewards import queries as money
from market.money.rewards.errors import CharityNotFound, RewardNotFound
from market.money.rewards.queries import RewardRow
from market.rentals import queries as rentals

KIND, CHARITY = "reward", "charity"
QUESTION = "question"
"""What a reward is for, as money keeps it."""


def name_of(reward: uuid.UUID, agreement: uuid.UUID) -> str:
    """What a reward is called in its relation."""
    return names.name(KIND, reward, names.for_agreement(agreement))


def reward_of(agreement: uuid.UUID, name: str) -> uuid.UUID:
    """The one behind such a name; raises RewardNotFound."""
    try:
        return names.inner_id(KIND, name, names.for_agreement(agreement))
    except NotFound as error:
        raise RewardNotFound() from error


def charity_name(charity: uuid.UUID) -> str:
    """What everybody calls a charity."""
    return names.name(CHARITY, charity, names.for_everybody())


def charity_of(name: str) -> uuid.UUID:
    """The one behind such a name; raises CharityNotFound."""
    try:
        return names.inner_id(CHARITY, name, names.for_everybody())
    except NotFound as error:
        raise CharityNotFound() from error


async def of_holder(person: uuid.UUID, agreement: uuid.UUID) -> Sequence[RewardRow]:
    """The rewards of one relation, latest first, also after its end. Raises RentalNotFound."""
    row = await rentals.of_holder(person, agreement)
    return await money.of_rental(vault.tag("money", person), row.id)
