"""Every state change leaves one row, written in its own transaction; nobody alters it."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from market.base.database import current_connection

ActorKind = Literal["person", "key", "operator", "clock", "stripe", "system"]


@dataclass(frozen=True)
class Actor:
    """Who acts: a person's tag in the audit room, an API key, or a part of the house (empty tag)."""

    kind: ActorKind
    tag: bytes = b""


CLOCK = Actor("clock")
STRIPE = Actor("stripe")
SYSTEM = Actor("system")


async def record(
    actor: Actor, action: str, subject_kind: str, subject: uuid.UUID, **facts: str | int | bool | None
) -> None:
    """Write the row of `action`; facts are small and name no person and no claim's value."""
    await current_connection().execute(
        "insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject, facts)"
        " values (default, base.now(), $1, $2, $3, $4, $5, $6)",
        action,
        actor.kind,
        actor.tag,
        subject_kind,
        subject,
        json.dumps(facts),
    )


async def record_all(actor: Actor, action: str, subject_kind: str, subjects: Sequence[uuid.UUID]) -> None:
    """The row of `action` for each subject, in one statement."""
    await current_connection().execute(
        "insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject, facts)"
        " select uuidv7(), (select base.now()), $1, $2, $3, $4, s.subject, '{}' from unnest($5::uuid[]) s (subject)",
        *(action, actor.kind, actor.tag, subject_kind, list(subjects)),
    )
