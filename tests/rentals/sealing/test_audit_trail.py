"""The audit trail goes under the daily heads: each row under one, and a changed one is found before the next."""

import uuid
from datetime import date

import asyncpg
import pytest

from contracts.heads import NotInHead
from market.base import audit, audit_sealing
from market.base.database import fetch, fetch_value, transaction
from market.rentals.sealing import tree
from market.rentals.sealing.night import SealingRefused
from tests.conftest import FreshDatabase
from tests.relations.helpers import a_relation
from tests.rentals.sealing.nights import heads, past_every_trigger, the_night_passes, weeks_ago


async def test_the_audit_trail_stands_under_the_same_head(database: FreshDatabase) -> None:
    await weeks_ago()
    await a_relation()
    written = await fetch_value("select count(*) from base.audit_entries")
    await the_night_passes()
    row = (await fetch("select day, entries from base.audit_days"))[0]
    assert row["entries"] == written > 0
    assert await fetch_value("select count(*) from base.audit_waiting") == 0
    leaf = await _checked(row["day"])
    await tree.place(row["day"], leaf)
    with pytest.raises(NotInHead):
        await tree.place(row["day"], audit_sealing.leaf(row["day"], 1, bytes(32), bytes(16)))


async def _checked(day: date) -> bytes:
    async with transaction():
        leaf = await audit_sealing.check(day)
    assert leaf is not None
    return leaf


async def test_an_audit_row_committed_late_stands_in_exactly_one_day(database: FreshDatabase) -> None:
    await weeks_ago()
    await a_relation()
    late = await asyncpg.connect(database.service)
    slow = late.transaction()
    await slow.start()
    await late.execute(
        "insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject)"
        " values (default, base.now(), 'test.late', 'system', '', 'test', $1)",
        uuid.uuid4(),
    )
    await the_night_passes()
    await slow.commit()
    await late.close()
    async with transaction():
        await audit.record(audit.SYSTEM, "test.next", "test", uuid.uuid4())
    await the_night_passes()
    rows = await fetch(
        "select d.day, d.entries, count(s.entry) from base.audit_days d left join base.audit_sealed s"
        " on s.day = d.day group by d.day, d.entries order by d.day"
    )
    assert [row["entries"] == row["count"] for row in rows] == [True, True]
    assert rows[1]["entries"] == 2
    everything = await fetch_value("select count(*) from base.audit_entries")
    assert sum(row["entries"] for row in rows) == everything


CHANGES = {
    "changed": 'update base.audit_entries set facts = \'{"by": "nobody"}\' where id = $1',
    "dated otherwise": "update base.audit_entries set at = at + interval '1 second' where id = $1",
    "taken away": "delete from base.audit_entries where id = $1",
    "taken out of its day": "delete from base.audit_sealed where entry = $1",
}


@pytest.mark.parametrize("how", CHANGES)
async def test_an_audit_row_of_a_sealed_day_that_is_changed_stops_the_next_head(
    database: FreshDatabase, how: str
) -> None:
    await weeks_ago()
    await a_relation()
    await the_night_passes()
    row = await fetch_value("select id from base.audit_entries order by id limit 1")
    await past_every_trigger(database.superuser, CHANGES[how], row)
    with pytest.raises(SealingRefused, match="AuditTampered"):
        await the_night_passes()
    assert len(await heads()) == 1


async def test_an_audit_row_that_goes_before_its_first_night_is_missed(database: FreshDatabase) -> None:
    await weeks_ago()
    await a_relation()
    row = await fetch_value("select id from base.audit_entries order by id desc limit 1")
    await past_every_trigger(database.superuser, CHANGES["taken away"], row)
    with pytest.raises(SealingRefused, match="AuditTampered"):
        await the_night_passes()


async def test_whoever_rewrites_a_day_of_the_trail_with_its_root_is_found_by_the_head(
    database: FreshDatabase,
) -> None:
    """Against the root that is kept beside it nothing is wrong: the published head says otherwise."""
    await weeks_ago()
    await a_relation()
    await the_night_passes()
    row = (await fetch("select id, at from base.audit_entries order by id limit 1"))[0]
    day = row["at"].date()
    before = await _checked(day)
    await past_every_trigger(database.superuser, CHANGES["changed"], row["id"])
    async with transaction():
        root = (await audit_sealing._tree(day)).root
    await past_every_trigger(database.superuser, "update base.audit_days set root = $1", root)
    rewritten = await _checked(day)
    await tree.place(day, before)
    with pytest.raises(NotInHead):
        await tree.place(day, rewritten)
