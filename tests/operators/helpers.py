"""Builders for the desk."""

import uuid

from market.base.access import Principal
from market.base.database import fetch
from market.operators.actions.decisions import Reason
from tests.factories import a_brand, a_person
from tests.relations.helpers import brand_of, with_mailbox

BREACH, FALSE, REGISTERED = Reason("breach"), Reason("false-traits"), Reason("registered", "Vu au registre.")


async def an_operator() -> Principal:
    return await a_person(operator=True)


async def an_owner(*, approved: bool = True, address: str = "olga@example.org") -> Principal:
    """A brand's owner with a mailbox."""
    return await with_mailbox(await a_brand(approved=approved), address)


async def state_of(who: Principal) -> str:
    rows = await fetch("select state from accounts.brands where id = $1", brand_of(who))
    return str(rows[0]["state"])


async def audited(subject: uuid.UUID) -> list[tuple[str, str, bytes]]:
    """(action, kind of actor, its tag) of every audit row of a subject, oldest first."""
    rows = await fetch(
        "select action, actor_kind, actor from base.audit_entries where subject = $1 order by id", subject
    )
    return [tuple(row) for row in rows]


async def decided(subject: uuid.UUID) -> list[tuple[str, str, str | None]]:
    """(act, reason, note) of every decision on a subject, oldest first."""
    rows = await fetch(
        "select act, reason, note from operators.decisions where subject = $1 order by id", subject
    )
    return [tuple(row) for row in rows]
