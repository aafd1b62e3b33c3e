"""Builders: a message of either side, seen to by the worker, and what both sides read."""

from market.relations.conversation import jobs, queries
from market.relations.conversation.actions import write_as_brand, write_as_holder
from market.relations.conversation.queries import Heard
from tests.relations.helpers import Relation, brand_of

HELLO = "Bonjour, qu’est-ce qui compte pour vous dans un vélo ?"
ANSWER = "la légèreté, et qu’il se plie bien."


async def brand_writes(relation: Relation, text: str = HELLO) -> str:
    """The brand writes, the worker sees to it; the message's name."""
    made = await write_as_brand(relation.brand, relation.agreement, text)
    await jobs.messaged(str(made))
    return queries.name_of(made, relation.agreement)


async def holder_writes(relation: Relation, text: str = ANSWER) -> str:
    made = await write_as_holder(relation.holder, relation.agreement, text)
    return queries.name_of(made, relation.agreement)


async def seen(relation: Relation) -> list[tuple[str, str]]:
    """What the brand reads: who, and what."""
    found = await queries.of_brand(brand_of(relation.brand), relation.agreement)
    return [(it.side, it.text) for it in found]


async def heard(relation: Relation, *, looking: bool = False) -> Heard:
    """What the holder reads."""
    assert relation.holder.person is not None
    return await queries.read_by_holder(relation.holder.person, relation.agreement, looking=looking)


async def texts(relation: Relation, *, looking: bool = False) -> list[str]:
    return [it.text for it in (await heard(relation, looking=looking)).said]
