"""An operator takes a persona from the market, or gives it back. The holder is told, and why."""

import uuid

import structlog

from market.accounts.post import tell_tagged
from market.base import vault
from market.base.access import Principal
from market.base.database import fetch_row, transaction
from market.base.errors import NotFound
from market.base.mail import Letter
from market.base.settings import settings
from market.operators.actions import decisions
from market.operators.actions.decisions import Reason, actor_of, operator_of
from market.operators.errors import OwnPersona
from market.operators.letters import REASONS, REINSTATED, STOPPED
from market.operators.rules import Act
from market.personas import actions as personas
from market.personas.queries import ROOM as PERSONAS
from market.rentals.actions.end import end_all

log = structlog.get_logger()


async def stop_persona(who: Principal, persona: uuid.UUID, reason: Reason) -> int:
    """The persona leaves the market: its rentals end and unused days go back. Returns how many ended.

    Raises NotFound, NotInThisState, OwnPersona, ReasonUnknown, ReasonNeedsWords.
    """
    operator = operator_of(who)
    async with transaction():
        holder = await _others(operator, persona)
        actor = actor_of(operator)
        await personas.stop(actor, persona)
        ended = await end_all("persona", persona, actor)
        await decisions.write(operator, Act.STOP, "persona", persona, reason)
        await _tell(holder, STOPPED, reason)
    return ended


async def reinstate_persona(who: Principal, persona: uuid.UUID, reason: Reason) -> None:
    """A stop is taken back: the persona is hidden, and its holder may list it again.

    Raises NotFound, NotInThisState, OwnPersona, ReasonUnknown, ReasonNeedsWords.
    """
    operator = operator_of(who)
    async with transaction():
        holder = await _others(operator, persona)
        await personas.reinstate(actor_of(operator), persona)
        await decisions.write(operator, Act.REINSTATE, "persona", persona, reason)
        await _tell(holder, REINSTATED, reason)


async def _others(operator: uuid.UUID, persona: uuid.UUID) -> bytes:
    """The holder's tag of a persona, locked; raises NotFound, OwnPersona."""
    row = await fetch_row("select holder from personas.personas where id = $1 for update", persona)
    if row is None:
        raise NotFound()
    if row["holder"] == vault.tag(PERSONAS, operator):
        raise OwnPersona()
    holder: bytes = row["holder"]
    return holder


async def _tell(holder: bytes, letter: Letter, reason: Reason) -> None:
    try:
        await tell_tagged(
            PERSONAS,
            holder,
            letter,
            reason=REASONS.get(reason.code, REASONS["other"]),
            link=f"{settings().url}/studio",
        )
    except NotFound:
        log.info("operators.letter_unread")  # the holder is gone
