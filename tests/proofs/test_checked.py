"""A check belongs to the answer that was checked: whoever says something else is proven to live nowhere they left."""

from __future__ import annotations

import uuid

import pytest

from contracts.proof.predicates import PREDICATES
from market.base import clock, vault
from market.base.access import Principal
from market.base.clock import market_date
from market.operators.actions.checks import verify_trait
from market.operators.actions.decisions import Reason
from market.personas import actions
from market.personas.checks import actions as checks
from market.personas.checks import queries
from market.proofs.queries import known_of
from market.proofs.rules import proves
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, a_draft, a_holder, a_person, a_persona


@pytest.fixture
async def holder(database: FreshDatabase) -> Principal:
    return await a_holder()


async def checked(holder: Principal) -> uuid.UUID:
    """A persona of somebody who lives in Bretagne, which an operator saw."""
    persona = await a_persona(holder)
    await checks.ask(holder, persona, "region")
    [check] = await queries.waiting()
    await verify_trait(await a_person(operator=True), check["id"], Reason("document-seen"))
    return persona


async def says(holder: Principal, persona: uuid.UUID, region: str) -> None:
    values = {claim: value for claim, value in (CYCLIST | {"region": region}).items() if value}
    await actions.save_draft(holder, persona, a_draft(values, said=set(values)))


async def provable(holder: Principal) -> dict[str, str]:
    """The regions that the holder can prove to live in, each with on whose word."""
    assert holder.person
    known, today = await known_of(holder.person, None), market_date(await clock.now())
    found = {it.id: proves(it, known, today) for it in PREDICATES.values() if it.about == "region"}
    return {name: proven.basis for name, proven in found.items() if proven}


async def test_another_answer_is_proven_as_declared_and_the_old_one_no_more(holder: Principal) -> None:
    persona = await checked(holder)
    assert await provable(holder) == {"lives-in-bretagne": "verified"}
    await says(holder, persona, "ile-de-france")
    assert await provable(holder) == {"lives-in-ile-de-france": "declared"}
    assert holder.person
    assert await queries.verified_of(holder.person, await vault.data_key(holder.person)) == []
    await says(holder, persona, "bretagne")
    assert await provable(holder) == {"lives-in-bretagne": "verified"}, "it is the very answer again"


async def test_an_answer_that_was_taken_away_proves_nothing(holder: Principal) -> None:
    persona = await checked(holder)
    await says(holder, persona, "")
    assert await provable(holder) == {}


async def test_a_new_persona_that_says_something_else_does_not_undo_what_is_still_said(
    holder: Principal,
) -> None:
    await checked(holder)
    await says(holder, await a_persona(holder), "corse")
    assert await provable(holder) == {"lives-in-bretagne": "verified"}


async def test_what_was_checked_of_a_retired_persona_holds_until_another_says_otherwise(
    holder: Principal,
) -> None:
    persona = await checked(holder)
    await actions.move(holder, persona, "retired")
    assert await provable(holder) == {"lives-in-bretagne": "verified"}
    await says(holder, await a_persona(holder), "ile-de-france")
    assert await provable(holder) == {"lives-in-ile-de-france": "declared"}
