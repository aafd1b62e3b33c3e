"""A consent stands where its last event put it and goes no forbidden way. Each wall is taken away once."""

import json
import os
from itertools import product
from typing import Any

import asyncpg
import pytest

from contracts.states import CONSENT
from market.base import clock
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.rentals.consents import files, moves
from market.rentals.errors import ConsentNotKept, RecordNotWhole
from tests.conftest import FreshDatabase
from tests.relations.helpers import Relation, a_relation, brand_of

MOVE = "update rentals.consents set state = $2, seq = seq + 1 where rental = $1"


async def event(relation: Relation, kind: str, seq: int) -> None:
    """An event as nobody would chain it: only the walls look at it here."""
    await fetch(
        "insert into rentals.consent_events (id, consent, seq, kind, at, facts, salt, prev_hash, event_hash)"
        " select $1, id, $3, $4, base.now(), $5, $6, $7, $7 from rentals.consents where rental = $2",
        *(new_id(), relation.rental, seq, kind, json.dumps({}), os.urandom(16), os.urandom(32)),
    )


async def moved(relation: Relation, state: str, seq: int = 3) -> None:
    async with transaction():
        await event(relation, state, seq)
        await fetch(MOVE, relation.rental, state)


async def undone(relation: Relation, state: str) -> None:
    """As `moved`, and then taken back."""
    try:
        async with transaction():
            await moved(relation, state)
            raise Undone
    except Undone:
        pass


class Undone(Exception):
    """Nothing of it is kept."""


async def test_what_the_table_allows_the_database_allows_and_nothing_else(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    relation = await a_relation()
    pairs = {(a, b) for a, _, b in CONSENT.transitions}
    await owner.execute("alter table rentals.consents drop constraint consents_period")
    for before, after in product(sorted(CONSENT.states), repeat=2):
        if before == after:
            continue
        async with transaction():
            await owner.execute("alter table rentals.consents disable trigger consents_moves")
            await owner.execute("alter table rentals.consents drop constraint if exists consents_event")
            await owner.execute("update rentals.consents set state = $1", before)
            await owner.execute("alter table rentals.consents enable trigger consents_moves")
        if (before, after) in pairs:
            await undone(relation, after)
        else:
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                await undone(relation, after)
            assert refused.value.constraint_name == "consents_moves"


async def test_a_state_without_its_event_is_not_committed(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    relation = await a_relation()
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="consents_event"):
        await fetch(MOVE, relation.rental, "withdrawn")
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="consents_event"):
        async with transaction():
            await event(relation, "revoked", 3)
            await fetch(MOVE, relation.rental, "withdrawn")
    await owner.execute("alter table rentals.consents drop constraint consents_event")
    await fetch(MOVE, relation.rental, "withdrawn")


