"""A holder signs the charter: with their first persona, or later for a new edition."""

import uuid

from contracts import charter
from market.accounts.actions.people import person_of
from market.accounts.charter import check_edition
from market.accounts.refusals import CharterEditionNeeded
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.personas.charter.queries import of_holder
from market.personas.queries import ROOM


async def sign(who: Principal, edition: int | None) -> None:
    """Sign the edition of today. Again changes nothing. Raises CharterEditionNeeded."""
    holder, current = vault.tag(ROOM, person_of(who)), check_edition(edition)
    async with transaction():
        kept = await fetch_value(
            "insert into personas.charter_signatures (id, holder, edition, signed_at) values ($1, $2, $3, base.now())"
            " on conflict on constraint charter_signatures_once do nothing returning id",
            *(new_id(), holder, current),
        )
        if kept:
            await audit.record(who.actor, "holder.charter_signed", "charter_signature", kept, edition=current)


async def sign_or_check(who: Principal, edition: int | None) -> None:
    """Whoever lists a persona signs with it, or has signed, or still has time to. Raises CharterEditionNeeded."""
    if edition is not None:
        await sign(who, edition)
    elif (await of_holder(person_of(who))).standing == "unsigned":
        raise CharterEditionNeeded(field="charter", current=charter.current().edition)


async def forget(person: uuid.UUID) -> None:
    """Who leaves has promised nothing any more. Inside a transaction."""
    await fetch("delete from personas.charter_signatures where holder = $1", vault.tag(ROOM, person))
