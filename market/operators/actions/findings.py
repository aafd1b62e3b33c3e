"""An operator closes a finding, or lets what was held be done again."""

import uuid

from market.base import audit, jobs
from market.base.access import Principal
from market.base.database import fetch_value, transaction
from market.base.errors import NotFound
from market.money import inbox
from market.money.reconciliation import findings
from market.operators.actions.decisions import actor_of, operator_of
from market.operators.rules import check_note


async def close_finding(who: Principal, finding: uuid.UUID, version: int, note: str) -> None:
    """Close a finding whose facts were seen at `version`, and say why; no money moves by it.

    Raises NotFound, FindingClosed, FindingChanged, ReasonNeedsWords, TextNotAccepted, ContactNotAllowed.
    """
    actor = actor_of(operator_of(who))
    kept = check_note(note)
    async with transaction():
        await findings.close(actor, finding, version, kept)


async def replay_job(who: Principal, job: int) -> bool:
    """Let a held job be done again. False where it is not held any more. Raises NotFound."""
    actor = actor_of(operator_of(who))
    async with transaction():
        name = await jobs.replay(job)
        if name is not None:
            await audit.record(actor, "job.replayed", "job", uuid.UUID(int=job), name=name)
            return True
    if not await jobs.known(job):
        raise NotFound()
    return False


async def replay_event(who: Principal, event: uuid.UUID) -> bool:
    """Let a message of Stripe's that was given up be handled again. False where it was not. Raises NotFound."""
    actor = actor_of(operator_of(who))
    async with transaction():
        if await inbox.replay(event, actor):
            return True
    if not await fetch_value("select true from money.inbox_events where id = $1", event):
        raise NotFound()
    return False
