"""The day's digest of a holder, and what is not in it: nothing of a brand that is paused, or whose rental is over.

Who keeps quiet hours in the evening gets it once they are over.
"""

import contextlib
import uuid

from market.accounts.notifications import digest
from market.base import vault
from market.base.database import fetch_row
from market.base.errors import NotFound
from market.base.sweeps import Sweep, each
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals.actions.end import RentalEnded


async def send_digests() -> int:
    """The sweep: everybody for whom one is due. Returns how many."""
    count, page = 0, await digest.due()
    while page:
        count += len(page)
        await each("relations.digests", send_digest, page)
        page = await digest.due(after=page[-1])
    return count


async def send_digest(person: uuid.UUID) -> None:
    """One person's, unless they want to be told nothing at this hour: then it stays due."""
    if (await silences.of_person(person)).quiet is None:
        await digest.send_digest(person)


async def on_rental_ended(ended: RentalEnded) -> None:
    """What its brand said and no digest has told is told by none, from the moment in which contact ends: not where a
    period ended by the clock and the next has begun."""
    row = await fetch_row(
        "select r.agreement, r.holder, r.ended_by = 'clock' and exists (select from rentals.rentals f"
        " where f.parent = r.id and f.starts_at is not null and f.ended_at is null) as goes_on"
        " from rentals.rentals r where r.id = $1",
        ended.rental,
    )
    assert row is not None
    if row["goes_on"]:
        return
    with contextlib.suppress(NotFound):  # of somebody who is gone there is nothing left
        await drop_relation(vault.person_of(rentals.ROOM, row["holder"]), row["agreement"])


async def drop_relation(person: uuid.UUID, agreement: uuid.UUID) -> None:
    """The same of one relation, inside the open transaction. Raises NotFound for somebody who is gone."""
    await digest.drop(person, f"/relations/{agreement}")


SWEEPS = (Sweep("relations.digests", 600, send_digests),)
