"""The database lets one chain of heads be, and nothing of a day without its head. Each wall is taken away once."""

import os
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.rentals.reading import Asked, read
from tests.conftest import FreshDatabase
from tests.relations.helpers import a_relation
from tests.rentals.sealing.nights import past_every_trigger, the_night_passes, weeks_ago

HEAD = (
    "insert into rentals.day_heads (day, before, recorder, size, root, prev, hash, kid, value, sealed_at)"
    " select $1, $2, recorder, $3, $4, coalesce($5, hash), $4, kid, value, sealed_at + interval '1 day'"
    " from rentals.day_heads order by day desc limit 1"
)


async def a_sealed_day() -> date:
    await weeks_ago()
    relation = await a_relation()
    brand = relation.brand.seat.brand  # type: ignore[union-attr]
    await read(Asked(relation.agreement, "benefits", "page", brand=brand))
    await the_night_passes()
    return (await fetch("select day from rentals.day_heads"))[0]["day"]  # type: ignore[no-any-return]


def a_head(last: date, **changes: Any) -> tuple[Any, ...]:
    """The arguments of HEAD for the day after the `last`, as it should be, but for the changes."""
    given: dict[str, Any] = {"day": last + timedelta(days=1), "before": last, "size": 1024}
    given |= {"root": os.urandom(32), "prev": None} | changes
    return tuple(given[it] for it in ("day", "before", "size", "root", "prev"))


async def test_the_right_head_would_be_let_in(database: FreshDatabase) -> None:
    day = await a_sealed_day()
    await fetch(HEAD, *a_head(day))


WRONG: dict[str, dict[str, Any]] = {
    "day_heads_chain": {"prev": bytes(32)},
    "day_heads_size": {"size": 1025},
    "day_heads_lengths": {"root": bytes(31)},
}


@pytest.mark.parametrize("wall", WRONG)
async def test_a_head_that_is_wrong_is_kept_out(
    database: FreshDatabase, owner: asyncpg.Connection, wall: str
) -> None:
    day = await a_sealed_day()
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await fetch(HEAD, *a_head(day, **WRONG[wall]))
    assert refused.value.constraint_name == wall
    await owner.execute(f"alter table rentals.day_heads drop constraint {wall}")
    await fetch(HEAD, *a_head(day, **WRONG[wall]))


async def test_no_day_is_left_out_none_comes_twice_and_there_is_one_first(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    day = await a_sealed_day()
    with pytest.raises(asyncpg.CheckViolationError, match="day_heads_follow"):
        await fetch(HEAD, *a_head(day, day=day + timedelta(days=2)))
    with pytest.raises(asyncpg.UniqueViolationError, match="day_heads_before"):
        await fetch(HEAD, *a_head(day, before=None))
    with pytest.raises(asyncpg.UniqueViolationError, match="day_heads_pkey"):
        await fetch(HEAD, *a_head(day, day=day, before=day - timedelta(days=1)))
    with pytest.raises(asyncpg.CheckViolationError, match="day_heads_over"):
        await fetch(HEAD.replace("interval '1 day'", "interval '0'"), *a_head(day))
    await owner.execute(
        "alter table rentals.day_heads drop constraint day_heads_before, drop constraint day_heads_follow,"
        " drop constraint day_heads_over"
    )
    await fetch(HEAD, *a_head(day, before=None))
    await fetch(HEAD, *a_head(day, day=day + timedelta(days=3), before=day + timedelta(days=1)))
    await fetch(
        HEAD.replace("interval '1 day'", "interval '-9 days'"),
        *a_head(day, day=day + timedelta(days=4), before=day + timedelta(days=3)),
    )


ENTRY = (
    "insert into rentals.day_entries (id, day, rental, length, event_hash, salt, leaf)"
    " select $1, $2, rental, length + $3, event_hash, salt, leaf from rentals.day_entries limit 1"
)
BLOCK = (
    "insert into rentals.day_blocks (id, day, number, first, leaves, root)"
    " select $1, $2, $3, first, leaves, root from rentals.day_blocks limit 1"
)
READS = (
    "insert into rentals.reads_sealed (id, day, rental, last)"
    " select $1, $2, rental, last + $3 from rentals.reads_sealed limit 1"
)


@pytest.mark.parametrize(
    ("table", "statement"),
    [("day_entries", ENTRY), ("day_blocks", BLOCK), ("reads_sealed", READS)],
    ids=["entry", "block", "reads"],
)
async def test_nothing_of_a_day_stands_without_its_head(
    database: FreshDatabase, owner: asyncpg.Connection, table: str, statement: str
) -> None:
    following = await a_sealed_day() + timedelta(days=1)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match=f"{table}_day"):
        async with transaction():
            await fetch(statement, new_id(), following, 1)
    await owner.execute(f"alter table rentals.{table} drop constraint {table}_day")
    async with transaction():
        await fetch(statement, new_id(), following, 1)


