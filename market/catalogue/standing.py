"""Where a holder's own persona stands, for the studio."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.terms import ROSTER
from market.base import vault
from market.base.database import fetch_row
from market.catalogue.measuring import Change
from market.catalogue.snapshots import advice_place
from market.personas.queries import own


@dataclass(frozen=True)
class Standing:
    """`address`: the card of the day it stands under. `waiting`: none yet, and `change` may help.

    Neither: it is not listed, or not counted yet in this version.
    """

    address: str | None
    waiting: bool
    change: Change | None


NOWHERE = Standing(None, waiting=False, change=None)


async def standing(person: uuid.UUID, persona: uuid.UUID) -> Standing:
    """The standing of a persona of this person; raises NotFound."""
    row = await own(person, persona)
    if row.state != "listed":
        return NOWHERE
    found = await fetch_row(
        "select c.address, w.advice from catalogue.current k"
        " left join catalogue.cards d on d.snapshot = k.snapshot and d.persona = $1 and d.version = $2"
        " left join catalogue.classes c on c.id = d.class"
        " left join catalogue.waiting w on w.snapshot = k.snapshot and w.persona = $1 and w.version = $2",
        persona,
        row.version,
    )
    if found is None or found["advice"] is None:
        return Standing(found["address"] if found else None, waiting=False, change=None)
    key = await vault.data_key(person)
    return Standing(None, waiting=True, change=_change(key.unseal(advice_place(persona), found["advice"])))


def _change(advice: Mapping[str, Any]) -> Change | None:
    """What was sealed, in words; nothing where none helps, or where the roster no longer has those terms."""
    offer = advice.get("offer")
    if offer is None or offer[1] not in ROSTER:
        return None
    return Change(tuple(advice["leave_out"]), *offer)
