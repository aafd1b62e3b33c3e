"""A night's work grows with what grew, and its memory with nothing."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest

from contracts.heads import NotInHead
from contracts.record import append
from market.base import clock
from market.base.database import fetch_value
from market.rentals import record
from market.rentals.sealing import night, tree
from tests.conftest import FreshDatabase
from tests.relations.helpers import Relation, a_relation
from tests.rentals.sealing.nights import all_sealed, the_night_passes, weeks_ago, writes


async def test_a_large_day_is_built_in_blocks_and_every_proof_leads_to_its_head(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    """Two thousand records that grew: four blocks, though few are in memory at once."""
    await weeks_ago()
    relation = await a_relation()
    many = await _copies(owner, relation, 2_100)
    await clock.travel(timedelta(days=1))
    await all_sealed()
    assert await fetch_value("select size from rentals.day_heads") == 4096
    assert await fetch_value("select count(*) from rentals.day_blocks") == 4
    for rental, agreement in many[::300]:
        found = await tree.anchors(rental, record.urn(agreement))
        assert [each.length for each in found] == [1]
        assert len(found[0].path) == 12
    strange = uuid.uuid4().bytes * 2
    with pytest.raises(NotInHead):
        await tree.place(await fetch_value("select day from rentals.day_heads"), strange)


async def _copies(
    owner: asyncpg.Connection, relation: Relation, count: int
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """So many more rentals like this one, each with one event."""
    await owner.execute(
        "insert into rentals.rentals select (jsonb_populate_record(r, jsonb_build_object('id', uuidv7(),"
        " 'agreement', gen_random_uuid()))).* from rentals.rentals r, generate_series(1, $2) where r.id = $1",
        *(relation.rental, count),
    )
    rows = await owner.fetch("select id, agreement from rentals.rentals where id <> $1", relation.rental)
    at = await clock.now()
    made = [(it, append(record.urn(it["agreement"]), None, "agreed", at, {}, bytes(16))) for it in rows]
    await owner.executemany(
        "insert into rentals.record_events (id, rental, seq, kind, at, facts, salt, prev_hash, event_hash)"
        " values (uuidv7(), $1, 0, 'agreed', $2, '{}', $3, $4, $5)",
        [(it["id"], at, bytes(16), event.prev_hash, event.event_hash) for it, event in made],
    )
    return [(it["id"], it["agreement"]) for it in rows]


async def test_a_night_reads_what_grew_and_no_other_record(
    database: FreshDatabase, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await weeks_ago()
    relation = await a_relation()
    await _copies(owner, relation, 600)
    looked: list[int] = []
    read_many = record.read_many

    async def counted(rentals: Sequence[uuid.UUID]) -> object:
        looked.append(len(rentals))
        return await read_many(rentals)

    monkeypatch.setattr(record, "read_many", counted)
    await the_night_passes()
    assert sum(looked) == 601 and max(looked) == night.CHUNK, "so many are in memory at once"
    looked.clear()
    await writes(relation)
    await the_night_passes()
    assert sum(looked) == 1