async def test_a_record_enters_a_day_once_and_only_as_it_grows(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    day = await a_sealed_day()
    await fetch(HEAD, *a_head(day))
    for wall, at, more in (("day_entries_once", day, 1), ("day_entries_grew", day + timedelta(days=1), 0)):
        with pytest.raises(asyncpg.UniqueViolationError, match=wall):
            await fetch(ENTRY, new_id(), at, more)
        await owner.execute(f"alter table rentals.day_entries drop constraint {wall}")
        await fetch(ENTRY, new_id(), at, more)


# Table, what is changed in a copy of a row of it, and the wall that this meets.
MORE_WALLS = {
    "day_blocks_place": ("rentals.day_blocks", {"id": "gen_random_uuid()"}),
    "day_blocks_leaves": ("rentals.day_blocks", {"id": "gen_random_uuid()", "number": "-1"}),
    "day_entries_lengths": (
        "rentals.day_entries",
        {"id": "gen_random_uuid()", "length": "9", "day": "day + 1", "leaf": "'x'::bytea"},
    ),
    "reads_sealed_once": ("rentals.reads_sealed", {"id": "gen_random_uuid()", "last": "last + 1"}),
    "reads_sealed_grew": ("rentals.reads_sealed", {"id": "gen_random_uuid()", "day": "day + 1"}),
    "audit_days_lengths": ("base.audit_days", {"day": "day + 1", "salt": "'x'::bytea"}),
    "audit_days_pkey": ("base.audit_days", {}),
    "audit_sealed_pkey": ("base.audit_sealed", {}),
}
COLUMNS = (
    "select column_name as name from information_schema.columns where table_schema || '.' || table_name = $1"
)


@pytest.mark.parametrize("wall", MORE_WALLS)
async def test_what_belongs_to_a_head_is_whole_and_stands_once(
    database: FreshDatabase, owner: asyncpg.Connection, wall: str
) -> None:
    day = await a_sealed_day()
    await fetch(HEAD, *a_head(day))
    table, changes = MORE_WALLS[wall]
    columns = [row["name"] for row in await owner.fetch(COLUMNS, table)]
    values = ", ".join(changes.get(column, column) for column in columns)
    insert = f"insert into {table} ({', '.join(columns)}) select {values} from {table} limit 1"
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await fetch(insert)
    assert refused.value.constraint_name == wall
    await owner.execute(f"alter table {table} drop constraint {wall}")
    await fetch(insert)


@pytest.mark.parametrize(
    "table",
    [
        "rentals.day_heads",
        "rentals.day_blocks",
        "rentals.day_entries",
        "rentals.reads_sealed",
        "base.audit_sealed",
        "base.audit_days",
    ],
)
async def test_what_was_sealed_is_append_only_for_the_service_and_for_the_owner(
    database: FreshDatabase, owner: asyncpg.Connection, table: str
) -> None:
    await a_sealed_day()
    for statement in (f"update {table} set day = day", f"delete from {table}", f"truncate {table} cascade"):
        for ask in (fetch, owner.execute):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await ask(statement)


async def test_what_grew_is_noted_by_the_database_itself(database: FreshDatabase) -> None:
    """Whoever writes an event, or an audit row, need not know of the night; without its trigger none would come."""
    await weeks_ago()
    relation = await a_relation()
    rows = await fetch("select seq from rentals.growing where rental = $1 order by seq", relation.rental)
    assert [row["seq"] for row in rows] == [0, 1]
    for statement in (
        "insert into rentals.growing select gen_random_uuid(), rental, 9, at from rentals.growing",
        "insert into base.audit_waiting select gen_random_uuid(), now()",
        "update rentals.growing set seq = 9",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
    await past_every_trigger(database.superuser, "delete from rentals.growing")
    await the_night_passes()
    assert await fetch("select 1 from rentals.day_entries") == []
