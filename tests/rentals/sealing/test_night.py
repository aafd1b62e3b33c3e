"""One head a day, over all that grew, whatever happens in the night."""

import asyncio
import uuid
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from contracts.documents import HeadsDocument, read
from contracts.heads import LEAST, check_heads
from market.base import clock, signing
from market.base.database import fetch, fetch_value
from market.base.ids import new_id
from market.rentals import record
from market.rentals.sealing import heads as published
from market.rentals.sealing import jobs, night, tree
from market.rentals.sealing.night import SealingRefused, seal_next
from tests.conftest import FreshDatabase
from tests.relations.helpers import Relation, a_relation
from tests.rentals.sealing.nights import (
    all_sealed,
    entries,
    heads,
    the_night_passes,
    waiting,
    weeks_ago,
    writes,
)


async def check(relation: Relation) -> list[int]:
    """Every proof of the record leads to its head; the lengths that are proven."""
    identity = record.urn(relation.agreement)
    events = await record.read(relation.rental)
    found = await tree.anchors(relation.rental, identity)
    for each in found:
        each.check(identity, events[each.length - 1].event_hash.hex())
    return [each.length for each in found]


async def chain() -> list[date]:
    """The published heads, which follow one another and are signed: their days."""
    document = read(await published.file())
    assert isinstance(document, HeadsDocument)
    check_heads(document.heads)
    keys = await signing.key_set("record")
    for head in document.heads:
        head.check_signature(keys[head.kid])
    return [head.day for head in document.heads]


async def test_nothing_is_sealed_before_anything_was_written_nor_before_the_day_is_over(
    database: FreshDatabase,
) -> None:
    await weeks_ago()
    assert await all_sealed() == []
    await a_relation()
    assert await all_sealed() == []
    with pytest.raises(published.NoHeadYet):
        await published.file()


async def test_each_night_enters_what_grew_and_a_quiet_day_has_a_head_too(database: FreshDatabase) -> None:
    first = (await weeks_ago()).date()
    one, other = await a_relation(), await a_relation(holder=None)
    await the_night_passes()
    await writes(one)
    await the_night_passes()
    await the_night_passes()
    await writes(one)
    await writes(other)
    await the_night_passes()
    days = [first + timedelta(days=n) for n in range(4)]
    assert await chain() == days
    assert await entries() == [
        (days[day].isoformat(), length) for day, length in ((0, 2), (0, 2), (1, 3), (3, 3), (3, 4))
    ]
    assert await check(one) == [2, 3, 4] and await check(other) == [2, 3]
    assert await waiting() == 0
    sizes = await fetch("select distinct size from rentals.day_heads")
    assert [row["size"] for row in sizes] == [LEAST]


async def test_missed_nights_are_caught_up_in_turn_each_with_its_own_events(database: FreshDatabase) -> None:
    first = (await weeks_ago()).date()
    relation = await a_relation()
    for _ in range(3):
        await clock.travel(timedelta(days=2))
        await writes(relation)
    assert await heads() == []
    await clock.travel(timedelta(days=1))
    assert len(await all_sealed()) == 7
    assert await entries() == [
        ((first + timedelta(days=2 * n)).isoformat(), length) for n, length in enumerate((2, 3, 4, 5))
    ]
    assert await chain() == [first + timedelta(days=n) for n in range(7)]
    assert await all_sealed() == [], "again changes nothing"


async def test_an_event_of_today_waits_for_its_own_day(database: FreshDatabase) -> None:
    await weeks_ago()
    relation = await a_relation()
    today = (await clock.now()).date()
    await clock.travel_to(
        datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1, seconds=1)
    )
    await writes(relation)
    assert await all_sealed() == [today.isoformat()]
    assert await entries() == [(today.isoformat(), 2)]
    assert await waiting() == 1


async def test_an_event_committed_after_its_day_was_sealed_stands_in_exactly_one_head(
    database: FreshDatabase,
) -> None:
    await weeks_ago()
    relation = await a_relation()
    today = (await clock.now()).date()
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
    late = await asyncpg.connect(database.service)
    slow = late.transaction()
    await slow.start()
    await _write_on(late, relation, midnight - timedelta(microseconds=100_000))
    await clock.travel_to(midnight + timedelta(minutes=5))
    assert await all_sealed() == [today.isoformat()]
    await slow.commit()
    await late.close()
    assert await waiting() == 1, "it was not there, and is not forgotten"
    await the_night_passes()
    assert [length for _, length in await entries()] == [2, 3]
    assert await check(relation) == [2, 3] and await waiting() == 0
    dated = "select count(*) from rentals.record_events where at >= $1"
    assert await fetch_value(dated, midnight) == 0, (
        "the control: by its time it would have been missed for ever"
    )


