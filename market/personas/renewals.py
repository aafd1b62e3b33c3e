"""What a persona's offer says about renewing its rentals. The holder says it, and takes it back, at any time."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base import audit, events
from market.base.access import Principal
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import Unauthenticated
from market.personas.queries import own
from market.personas.rules import NotInThisState


@dataclass(frozen=True)
class RenewalsWithdrawn:
    """The offer does not say any more that its rentals may be renewed."""

    persona: uuid.UUID
    actor: audit.Actor


@dataclass(frozen=True)
class Offered:
    """What a persona is offered as now. `price_step` in minor units a month; `renews_since` UTC."""

    listed: bool
    version: uuid.UUID | None
    edition: str
    period: str
    price_step: int
    capacity: int
    renews_since: datetime | None


async def offered(persona: uuid.UUID, *, hold: bool = False) -> Offered:
    """The offer; `hold` keeps it from changing until the commit."""
    row = await fetch_row(
        "select state, version, variant, terms_version, period, price_step, capacity, renews_since"
        " from personas.personas where id = $1" + (" for share" if hold else ""),
        persona,
    )
    if row is None:
        raise LookupError(persona)
    return Offered(
        row["state"] == "listed",
        row["version"],
        f"{row['variant']}-{row['terms_version']}",
        row["period"] or "",
        row["price_step"] or 0,
        row["capacity"],
        row["renews_since"],
    )


async def set_renews(who: Principal, persona: uuid.UUID, on: bool) -> None:
    """Say for all rentals of a persona that they may be renewed, or no longer. Raises NotFound, NotInThisState.

    A word of the holder's about one rental goes before this one.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await own(who.person, persona, lock=True)
        if row.state == "retired":
            raise NotInThisState(state=row.state)
        changed = await fetch(
            "update personas.personas set renews_since = case when $2 then base.now() end"
            " where id = $1 and (renews_since is not null) <> $2 returning id",
            *(persona, on),
        )
        if not changed:
            return
        await audit.record(who.actor, "persona.renews" if on else "persona.renews_not", "persona", persona)
        if not on:
            await events.raise_event(RenewalsWithdrawn(persona, who.actor))
