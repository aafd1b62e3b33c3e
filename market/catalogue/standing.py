"""Where a holder's own persona stands, for the studio."""

import uuid
from dataclasses import dataclass

from market.base import vault
from market.base.database import fetch_row
from market.catalogue.snapshots import advice_place
from market.personas.queries import own


@dataclass(frozen=True)
class Standing:
    """`address`: the card of the day it stands under. `waiting`: none yet, and `leave_out` may help.

    Neither: it is not listed, or not counted yet in this version.
    """

    address: str | None
    waiting: bool
    leave_out: str | None


async def standing(person: uuid.UUID, persona: uuid.UUID) -> Standing:
    """The standing of a persona of this person; raises NotFound."""
    row = await own(person, persona)
    if row.state != "listed":
        return Standing(None, False, None)
    found = await fetch_row(
        "select c.address, w.advice from catalogue.current k"
        " left join catalogue.cards d on d.snapshot = k.snapshot and d.persona = $1 and d.version = $2"
        " left join catalogue.classes c on c.id = d.class"
        " left join catalogue.waiting w on w.snapshot = k.snapshot and w.persona = $1 and w.version = $2",
        persona,
        row.version,
    )
    if found is None or found["advice"] is None:
        return Standing(found["address"] if found else None, False, None)
    key = await vault.data_key(person)
    return Standing(None, True, key.unseal(advice_place(persona), found["advice"])["leave_out"])
