"""What is not what was written or sealed is not signed: it waits at the operators' desk, by name."""

import asyncio
from datetime import timedelta

import pytest

from market.base import clock, jobs
from market.base.database import fetch, fetch_value, transaction
from market.rentals.sealing import jobs as sealing
from market.rentals.sealing.night import SealingRefused, seal_next
from market.wiring import JOBS
from tests.conftest import FreshDatabase
from tests.factories import a_person
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.relations.helpers import Relation, a_relation, a_session
from tests.rentals.sealing.nights import (
    all_sealed,
    entries,
    heads,
    past_every_trigger,
    rewrite,
    the_night_passes,
    waiting,
    weeks_ago,
    writes,
)

__all__ = ["market"]

CHANGED = "update rentals.record_events set facts = '{\"n\": 2}' where rental = $1 and seq = $2"
MOVED = "update rentals.record_events set at = at - interval '1 second' where rental = $1 and seq = $2"
SALTED = (
    "update rentals.record_events set salt = decode(repeat('00', 16), 'hex') where rental = $1 and seq = $2"
)
TAKEN = "delete from rentals.record_events where rental = $1 and seq = $2"

# Who changed which event of four, of which the first three were sealed; and what the night says.
FOUND = {
    "a fact of a sealed event": (CHANGED, 2, "RecordTampered"),
    "a fact of a new event": (CHANGED, 3, "RecordTampered"),
    "a time": (MOVED, 1, "RecordTampered"),
    "a salt": (SALTED, 2, "RecordTampered"),
    "the first event gone": (TAKEN, 0, "RecordReordered"),
    "one in the middle gone": (TAKEN, 2, "RecordReordered"),
    "the last gone": (TAKEN, 3, "RecordTruncated"),
}


async def grown() -> Relation:
    """A record of three sealed events and one that is new."""
    await weeks_ago()
    relation = await a_relation()
    await writes(relation)
    await the_night_passes()
    await writes(relation)
    assert await entries() == [((await clock.now() - timedelta(days=1)).date().isoformat(), 3)]
    return relation


@pytest.mark.parametrize("what", FOUND)
async def test_a_record_that_was_changed_is_not_sealed(database: FreshDatabase, what: str) -> None:
    statement, seq, reason = FOUND[what]
    relation = await grown()
    await past_every_trigger(database.superuser, statement, relation.rental, seq)
    with pytest.raises(SealingRefused) as refused:
        await the_night_passes()
    assert refused.value.facts["reason"] == reason
    assert refused.value.facts["rental"] == str(relation.rental)
    assert len(await heads()) == 1 and await waiting() == 1


async def test_a_history_made_anew_with_every_hash_right_is_a_fork_of_what_was_sealed(
    database: FreshDatabase,
) -> None:
    relation = await grown()
    await rewrite(database.superuser, relation, 2, {"n": 7})
    with pytest.raises(SealingRefused, match="RecordForked"):
        await the_night_passes()


async def test_the_control_what_was_never_sealed_can_be_made_anew(database: FreshDatabase) -> None:
    """So a head each night, kept elsewhere, is what makes it hard."""
    await weeks_ago()
    relation = await a_relation()
    await writes(relation)
    await rewrite(database.superuser, relation, 2, {"n": 7})
    await the_night_passes()
    assert len(await heads()) == 1


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("update rentals.day_heads set value = 'A' || substring(value from 2)", "SignatureInvalid"),
        ("update rentals.day_heads set root = decode(repeat('00', 32), 'hex')", "SignatureInvalid"),
        ("update rentals.day_heads set kid = 'x'", "KeyUnknown"),
    ],
)
async def test_a_head_that_was_changed_has_none_after_it(
    database: FreshDatabase, statement: str, reason: str
) -> None:
    await grown()
    await past_every_trigger(database.superuser, statement)
    with pytest.raises(SealingRefused, match=reason):
        await the_night_passes()


async def test_a_refusal_waits_at_the_desk_by_name_until_it_is_mended_and_goes_on(market: Market) -> None:
    relation = await grown()
    kept = await fetch("select facts::text as facts from rentals.record_events where seq = 3")
    await past_every_trigger(market.database.superuser, CHANGED, relation.rental, 3)
    await clock.travel(timedelta(days=1))
    for _ in range(3):
        await sealing.sweep()
        await jobs.drain(JOBS)
    (held,) = await jobs.held(10)
    assert (held.name, held.error) == ("rentals.seal_again", "SealingRefused")
    assert held.payload["reason"] == "RecordTampered" and held.payload["rental"] == str(relation.rental)
    operator = await a_person(operator=True)
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(operator)}") as desk:
        page = (await desk.get("/operator/held", headers={"accept": "text/html"})).text
        assert "rentals.seal_again" in page and "RecordTampered" in page
        assert str(relation.rental) not in page, "under a name of the desk's"

    await past_every_trigger(
        market.database.superuser,
        "update rentals.record_events set facts = $2::jsonb where rental = $1 and seq = 3",
        *(relation.rental, kept[0]["facts"]),
    )
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(operator)}") as desk:
        path = page.split('action="/operator/held/jobs/')[1].split('"')[0]
        answer = await desk.post(f"/operator/held/jobs/{path}")
        assert answer.status_code == 303
    await jobs.drain(JOBS)
    assert await jobs.held(10) == []
    assert len(await heads()) == 2 and await waiting() == 0


async def test_what_else_is_found_after_one_was_mended_gets_a_job_of_its_own(market: Market) -> None:
    relation = await grown()
    other = await a_relation()
    for it in (relation, other):
        await past_every_trigger(market.database.superuser, CHANGED, it.rental, 1)
    await clock.travel(timedelta(days=1))
    await sealing.sweep()
    await jobs.drain(JOBS)
    first = (await jobs.held(10))[0]
    one = relation if first.payload["rental"] == str(relation.rental) else other
    await past_every_trigger(
        market.database.superuser, "delete from rentals.growing where rental = $1", one.rental
    )
    await past_every_trigger(
        market.database.superuser, "delete from rentals.record_events where rental = $1", one.rental
    )
    async with transaction():
        assert await jobs.replay(first.id) == "rentals.seal_again"
    await jobs.drain(JOBS)
    (second,) = await jobs.held(10)
    assert second.payload["rental"] == str((other if one is relation else relation).rental)


async def test_two_workers_that_find_it_out_make_one_job(database: FreshDatabase) -> None:
    relation = await grown()
    await past_every_trigger(database.superuser, CHANGED, relation.rental, 3)
    await clock.travel(timedelta(days=1))
    refused = SealingRefused((await clock.now()).date(), "RecordTampered", relation.rental)
    await asyncio.gather(*(sealing._hold(refused) for _ in range(5)))
    assert await fetch_value("select count(*) from jobs.pgqueuer where entrypoint = $1", sealing.JOB) == 1
    assert await sealing.sweep() == 0, "nothing is tried while it waits"
    with pytest.raises(SealingRefused):
        await seal_next()


async def test_a_rental_that_is_gone_with_its_record_is_missed(database: FreshDatabase) -> None:
    relation = await grown()
    await past_every_trigger(database.superuser, "delete from rentals.rentals where id = $1", relation.rental)
    with pytest.raises(SealingRefused, match="RentalMissing"):
        await the_night_passes()


async def test_what_is_sound_is_sealed_by_the_sweep(database: FreshDatabase) -> None:
    await grown()
    await clock.travel(timedelta(days=2))
    assert await sealing.sweep() == 2
    assert await all_sealed() == []
