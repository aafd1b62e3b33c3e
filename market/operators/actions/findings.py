"""An operator closes a finding, or lets what was held be done again."""

import uuid

from market.base import audit, jobs
from market.base.access import Principal
from market.base.database import fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import canonical
from market.money import inbox
from market.money.disputes.errors import NothingOwed
from market.money.reconciliation import findings, queries
from market.money.reconciliation.rules import Kind
from market.money.writeoffs import actions as write_offs
from market.money.writeoffs.actions import GivenUp
from market.money.writeoffs.queries import PastUs, past_us
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


async def past_us_of(finding: uuid.UUID) -> PastUs | None:
    """What became of the refund past us that a finding is about; None for other findings. Raises NotFound."""
    it = await queries.finding(finding)
    row = it.facts.get("row")
    return await past_us(canonical(row["id"])) if it.kind is Kind.OUTSIDE_REFUND and row else None


async def give_up(who: Principal, finding: uuid.UUID, seen: int) -> GivenUp:
    """Give up what nothing repays of the refund that a finding is about, or confirm that another operator does.

    `seen` (minor units) is what the operator saw owed.
    Raises NotYours, NotFound, NothingOwed, StillRepaid, DebtChanged, OwnDebt, SameOperator.
    """
    it = await queries.finding(finding)
    row = it.facts.get("row")
    if it.kind is not Kind.OUTSIDE_REFUND or not row:
        raise NothingOwed()
    return await write_offs.give_up(who, canonical(row["id"]), seen)


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
