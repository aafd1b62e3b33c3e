"""Who decides, and the row that says why."""

import uuid
from dataclasses import dataclass

from market.base import vault
from market.base.access import NotYours, Principal
from market.base.audit import Actor
from market.base.database import fetch
from market.base.ids import new_id
from market.operators.rules import Act, check_reason

ROOM = "operators"


@dataclass(frozen=True)
class Reason:
    """Why: a code that fits the act, and words where the code is not enough."""

    code: str
    note: str | None = None


def operator_of(who: Principal) -> uuid.UUID:
    """The person at the desk; raises NotYours. The route's rule says the same: this is the second lock."""
    if who.person is None or not who.operator:
        raise NotYours()
    return who.person


def actor_of(person: uuid.UUID) -> Actor:
    """An operator as the actor of an audit row."""
    return Actor("operator", vault.tag("audit", person))


async def write(person: uuid.UUID, act: Act, subject_kind: str, subject: uuid.UUID, reason: Reason) -> None:
    """Write the decision inside the act's transaction. Raises what `rules.check_reason` raises."""
    note = check_reason(act, subject_kind, reason.code, reason.note)
    await fetch(
        "insert into operators.decisions (id, at, operator, act, subject_kind, subject, reason, note)"
        " values ($1, base.now(), $2, $3, $4, $5, $6, $7)",
        *(new_id(), vault.tag(ROOM, person), act, subject_kind, subject, reason.code, note),
    )
