"""All that was sealed is looked at again, what lies still too: whoever changed anything anywhere is found out."""

import pytest

from contracts.documents import HeadsDocument, read
from contracts.heads import DayHead
from market.base.database import fetch_value
from market.rentals.sealing import heads
from market.rentals.sealing.check import broken
from tests.conftest import FreshDatabase
from tests.relations.helpers import Relation, a_relation
from tests.rentals.sealing.nights import (
    all_sealed,
    past_every_trigger,
    rewrite,
    the_night_passes,
    weeks_ago,
    writes,
)


async def sealed() -> tuple[Relation, tuple[DayHead, ...]]:
    """Two records on two days, and the heads that somebody kept."""
    await weeks_ago()
    relation = await a_relation()
    await a_relation()
    await the_night_passes()
    await writes(relation)
    await the_night_passes()
    document = read(await heads.file())
    assert isinstance(document, HeadsDocument)
    return relation, document.heads


async def reasons(kept: tuple[DayHead, ...] = ()) -> set[str]:
    return {it.reason async for it in broken(kept)}


async def test_what_was_left_alone_is_whole(database: FreshDatabase) -> None:
    _, kept = await sealed()
    assert await reasons(kept) == set()


CHANGES = {
    "an event edited": ("update rentals.record_events set facts = '{}' where seq = 1", "RecordTampered"),
    "an event gone": ("delete from rentals.record_events where seq = 2", "RecordTruncated"),
    "all events gone": ("truncate rentals.record_events", "RecordTruncated"),
    "an audit row edited": ("update base.audit_entries set action = 'x'", "AuditTampered"),
    "all audit rows gone": ("truncate base.audit_entries", "AuditTampered"),
    "a day of the trail gone": ("delete from base.audit_days", "AuditTampered"),
    "a salt": ("update rentals.day_entries set salt = decode(repeat('00', 16), 'hex')", "NotInHead"),
    "a leaf": (
        "update rentals.day_blocks set leaves = decode(repeat('00', 32768), 'hex'),"
        " first = decode(repeat('00', 32), 'hex')",
        "NotInHead",
    ),
    "a tree gone": ("truncate rentals.day_blocks", "NotInHead"),
    "a head edited": ("update rentals.day_heads set size = 2048", "SignatureInvalid"),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_whatever_is_changed_is_found(database: FreshDatabase, what: str) -> None:
    await sealed()
    statement, reason = CHANGES[what]
    await past_every_trigger(database.superuser, statement)
    assert reason in await reasons()


async def test_a_past_made_anew_as_a_whole_is_found_by_the_heads_that_others_kept(
    database: FreshDatabase,
) -> None:
    """Another record, and every night again, signed by the platform: in itself nothing is wrong any more."""
    relation, kept = await sealed()
    await rewrite(database.superuser, relation, 2, {"n": 7})
    assert await reasons() == {"RecordForked"}
    for statement in (
        "truncate rentals.day_heads, rentals.day_blocks, rentals.day_entries, rentals.reads_sealed,"
        " base.audit_sealed, base.audit_days",
        "insert into rentals.growing (event, rental, seq, at) select id, rental, seq, at from rentals.record_events",
        "insert into base.audit_waiting (entry, at) select id, at from base.audit_entries",
    ):
        await past_every_trigger(database.superuser, statement)
    assert len(await all_sealed()) == len(kept)
    assert await reasons() == set(), "the control: alone it does not show"
    assert await reasons(kept) == {"HeadForked"}
    await past_every_trigger(database.superuser, "delete from rentals.day_heads where before is not null")
    assert "HeadMissing" in await reasons(kept)
    assert await fetch_value("select count(*) from rentals.day_heads") == 1
