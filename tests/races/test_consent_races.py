"""Of many who end one consent at once, one does: the walls that see to it are taken away one after another."""

import uuid
from collections import Counter

import asyncpg
import pytest

from contracts.record import RecordBroken, verify_chain
from market.base import clock
from market.base.database import Record, fetch, transaction
from market.rentals.consents import moves
from market.rentals.consents.queries import events_of, of_rental
from tests.conftest import FreshDatabase
from tests.races.conftest import CONTENDERS, arena, at_once
from tests.relations.helpers import a_relation

__all__ = ["arena"]

ENDINGS = ("withdraw", "end_early", "stop", "withdraw")


async def ended_by_all(rental: uuid.UUID) -> list[object]:
    """Everyone ends it, and nobody holds the rental, whose lock keeps them apart in the market."""

    async def contender(ending: str) -> str:
        async with transaction():
            await moves.close(rental, ending, await clock.now())
        return ending

    acts = [lambda ending=ENDINGS[n % 4]: contender(ending) for n in range(CONTENDERS)]
    return list(await at_once(acts))


async def kinds(rental: uuid.UUID) -> list[str]:
    consent = await of_rental(rental)
    assert consent
    events = await events_of(consent.id)
    verify_chain(consent.record_id, events)
    return [event.kind for event in events]


async def test_of_twenty_who_end_it_one_does(arena: FreshDatabase) -> None:
    relation = await a_relation()
    ended = await ended_by_all(relation.rental)
    refused = [it for it in ended if isinstance(it, Exception)]
    assert len(refused) == CONTENDERS - 1
    assert {type(it) for it in refused} <= {moves.ConsentAstray, RuntimeError, KeyError}, Counter(
        map(repr, refused)
    )
    found = await kinds(relation.rental)
    assert len(found) == 4 and found[-1] in ("withdrawn", "revoked")


async def test_control_without_each_wall_in_turn_the_next_holds_and_without_all_none(
    arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code's condition on the state, the table of transitions, one event in one place."""

    async def at_any_state(sql: str, *arguments: object) -> list[Record]:
        return await fetch(sql.replace("and state = any($3)", "and $3::text[] is not null"), *arguments)

    monkeypatch.setattr(moves, "fetch", at_any_state)
    owner = await asyncpg.connect(arena.owner)
    relation = await a_relation()
    refused = [it for it in await ended_by_all(relation.rental) if isinstance(it, Exception)]
    assert len(refused) == CONTENDERS - 1, "the database's table of transitions"
    assert any(isinstance(it, asyncpg.CheckViolationError) for it in refused)
    await owner.execute("drop trigger consents_moves on rentals.consents")
    monkeypatch.setattr(
        moves, "consent_event", lambda _, ending: "revoke" if ending != "withdraw" else ending
    )
    again = await a_relation()
    ended = await ended_by_all(again.rental)
    won = [it for it in ended if not isinstance(it, Exception)]
    assert len(won) > 1, "without the walls more than one ends it"
    await owner.close()
    try:
        assert len(await kinds(again.rental)) > 4
    except RecordBroken:
        pass
