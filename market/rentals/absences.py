"""What a holder's absence has done, kept for the holder alone: to a brand, Moi has stopped its rental, as ever."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from market.base import vault
from market.base.database import fetch, fetch_row
from market.base.ids import new_id
from market.rentals.queries import ROOM

TOLD_FOR: Final = timedelta(days=90)
"""For how long after the hiding a holder who is back is told of it."""


@dataclass(frozen=True)
class Absence:
    """The account had not been opened since `since`; on `hidden_at` so many `personas` were hidden, and the rentals
    `ended` (agreements) followed. Times UTC.
    """

    since: datetime
    hidden_at: datetime
    personas: int
    ended: tuple[uuid.UUID, ...]


async def note_hidden(person: uuid.UUID, since: datetime, personas: int) -> None:
    """In the transaction that hides them."""
    await fetch(
        "insert into rentals.absences (id, holder, since, hidden_at, personas)"
        " values ($1, $2, $3, base.now(), $4)",
        *(new_id(), vault.tag(ROOM, person), since, personas),
    )


async def note_ended(rental: uuid.UUID) -> None:
    """In the transaction that ends it for the latest absence of its holder."""
    await fetch(
        "insert into rentals.absent_ends (rental, absence) select r.id, a.id from rentals.rentals r"
        " join rentals.absences a on a.holder = r.holder where r.id = $1"
        " order by a.hidden_at desc limit 1 on conflict (rental) do nothing",
        rental,
    )


async def latest(person: uuid.UUID) -> Absence | None:
    """The latest absence of a holder, while they are told of it."""
    row = await fetch_row(
        "select a.since, a.hidden_at, a.personas, array(select r.agreement from rentals.absent_ends e"
        "   join rentals.rentals r on r.id = e.rental where e.absence = a.id order by r.ended_at, r.id) as ended"
        " from rentals.absences a where a.holder = $1 and a.hidden_at > base.now() - $2::interval"
        " order by a.hidden_at desc limit 1",
        *(vault.tag(ROOM, person), TOLD_FOR),
    )
    return Absence(row["since"], row["hidden_at"], row["personas"], tuple(row["ended"])) if row else None


async def ended_for_it(person: uuid.UUID) -> set[uuid.UUID]:
    """The agreements of a holder that ended for an absence of theirs, whenever that was."""
    rows = await fetch(
        "select r.agreement from rentals.absent_ends e join rentals.rentals r on r.id = e.rental"
        " where r.holder = $1",
        vault.tag(ROOM, person),
    )
    return {row["agreement"] for row in rows}
