"""Who lets money out: an operator, who stands here under a tag that no holder's tag of theirs is equal to."""

from dataclasses import dataclass

from market.accounts.queries import member_tags
from market.base import vault
from market.base.access import NotYours, Principal
from market.base.audit import Actor
from market.base.errors import NotFound
from market.money.payouts.identities import ROOM

OPERATORS = "payouts/operators"


@dataclass(frozen=True)
class Operator:
    """A person at the desk: their tag here, the holder they may be, and themselves as an actor."""

    tag: bytes
    holder: bytes
    actor: Actor


def operator_of(who: Principal) -> Operator:
    """The operator who asks; raises NotYours. The route's rule says the same: this is the second lock."""
    if who.person is None or not who.operator:
        raise NotYours()
    return Operator(
        vault.tag(OPERATORS, who.person),
        vault.tag(ROOM, who.person),
        Actor("operator", vault.tag("audit", who.person)),
    )


async def is_of(operator: Operator, brand: bytes) -> bool:
    """Whether the operator is in the brand with this tag: whose money it is decides nothing about it."""
    try:
        of = vault.person_of(ROOM, brand)
    except NotFound:  # nobody that accounts know
        return False
    return operator.holder in await member_tags(of, ROOM)
