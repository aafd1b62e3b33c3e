"""The log of reads goes under the daily heads: each read in one day, and whoever changes one is found."""

import json

import asyncpg
import pytest

from contracts.heads import NotInHead
from market.base import audit_sealing
from market.base.database import fetch, fetch_value, transaction
from market.rentals.reading import Asked, read
from market.rentals.sealing import reads, tree
from market.rentals.sealing.check import broken
from market.rentals.sealing.night import SealingRefused
from tests.conftest import FreshDatabase
from tests.relations.helpers import Relation, a_relation
from tests.rentals.sealing.nights import heads, past_every_trigger, the_night_passes, weeks_ago


async def reads_it(relation: Relation, times: int = 1) -> None:
    for _ in range(times):
        brand = relation.brand.seat.brand  # type: ignore[union-attr]
        await read(Asked(relation.agreement, "benefits", "page", brand=brand))


async def two_rentals_read() -> tuple[Relation, Relation]:
    """Three reads of one rental and one of another, on a day that is not over."""
    await weeks_ago()
    one, another = await a_relation(), await a_relation()
    await reads_it(one, 2)
    await reads_it(another)
    await reads_it(one)
    return one, another


async def days() -> list[int | None]:
    """How many reads stand under each head, oldest first; None in one of before."""
    rows = await fetch("select also from base.audit_days order by day")
    return [row["also"] and json.loads(row["also"])["reads"]["entries"] for row in rows]


async def reasons() -> set[str]:
    return {it.reason async for it in broken()}


async def test_a_days_reads_stand_under_its_head(database: FreshDatabase) -> None:
    await two_rentals_read()
    await the_night_passes()
    assert await days() == [4]
    day = await fetch_value("select day from base.audit_days")
    async with transaction():
        leaf = await audit_sealing.check(day)
        said = await reads.check(day)
    assert leaf and said
    await tree.place(day, leaf)
    assert await reasons() == set()


async def test_each_read_stands_in_one_day_only(database: FreshDatabase) -> None:
    one, another = await two_rentals_read()
    await the_night_passes()
    await the_night_passes()
    await reads_it(one)
    await reads_it(another, 2)
    await the_night_passes()
    assert await days() == [4, 0, 3]
    assert await reasons() == set()


async def test_a_read_that_is_committed_after_its_night_stands_in_the_next(database: FreshDatabase) -> None:
    """Its number was drawn before those that are sealed already: what counts is its rental's own order."""
    one, another = await two_rentals_read()
    late = await asyncpg.connect(database.service)
    slow = late.transaction()
    await slow.start()
    await late.execute(
        "select * from rentals.read_sheet(null, $1, $2, 'benefits', 'page')",
        *(one.brand.seat.brand, one.agreement),  # type: ignore[union-attr]
    )
    await reads_it(another)
    await the_night_passes()
    await slow.commit()
    await late.close()
    assert await days() == [5]
    await the_night_passes()
    assert await days() == [5, 1]
    assert await reasons() == set()


LAST = "(select max(id) from rentals.reads)"
CHANGES = {
    "dated otherwise": f"update rentals.reads set at = at - interval '1 hour' where id = {LAST}",
    "another purpose": f"update rentals.reads set purpose = 'research' where id = {LAST}",
    "another way in": f"update rentals.reads set channel = 'api' where id = {LAST}",
    "another rental": (
        f"update rentals.reads set rental = (select rental from rentals.reads where id <> {LAST} and rental <>"
        f" (select rental from rentals.reads where id = {LAST}) limit 1) where id = {LAST}"
    ),
    "taken away": f"delete from rentals.reads where id = {LAST}",
    "all taken away": "truncate rentals.reads",
    "added": (
        "insert into rentals.reads (id, rental, at, purpose, channel)"
        f" select 0, rental, at, purpose, channel from rentals.reads where id = {LAST}"
    ),
    "out of its day": "delete from rentals.reads_sealed",
    "the day shorter": "update rentals.reads_sealed set last = last - 1",
}


@pytest.mark.parametrize("how", CHANGES)
async def test_a_read_of_a_sealed_day_that_is_changed_stops_the_next_head(
    database: FreshDatabase, how: str
) -> None:
    await two_rentals_read()
    await the_night_passes()
    await past_every_trigger(database.superuser, CHANGES[how])
    assert "ReadsTampered" in await reasons()
    with pytest.raises(SealingRefused, match="ReadsTampered"):
        await the_night_passes()
    assert len(await heads()) == 1


async def test_a_read_put_into_the_past_of_a_rental_nobody_read_is_found(database: FreshDatabase) -> None:
    await two_rentals_read()
    unread = await a_relation()
    await the_night_passes()
    await the_night_passes()
    await past_every_trigger(
        database.superuser,
        "insert into rentals.reads (id, rental, at, purpose, channel)"
        " select -1, $1, at, purpose, channel from rentals.reads limit 1",
        unread.rental,
    )
    assert await reasons() == {"ReadNotSealed"}


async def test_whoever_rewrites_a_day_of_reads_with_its_root_is_found_by_the_head(
    database: FreshDatabase,
) -> None:
    await two_rentals_read()
    await the_night_passes()
    day = await fetch_value("select day from base.audit_days")
    await past_every_trigger(database.superuser, CHANGES["taken away"])
    async with transaction():
        root = (await reads._said(day))["root"]
    await past_every_trigger(
        database.superuser,
        "update base.audit_days"
        " set also = jsonb_set(also, '{reads}', jsonb_build_object('entries', 3, 'root', $1::text))",
        root,
    )
    async with transaction():
        rewritten = await audit_sealing.check(day)
        await reads.check(day)
    assert rewritten is not None
    with pytest.raises(NotInHead):
        await tree.place(day, rewritten)
    assert await reasons() == {"NotInHead"}


async def test_a_day_cannot_pass_for_one_of_before_reads_were_sealed(database: FreshDatabase) -> None:
    await two_rentals_read()
    await the_night_passes()
    await past_every_trigger(database.superuser, "update base.audit_days set also = null")
    await past_every_trigger(database.superuser, "truncate rentals.reads_sealed, rentals.reads")
    assert await reasons() == {"NotInHead"}


async def test_reads_of_before_this_was_kept_are_sealed_in_the_first_night(database: FreshDatabase) -> None:
    """A head of then has no reads, and stays good; what was read by then goes under the first head that has any."""
    one, _ = await two_rentals_read()
    await the_night_passes()
    await past_every_trigger(database.superuser, "truncate rentals.reads_sealed")
    await reads_it(one)
    await past_every_trigger(
        database.superuser, "update base.audit_days set also = null"
    )  # its leaf is another then: what is looked at here are the reads alone
    await the_night_passes()
    assert await days() == [None, 5]
