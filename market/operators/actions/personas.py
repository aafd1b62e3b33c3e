"""An operator takes a persona from the market."""

import uuid

from market.base import vault
from market.base.access import Principal
from market.base.database import fetch_row, transaction
from market.base.errors import NotFound
from market.operators.actions import decisions
from market.operators.actions.decisions import Reason, actor_of, operator_of
from market.operators.errors import OwnPersona
from market.operators.rules import Act
from market.personas import actions as personas
from market.personas.queries import ROOM as PERSONAS
from market.rentals.actions.end import end_all


async def stop_persona(who: Principal, persona: uuid.UUID, reason: Reason) -> int:
    """The persona leaves the market: its rentals end and unused days go back. Returns how many ended.

    Raises NotFound, NotInThisState, OwnPersona, ReasonUnknown, ReasonNeedsWords.
    """
    operator = operator_of(who)
    async with transaction():
        row = await fetch_row("select holder from personas.personas where id = $1 for update", persona)
        if row is None:
            raise NotFound()
        if row["holder"] == vault.tag(PERSONAS, operator):
            raise OwnPersona()
        actor = actor_of(operator)
        await personas.stop(actor, persona)
        ended = await end_all("persona", persona, actor)
        await decisions.write(operator, Act.STOP, "persona", persona, reason)
    return ended
