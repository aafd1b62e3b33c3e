"""The duty stands from the instant of the end, is reminded of once each time, and is broken by the clock alone."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from market.base import audit, clock, vault
from market.base.database import fetch, fetch_value, transaction
from market.personas import actions as personas
from market.rentals.actions.end import end, end_early, withdraw
from market.rentals.erasure.attest import attest_erasure
from market.rentals.erasure.jobs import sweep_erasures
from market.rentals.erasure.queries import DUE_DUTIES
from market.rentals.errors import ErasureDutyPassedOn
from market.rentals.jobs import sweep_expired, sweep_lapsed
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import with_mailbox
from tests.rentals.erasure.erasing import ERASED, Over, a_rented, facts_of, letters
from tests.rentals.renewal.renewing import Renewing
from tests.rentals.renewal.renewing import a_rental as a_renewing
from tests.rentals.sealing.nights import past_every_trigger

__all__ = ["market"]

DAY = timedelta(days=1)


@pytest.fixture
async def rented(market: Market) -> Over:
    return await a_rented(market)


@pytest.mark.parametrize("how", ["withdraw", "end_early", "stop", "expire"])
async def test_however_it_ends_the_duty_stands_in_the_same_transaction(rented: Over, how: str) -> None:
    if how == "expire":
        await clock.travel(32 * DAY)
    actor = audit.CLOCK if how == "expire" else audit.SYSTEM
    async with transaction():
        ending = await end(rented.rental, how, actor)
        assert await fetch_value("select count(*) from rentals.erasure_duties") == 1, (
            "before anything is committed"
        )
    kept, duty = await rented.kept(), await rented.duty()
    assert kept["brand"] == rented.brand_id and not kept["passed_on"]
    assert kept["delete_by"] == ending.delete_by == duty.delete_by
    assert duty.standing == "open" and duty.ended_on and kept["due_on"] == duty.ended_on + DAY


async def test_an_end_that_is_rolled_back_leaves_no_duty(rented: Over) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await end(rented.rental, "stop", audit.SYSTEM)
            raise RuntimeError
    assert await fetch_value("select count(*) from rentals.erasure_duties") == 0


async def test_nothing_ends_without_a_day_by_which_copies_are_gone(
    rented: Over, owner: asyncpg.Connection
) -> None:
    with pytest.raises(asyncpg.NotNullViolationError):
        await owner.execute(
            "update rentals.rentals set state = 'Terminated', ended_at = base.now(), ended_by = 'operator'"
            " where id = $1",
            rented.rental,
        )


async def test_what_was_never_paid_owes_nothing(market: Market) -> None:
    await market.request(await a_brand(), await a_persona(await a_holder()))
    await clock.travel(DAY)
    await sweep_lapsed()
    assert await fetch_value("select state from rentals.rentals") == "Terminated"
    assert await fetch_value("select count(*) from rentals.erasure_duties") == 0


async def test_with_the_worker_dead_the_clock_says_what_is_owed_and_what_is_broken(rented: Over) -> None:
    row = await rented.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at)
    duty = await rented.duty()
    assert (await rented.row()).state == "Active" and duty.standing == "open" and duty.delete_by
    await clock.travel_to(datetime.combine(duty.delete_by + DAY, datetime.min.time(), UTC) + 3 * DAY)
    assert (await rented.duty()).standing == "overdue"
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    assert facts_of(await rented.events()) == [
        ("ended", None),
        ("erasure_breached", duty.delete_by.isoformat()),
        ("erasure_attested", True),
    ], "written down in the order in which it happened"


async def test_the_worker_writes_down_what_the_clock_decided_and_not_a_moment_before(rented: Over) -> None:
    await rented.switched_off()
    due = (await rented.duty()).delete_by
    assert due
    await rented.day(due, hour=23)
    assert (await rented.duty()).standing == "open" and (await rented.kept())["breached_at"] is None
    await rented.day(due + DAY, hour=0)
    assert (await rented.duty()).standing == "overdue"
    kept = await rented.kept()
    assert kept["breached_at"] == datetime.combine(due + DAY, datetime.min.time(), clock.MARKET_ZONE)
    assert facts_of(await rented.events()) == [("ended", None), ("erasure_breached", due.isoformat())]
    assert kept["due_on"] is None


async def test_a_breach_before_its_time_is_refused_by_the_database(
    rented: Over, owner: asyncpg.Connection
) -> None:
    await rented.switched_off()
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute("update rentals.erasure_duties set breached_at = base.now(), due_on = null")


async def test_each_letter_is_written_once_and_a_late_signature_takes_nothing_back(rented: Over) -> None:
    await rented.switched_off()
    duty = await rented.duty()
    assert duty.ended_on and duty.delete_by
    await sweep_erasures()
    assert await letters() == [], "of the end itself, on the day after"
    due = duty.delete_by
    for on in (
        duty.ended_on + DAY,
        due - 8 * DAY,
        due - 7 * DAY,
        due - 2 * DAY,
        due - DAY,
        due,
        due + DAY,
        due + 9 * DAY,
    ):
        for _ in range(2):
            await rented.day(on)
    written = [
        ("erasure_over", "brand"),
        ("erasure_reminder", "brand"),
        ("erasure_reminder", "brand"),
        ("erasure_breach_brand", "brand"),
        ("erasure_breach", "holder"),
    ]
    assert await letters() == written
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    await rented.market.quiet()
    assert await letters() == [*written, ("erasure_attested", "holder")]
    assert (await rented.duty()).standing == "attested_late"
    assert [it[0] for it in facts_of(await rented.events())] == [
        "ended",
        "erasure_breached",
        "erasure_attested",
    ]
    assert (await rented.kept())["breached_at"] is not None, "the breach stays"


async def test_two_workers_write_each_letter_once(rented: Over) -> None:
    await rented.switched_off()
    duty = await rented.duty()
    assert duty.ended_on and duty.delete_by
    for on in (duty.ended_on + DAY, duty.delete_by + DAY):
        await clock.travel_to(datetime(on.year, on.month, on.day, 12, tzinfo=UTC))
        await asyncio.gather(*(sweep_erasures() for _ in range(4)))
        await rented.market.quiet()
    assert await letters() == [
        ("erasure_over", "brand"),
        ("erasure_breach_brand", "brand"),
        ("erasure_breach", "holder"),
    ]
    assert [it.kind for it in await rented.events()] == ["ended", "erasure_breached"]


async def test_a_signature_and_the_worker_at_once_leave_one_order(rented: Over) -> None:
    await rented.switched_off()
    due = (await rented.duty()).delete_by
    assert due
    await clock.travel_to(datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + DAY)
    await asyncio.gather(
        sweep_erasures(), attest_erasure(rented.brand, rented.agreement, ERASED), sweep_erasures()
    )
    assert [it.kind for it in await rented.events()] == ["ended", "erasure_breached", "erasure_attested"]


async def test_who_has_signed_is_not_reminded(rented: Over) -> None:
    await rented.switched_off()
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    duty = await rented.duty()
    assert duty.ended_on and duty.delete_by
    for on in (duty.ended_on + DAY, duty.delete_by - DAY, duty.delete_by + DAY):
        await rented.day(on)
    assert await letters() == [("erasure_attested", "holder")]


async def test_of_a_holder_who_has_left_the_same_is_owed(rented: Over) -> None:
    await withdraw(rented.holder, rented.agreement)
    assert rented.holder.person
    async with transaction():
        await personas.erase_all(rented.holder.actor, rented.holder.person)
        await vault.destroy_key(rented.holder.person)
    due = (await rented.duty()).delete_by
    assert due
    await rented.day(due + DAY)
    assert await letters() == [("erasure_breach_brand", "brand")]
    await attest_erasure(rented.brand, rented.agreement, ERASED)


async def test_a_renewed_rental_passes_its_duty_on_to_the_period_that_holds_the_copies(
    market: Market,
) -> None:
    it: Renewing = await (await a_renewing(market)).paid()
    first = Over(market, it.holder, it.brand, it.agreement, it.rental)
    assert (await first.duty()).standing == "running"
    row = await it.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at + timedelta(hours=1))
    assert (await first.duty()).standing == "passed_on", "by the clock, before the worker came"
    await sweep_expired()
    kept = await first.kept()
    assert (kept["passed_on"], kept["due_on"]) == (True, None)
    following = await it.following()
    assert following
    with pytest.raises(ErasureDutyPassedOn) as refusal:
        await attest_erasure(it.brand, it.agreement, ERASED)
    assert refusal.value.facts == {"agreement": str(following.agreement)}
    await clock.travel(90 * DAY)
    await market.sweep()
    assert "erasure_breached" not in [event.kind for event in await first.events()]
    last = Over(market, it.holder, it.brand, following.agreement, following.id)
    assert (await last.duty()).standing == "overdue"
    kept_file = await attest_erasure(it.brand, following.agreement, ERASED)
    assert kept_file.said.covers == (f"urn:uuid:{it.agreement}",), "one signature for all periods of the row"


async def test_a_period_paid_ahead_that_never_began_owes_nothing_and_passes_nothing(market: Market) -> None:
    it: Renewing = await (await a_renewing(market)).paid()
    following = await it.following()
    assert following
    await withdraw(it.holder, it.agreement)
    rows = await fetch("select rental, passed_on from rentals.erasure_duties")
    assert [(row["rental"], row["passed_on"]) for row in rows] == [(it.rental, False)]
    first = Over(market, it.holder, it.brand, it.agreement, it.rental)
    ahead = Over(market, it.holder, it.brand, following.agreement, following.id)
    assert ((await first.duty()).standing, (await ahead.duty()).standing) == ("open", "none")


async def test_a_brand_that_ends_early_owes_the_same(rented: Over) -> None:
    ending = await end_early(rented.brand, rented.agreement)
    assert (await rented.duty()).delete_by == ending.delete_by


async def test_another_brand_is_told_nothing_of_it(market: Market, rented: Over) -> None:
    other = await with_mailbox(await a_brand(name="Velours"), "other@example.org")
    await rented.switched_off()
    duty = await rented.duty()
    assert duty.ended_on and other
    await rented.day(duty.ended_on + DAY)
    assert {to for _, to in await letters()} == {"brand"}


async def test_the_sweep_finds_what_is_due_by_an_index(owner: asyncpg.Connection) -> None:
    await owner.execute("set enable_seqscan = off")
    plan = await owner.fetch(f"explain {DUE_DUTIES}", date(2026, 11, 26), 500)
    for index in ("erasure_duties_due", "erasure_duties_note_due"):
        assert any(index in row[0] for row in plan), [row[0] for row in plan]


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("update rentals.erasure_duties set passed_on = true", "erasure_duties_passed_on"),
        ("update rentals.erasure_duties set attested_at = base.now()", "erasure_duties_done"),
        ("update rentals.erasure_duties set breached_at = base.now()", "erasure_duties_done"),
    ],
)
async def test_past_every_trigger_a_duty_is_still_of_one_piece(
    rented: Over, sql: str, constraint: str
) -> None:
    await rented.switched_off()
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await past_every_trigger(rented.market.database.superuser, sql)
    assert refusal.value.constraint_name == constraint
