"""A holder has a trait checked; an operator decides (`operators.actions.checks` calls `decide`)."""

import uuid
from datetime import timedelta

import asyncpg

from market.accounts import attempts
from market.accounts.actions.people import person_of
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.personas.checks.queries import PADDING, check_place, of_persona, opened
from market.personas.checks.rules import (
    VERIFIED,
    CheckDecided,
    CheckedAlready,
    NothingToCheck,
    answer_to_check,
)
from market.personas.queries import open_draft, own
from market.personas.rules import NotInThisState

ASKED = attempts.Limit("trait-check", 20, timedelta(days=1))


async def ask(who: Principal, persona: uuid.UUID, claim: str) -> None:
    """Have the answer that the studio holds now checked.

    Raises NotCheckable, NothingToCheck, CheckedAlready, NotFound, NotInThisState, TooManyAttempts, Erased.
    """
    person = person_of(who)
    await attempts.count(ASKED, person.bytes)
    async with transaction():
        row = await own(person, persona, lock=True)
        if row.state in ("retired", "stopped"):
            raise NotInThisState(state=row.state)
        value = answer_to_check(await open_draft(person, row), claim)
        key, identity = await vault.data_key(person), new_id()
        if any(
            it.claim == claim and it.value == value and it.state == VERIFIED
            for it in await of_persona(key, persona)
        ):
            raise CheckedAlready()
        try:
            await fetch(
                "insert into personas.checks (id, persona, claim, sealed, state, asked_at)"
                " values ($1, $2, $3, $4, 'asked', base.now())",
                *(identity, persona, claim, key.seal(check_place(identity), {"value": value}, PADDING)),
            )
        except asyncpg.UniqueViolationError as error:
            raise CheckedAlready() from error
        await audit.record(who.actor, "trait_check.asked", "trait_check", identity)


async def withdraw(who: Principal, persona: uuid.UUID, claim: str) -> None:
    """Take back what waits for an operator. Raises NothingToCheck, NotFound, Erased."""
    person = person_of(who)
    async with transaction():
        await own(person, persona, lock=True)
        rows = await fetch(
            "update personas.checks set state = 'withdrawn' where persona = $1 and claim = $2 and state = 'asked'"
            " returning id",
            *(persona, claim),
        )
        if not rows:
            raise NothingToCheck(field="claim")
        await audit.record(who.actor, "trait_check.withdrawn", "trait_check", rows[0]["id"])


async def decide(actor: audit.Actor, identity: uuid.UUID, outcome: str, reason: str) -> None:
    """Inside the operator's transaction: `verified` or `refused`. What was verified before of this trait is replaced.

    Raises NotFound, CheckDecided.
    """
    row, _ = await opened(identity, lock=True)
    if row.state != "asked":
        raise CheckDecided()
    if outcome == VERIFIED:
        await fetch(
            "update personas.checks set state = 'replaced' where persona = $1 and claim = $2 and state = 'verified'",
            *(row.persona, row.claim),
        )
    await fetch(
        "update personas.checks set state = $2, reason = $3, decided_at = base.now() where id = $1",
        *(identity, outcome, reason),
    )
    await audit.record(actor, f"trait_check.{outcome}", "trait_check", identity)
