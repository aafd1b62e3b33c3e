"""The one way a renewal changes its state, and how it is called off. Inside the caller's transaction, which has
locked the rental that is renewed.
"""

import uuid
from typing import Any

from contracts.agreement import ENDED_BY
from market.base import audit, jobs
from market.base.database import fetch
from market.rentals import record
from market.rentals.queries import RentalRow, locked
from market.rentals.renewal.queries import RenewalRow, of_rental
from market.rentals.renewal.rules import RENEWAL

RUNNING = ("Active", "TemporarilySuspended")
WHO = {"withdraw": "holder", "end_early": "brand", "stop": "stopped"}
"""Why a renewal was called off, by the event that ended the rental, or would have."""


def by_a_bank(event: str, actor: audit.Actor) -> bool:
    """Whether a rental ends because a bank took its payment back: Stripe's word stops nothing else."""
    return event == "stop" and actor == audit.STRIPE


async def move(renewal: uuid.UUID, event: str, actor: audit.Actor, **columns: Any) -> bool:
    """Move by `event` if the state allows it; False when it does not: the caller was late."""
    sets = "".join(f", {name} = ${number}" for number, name in enumerate(columns, 4))
    moved = await fetch(
        f"update rentals.renewals set state = $2, changed_at = base.now(){sets}"
        " where id = $1 and state = any($3) returning id",
        *(renewal, RENEWAL.target(event), list(RENEWAL.sources(event))),
        *columns.values(),
    )
    if moved:
        await audit.record(actor, f"renewal.{RENEWAL.target(event)}", "renewal", renewal)
    return bool(moved)


async def write_letter(rental: uuid.UUID, kind: str) -> None:
    """Have both sides told, once this is committed."""
    await jobs.enqueue("rentals.renewal_letter", rental=rental, kind=kind)


async def call_off(row: RentalRow, event: str, actor: audit.Actor) -> bool:
    """No renewal follows `row`, by the `event` that ended it or took the renewal back; what was paid goes back.

    False where there was nothing to call off.
    """
    from market.rentals.actions.activate import abandon
    from market.rentals.actions.end import end

    renewal = await of_rental(row.id)
    if renewal is None or renewal.state not in RENEWAL.sources("call_off"):
        return False
    following = await locked(renewal.next) if renewal.next else None
    if following is not None and following.state == "Inactive":
        await abandon(following, event)
    elif following is not None and following.ahead and following.phase in RUNNING:
        await end(following.id, event, actor)  # this moves the renewal too
    await called_off(row, renewal, event, actor)
    return True


async def called_off(row: RentalRow, renewal: RenewalRow, event: str, actor: audit.Actor) -> None:
    """Record that the renewal of `row` is called off, once; who was told of it is told again."""
    because = "payment_lost" if by_a_bank(event, actor) else WHO[event]
    moved = await move(renewal.id, "call_off", actor, because=because, due_at=None)
    if moved and renewal.state != "open":
        await record.write(row.id, row.agreement, "renewal_called_off", row.now, {"by": ENDED_BY[event]})
        await write_letter(row.id, "called_off")