async def test_a_consent_keeps_its_names_and_its_period_and_is_never_deleted(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    relation = await a_relation()
    for change in (
        "record = gen_random_uuid()",
        "receipt = gen_random_uuid()",
        "ends_at = ends_at + '1 day'",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="does not go"):
            await owner.execute(f"update rentals.consents set seq = seq + 1, state = 'withdrawn', {change}")
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute("delete from rentals.consents")
    for change in ("update rentals.consent_events set kind = 'given'", "delete from rentals.consent_events"):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(change)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(change)
    assert relation.rental
    await owner.execute("drop trigger consents_moves on rentals.consents")
    async with owner.transaction():
        await owner.execute("set constraints all deferred")
        await owner.execute("update rentals.consents set record = gen_random_uuid()")


INSERT = (
    "insert into rentals.consents (id, rental, record, receipt, state, seq, starts_at, ends_at)"
    " select $1, coalesce($2, rental), coalesce($3, gen_random_uuid()), coalesce($4, gen_random_uuid()), $5, 1,"
    " case when $6 then base.now() end, case when $6 then base.now() + interval '1 day' * $7 end"
    " from rentals.consents limit 1"
)


async def wrong(wall: str, relation: Relation) -> tuple[Any, ...]:
    """The arguments of INSERT against which this wall stands."""
    row = (await fetch("select record, receipt from rentals.consents"))[0]
    given: dict[str, Any] = {"rental": new_id(), "record": None, "receipt": None, "state": "requested"}
    given |= {"begun": False, "days": 1}
    given |= {
        "consents_rental": {"rental": relation.rental},
        "consents_record": {"record": row["record"]},
        "consents_receipt": {"receipt": row["receipt"]},
        "consents_state": {"state": "thought"},
        "consents_period": {"state": "given"},
        "consents_of_rental": {},
    }[wall]
    return (new_id(), *given.values())


@pytest.mark.parametrize(
    "wall",
    [
        "consents_rental",
        "consents_record",
        "consents_receipt",
        "consents_state",
        "consents_period",
        "consents_of_rental",
    ],
)
async def test_a_consent_that_is_wrong_is_kept_out(
    database: FreshDatabase, owner: asyncpg.Connection, wall: str
) -> None:
    relation = await a_relation()
    arguments = await wrong(wall, relation)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await fetch(INSERT, *arguments)
    assert refused.value.constraint_name == wall
    walls = {wall, "consents_of_rental", "consents_event"}
    for each in walls:
        await owner.execute(f"alter table rentals.consents drop constraint {each}")
    await fetch(INSERT, *arguments)


async def test_a_period_begins_before_it_ends_and_what_was_only_asked_for_has_none(
    database: FreshDatabase,
) -> None:
    await a_relation()
    for state, days in (("given", -1), ("requested", 1), ("refused", 1)):
        with pytest.raises(asyncpg.CheckViolationError, match="consents_period"):
            await fetch(INSERT, new_id(), new_id(), None, None, state, True, days)


async def test_an_event_stands_in_one_place(database: FreshDatabase, owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    with pytest.raises(asyncpg.UniqueViolationError, match="consent_events_seq"):
        await event(relation, "withdrawn", 2)
    with pytest.raises(asyncpg.CheckViolationError, match="consent_events_lengths"):
        await event(relation, "withdrawn", -1)
    await owner.execute(
        "alter table rentals.consent_events drop constraint consent_events_seq, drop constraint consent_events_lengths"
    )
    await event(relation, "withdrawn", 2)
    await event(relation, "withdrawn", -1)


async def test_a_consent_that_is_not_where_its_rental_is_undoes_the_act(
    database: FreshDatabase,
) -> None:
    relation = await a_relation()
    async with transaction():
        await moves.close(relation.rental, "withdraw", await clock.now())
    with pytest.raises(moves.ConsentAstray):
        async with transaction():
            await moves.close(relation.rental, "end_early", await clock.now())
    assert (await fetch("select state from rentals.consents"))[0]["state"] == "withdrawn"


async def test_a_rental_of_before_consents_were_kept_ends_all_the_same_and_has_no_receipt(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    relation = await a_relation()
    await owner.execute(
        "alter table rentals.consent_events disable trigger user; alter table rentals.consents disable trigger user;"
        " alter table rentals.consents drop constraint consents_event; delete from rentals.consent_events;"
        " delete from rentals.consents"
    )
    async with transaction():
        await moves.close(relation.rental, "end_early", await clock.now())
    assert await fetch("select 1 from rentals.consents") == [], "nothing is made up afterwards"
    assert relation.holder.person
    with pytest.raises(ConsentNotKept):
        await files.of_holder(relation.holder.person, relation.agreement)


async def test_a_record_that_is_not_whole_is_not_signed(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    relation = await a_relation()
    await owner.execute(
        "alter table rentals.consent_events disable trigger user;"
        " update rentals.consent_events set at = at - interval '1 hour' where kind = 'given'"
    )
    with pytest.raises(RecordNotWhole):
        await files.of_brand(brand_of(relation.brand), relation.agreement)
