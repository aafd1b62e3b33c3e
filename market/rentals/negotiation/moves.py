"""The one way a negotiation changes its state, and what its end does. Inside the caller's transaction, which holds
its payment and its row (`queries.locked`).
"""

from datetime import datetime
from typing import Any

from contracts.states import NEGOTIATION
from market.base import audit, jobs
from market.base.database import fetch
from market.money import captures
from market.money.captures import DecidedOtherwise, NothingHeld
from market.personas import slots
from market.rentals.agreements import Way
from market.rentals.negotiation.queries import NegotiationRow, Outcome
from market.rentals.negotiation.rules import TAKING, told_at

LETTER = "negotiations.letter"
IN_TIME = ("offer", "accept", "agree")
"""What is done only before the deadline, by the database's clock at the moment of the move; or was said before it."""


class NegotiationAstray(RuntimeError):
    """A move that was decided under the lock was not possible: a mistake of ours, and the whole act is undone."""


async def move(row: NegotiationRow, event: str, actor: audit.Actor, **columns: Any) -> bool:
    """Move by `event` of the protocol; False where the state does not allow it, or the deadline has passed."""
    sets = "".join(f", {name} = ${number}" for number, name in enumerate(columns, 4))
    in_time = " and (decide_by > base.now() or agree_at is not null)" if event in IN_TIME else ""
    moved = await fetch(
        f"update rentals.negotiations set state = $2{sets} where id = $1 and state = any($3){in_time} returning id",
        *(row.id, NEGOTIATION.target(event), list(NEGOTIATION.sources(event))),
        *columns.values(),
    )
    if moved:
        await audit.record(actor, f"negotiation.{NEGOTIATION.target(event).lower()}", "negotiation", row.id)
    return bool(moved)


async def say_yes(row: NegotiationRow, actor: audit.Actor, way: Way, agree_at: datetime) -> bool:
    """The holder accepts by `way`, and it becomes an agreement at `agree_at` (UTC), for which its place is kept.

    False where it cannot be answered any more. The state is the protocol's, which both sides know: it stays.
    """
    said = await fetch(
        "update rentals.negotiations set answered_at = $2, accepted_way = $3, agree_at = $4"
        " where id = $1 and state = 'REQUESTED' and agree_at is null and decide_by > base.now() returning id",
        *(row.id, row.now, way, agree_at),
    )
    if not said or not await slots.hold_longer(row.rental, agree_at + TAKING):
        return False
    await audit.record(actor, "negotiation.answered", "negotiation", row.id)
    return True


async def terminate(
    row: NegotiationRow,
    by: str,
    actor: audit.Actor,
    *,
    reason: str | None = None,
    due_at: datetime | None = None,
    **columns: Any,
) -> bool:
    """End it without an agreement; at `due_at` (UTC), or at once, the money is let go and the place is free."""
    facts = {"ended_at": row.now, "ended_by": by, "reason": reason, "due_at": due_at or row.now, **columns}
    if not await move(row, "terminate", actor, **facts):
        return False
    if due_at is None:
        await settle(row, actor)
    return True


async def end_untold(
    row: NegotiationRow, by: str, actor: audit.Actor, *, reason: str | None = None, **columns: Any
) -> bool:
    """End it for a reason that is not its brand's: the brand is told, and its money let go, at `rules.told_at`."""
    if row.decide_by is None:
        raise NegotiationAstray("what was put to somebody has a deadline")
    due_at = told_at(row.now, row.decide_by)
    return await terminate(row, by, actor, reason=reason, due_at=due_at, **columns)


async def close(row: NegotiationRow, outcome: Outcome, actor: audit.Actor) -> None:
    """It is over for a brand that was not told of its end yet, by an act of the brand's or its bank's: the money is
    let go now, and what ended it before stays between its holder and us.
    """
    closed = await fetch(
        "update rentals.negotiations set closed_at = $2, closed_as = $3, settled_at = base.now()"
        " where id = $1 and closed_at is null and due_at > $2 returning id",
        *(row.id, row.now, outcome),
    )
    if not closed:
        raise NegotiationAstray("its brand was told meanwhile")
    await audit.record(actor, "negotiation.closed", "negotiation", row.id, outcome=outcome)
    await settle(row, actor)


async def settle(row: NegotiationRow, actor: audit.Actor) -> None:
    """Let go of the money and the place of what has ended, and have told whoever was asked or waits."""
    await slots.release(row.rental)
    await let_go(row, actor)
    await fetch(
        "update rentals.negotiations set settled_at = base.now() where id = $1 and settled_at is null", row.id
    )
    if row.put_at is not None:
        await jobs.enqueue(LETTER, negotiation=row.id, kind="over")


async def let_go(row: NegotiationRow, actor: audit.Actor) -> None:
    """The bank need not hold the money any more; where none is held yet, the page for it is closed."""
    try:
        await captures.let_go(row.order_id, actor)
    except NothingHeld:
        await jobs.enqueue("rentals.close_checkout", order=row.order_id)
    except DecidedOtherwise as other:
        raise NegotiationAstray("its money is being taken") from other
