"""Versions of a listed persona under other terms than it is listed with: for whom its holder asks to be answered."""

import uuid
from collections.abc import Iterable

from contracts.terms import Terms
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.personas.actions import VERSION
from market.personas.checks.queries import verified_of_persona
from market.personas.checks.rules import marks
from market.personas.queries import PADDING, answers_of, own, sealed_place, sheet_place
from market.personas.rules import NotInThisState, check_publishable, sheet


async def proffer(who: Principal, persona: uuid.UUID, wanted: Iterable[Terms]) -> dict[str, uuid.UUID]:
    """A version under each of these terms, by their edition, of what the persona says as it is listed.

    Inside the caller's transaction; what it is listed with stays as it is. Raises NotFound, NotInThisState where it is
    not listed, TooFewTraits.
    """
    if who.person is None:
        raise Unauthenticated()
    row = await own(who.person, persona, lock=True)
    if row.state != "listed" or row.version is None:
        raise NotInThisState(state=row.state)
    now = await fetch_value("select base.now()")
    key = await vault.data_key(who.person)
    said = await answers_of(row.version, key)
    verified = marks(said, await verified_of_persona(key, persona))
    made: dict[str, uuid.UUID] = {}
    for terms in wanted:
        check_publishable(said, terms)
        version = made[terms.edition] = new_id()
        answers = key.seal(sealed_place(version), said.to_json(), PADDING)
        shown = key.seal(sheet_place(version), sheet(said, terms, verified), PADDING)
        await fetch(VERSION, version, persona, terms.id, terms.version, answers, shown, now)
    await audit.record(who.actor, "persona.proffered", "persona", persona)
    return made