async def _write_on(connection: asyncpg.Connection, relation: Relation, at: datetime) -> None:
    """What `record.write` does, on a connection of its own."""
    from contracts.record import append

    last = (await record.read(relation.rental))[-1]
    event = append(record.urn(relation.agreement), last, "invited", at, {}, bytes(16))
    await connection.execute(
        "insert into rentals.record_events (id, rental, seq, kind, at, facts, salt, prev_hash, event_hash)"
        " values ($1, $2, $3, 'invited', $4, '{}', $5, $6, $7)",
        *(new_id(), relation.rental, event.seq, at, bytes(16), event.prev_hash, event.event_hash),
    )


async def test_a_night_disturbs_nobody_and_is_not_disturbed_by_who_works_meanwhile(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rental that is being sealed is changed, and its record goes on, before the night is over."""
    await weeks_ago()
    relation = await a_relation()
    await clock.travel(timedelta(days=1))
    enter_some = night._enter_some

    async def meanwhile(*arguments: object) -> int:
        other = await asyncpg.connect(database.service)
        async with other.transaction():
            await other.execute("set local lock_timeout = '2s'")
            await other.execute("select 1 from rentals.rentals where id = $1 for update", relation.rental)
            await other.execute("update rentals.rentals set refunded = 1 where id = $1", relation.rental)
            await _write_on(other, relation, await clock.now())
        await other.close()
        return await enter_some(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(night, "_enter_some", meanwhile)
    assert len(await all_sealed()) == 1
    monkeypatch.undo()
    assert await check(relation) == [2] and await waiting() == 1
    await the_night_passes()
    assert await check(relation) == [2, 3]


async def test_two_workers_at_once_make_one_head(database: FreshDatabase) -> None:
    await weeks_ago()
    relations = [await a_relation() for _ in range(3)]
    await clock.travel(timedelta(days=1))
    await asyncio.gather(*(jobs.sweep() for _ in range(6)))
    assert len(await heads()) == 1 and len(await entries()) == 3
    assert [await check(it) for it in relations] == [[2]] * 3


async def test_without_their_lock_the_days_key_still_lets_one_through(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await weeks_ago()
    relation = await a_relation()
    await clock.travel(timedelta(days=1))
    asked = night.fetch_value

    async def always(sql: str, *arguments: object) -> object:
        return True if "advisory" in sql else await asked(sql, *arguments)

    monkeypatch.setattr(night, "fetch_value", always)
    done = await asyncio.gather(*(seal_next() for _ in range(4)), return_exceptions=True)
    assert len([it for it in done if isinstance(it, date)]) == 1
    lost = [it for it in done if not isinstance(it, date)]
    assert all(
        it is None or isinstance(it, asyncpg.UniqueViolationError | asyncpg.SerializationError) for it in lost
    )
    assert any(it is not None for it in lost), "the control: they did meet"
    assert await check(relation) == [2] and len(await heads()) == 1


@pytest.mark.parametrize("where", ["sign_head", "tree.build", "heads.keep", "audit_sealing.seal"])
async def test_a_night_that_is_cut_off_leaves_nothing_half(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    await weeks_ago()
    relation = await a_relation()
    await clock.travel(timedelta(days=1))
    room, _, name = where.rpartition(".")
    place = getattr(night, room) if room else night
    whole = getattr(place, name)

    class Killed(BaseException):
        pass

    def cut(*arguments: object, **more: object) -> object:
        raise Killed

    monkeypatch.setattr(place, name, cut)
    with pytest.raises(Killed):
        await seal_next()
    for table in ("rentals.day_heads", "rentals.day_entries", "rentals.day_blocks", "base.audit_sealed"):
        assert await fetch_value(f"select count(*) from {table}") == 0, table
    assert await waiting() == 2
    monkeypatch.setattr(place, name, whole)
    await all_sealed()
    assert await check(relation) == [2]


async def test_the_server_that_kills_the_night_in_the_middle_leaves_nothing_half(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await weeks_ago()
    relation = await a_relation()
    await clock.travel(timedelta(days=1))
    build = tree.build

    async def killed(*arguments: object) -> object:
        await build(*arguments)  # type: ignore[arg-type]
        backend = await fetch_value("select pg_backend_pid()")
        admin = await asyncpg.connect(database.superuser)
        await admin.execute("select pg_terminate_backend($1)", backend)
        await admin.close()
        return await fetch_value("select 1")

    monkeypatch.setattr(tree, "build", killed)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        await seal_next()
    monkeypatch.setattr(tree, "build", build)
    assert await heads() == [] and await entries() == [] and await waiting() == 2
    await all_sealed()
    assert await check(relation) == [2]


def test_a_refusal_names_the_day_the_reason_and_the_record() -> None:
    rental = uuid.uuid4()
    refused = SealingRefused(date(2026, 11, 25), "RecordTampered", rental)
    assert refused.facts == {"day": "2026-11-25", "reason": "RecordTampered", "rental": str(rental)}
