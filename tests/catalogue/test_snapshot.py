"""The day's snapshot on the real database: who shares a card, who waits, and that it is computed once."""

import asyncio
from datetime import timedelta

import pytest

from contracts.terms import EDITIONS, ROSTER
from market.base import clock, events, vault
from market.base import jobs as queue
from market.base.database import DB, fetch, fetch_value, transaction
from market.catalogue import jobs, queries
from market.catalogue.measuring import Change
from market.catalogue.people import tell_the_card
from market.catalogue.search import wish
from market.catalogue.standing import Standing, standing
from market.money.payouts import identities
from market.personas import actions
from market.personas.actions import PersonasChanged, classes_due
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.rent import RentalRequested
from tests.catalogue.crowds import (
    CYCLISTS,
    a_crowd,
    address_of,
    addresses,
    but,
    current,
    erase,
    gone_missing,
    recount,
)
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, a_draft, a_holder, a_persona

QUIET = {claim: value for claim, value in CYCLIST.items() if claim not in ("passion", "region")} | {
    "dernier-achat": "velo",
    "budget-loisirs": "50-100",
}
"""The cyclist without passion and region; the two answers instead are never on a card."""


async def snapshots_made() -> int:
    return int(
        await fetch_value("select count(*) from base.audit_entries where action = 'catalogue.computed'")
    )


async def test_sixteen_holders_who_say_the_same_share_a_card(database: FreshDatabase) -> None:
    crowd = await a_crowd(16)
    await jobs.compute()
    found = await addresses()
    assert found == [CYCLISTS]
    assert await gone_missing(crowd) == []
    counted = await recount()
    assert counted.faults == set()
    assert len(counted.crowds[found[0]]) == 16


async def test_the_smallest_root_is_eleven_and_says_what_sixteen_share(database: FreshDatabase) -> None:
    await a_crowd(10)
    await jobs.compute()
    assert await addresses() == []
    await a_crowd(1)
    await jobs.compute()
    assert await addresses() == ["19-standard"], "eleven make a root; a label needs sixteen to begin with"
    await a_crowd(5)
    await jobs.compute()
    assert await addresses() == [CYCLISTS]


async def test_a_card_that_stands_goes_on_with_eleven_and_goes_with_ten(database: FreshDatabase) -> None:
    crowd = await a_crowd(16)
    await jobs.compute()
    stood = await addresses()
    for it in crowd[:5]:
        await actions.move(it.holder, it.persona, "hidden")
    await jobs.compute()
    assert await addresses() == stood
    await actions.move(crowd[5].holder, crowd[5].persona, "hidden")
    await jobs.compute()
    assert await addresses() == []


async def test_accounts_younger_than_thirty_days_make_no_crowd(database: FreshDatabase) -> None:
    young = await a_crowd(10, age=timedelta(days=29))
    await a_crowd(10)
    await jobs.compute()
    assert await addresses() == []
    await clock.travel(timedelta(days=1, minutes=1))
    await jobs.compute()
    assert len(await addresses()) == 1
    assert await gone_missing(young) == []


@pytest.mark.parametrize(
    ("method", "ready", "shown"), [("connect", True, 1), ("connect", False, 0), ("sepa", True, 0)]
)
async def test_a_young_account_votes_once_stripe_knows_who_it_is(
    database: FreshDatabase, method: str, ready: bool, shown: int
) -> None:
    """Whose papers were looked at is no invented holder; an IBAN that was typed shows nothing."""
    (young,) = await a_crowd(1, age=timedelta(days=2))
    await a_crowd(10)
    await jobs.compute()
    assert await addresses() == []
    assert young.holder.person
    async with transaction():
        await identities.keep(young.holder.person, method, {"account": "acct_1"}, ready=ready)
    await clock.travel(timedelta(days=1))
    await jobs.compute()
    assert len(await addresses()) == shown


async def test_one_holder_with_twenty_personas_has_one_vote(database: FreshDatabase) -> None:
    await a_crowd(10)
    holder = await a_holder()
    for _ in range(20):
        await a_persona(holder)
    await jobs.compute()
    assert (await recount()).faults == set()
    assert await addresses() == ["19-standard"]


async def test_a_disabled_account_has_no_vote(database: FreshDatabase) -> None:
    crowd = await a_crowd(11)
    await fetch("update accounts.people set disabled_at = base.now() where id = $1", crowd[0].holder.person)
    await jobs.compute()
    assert await addresses() == []


async def test_the_erased_are_left_out_and_nobody_else_is(database: FreshDatabase) -> None:
    crowd = await a_crowd(17)
    await erase(crowd[0].holder)
    await jobs.compute()
    assert await gone_missing(crowd) == [crowd[0].persona]
    # A key that went without the rest of an erasure must not stop the day for everybody.
    await fetch("delete from base.person_keys")
    vault._cache.clear()
    await clock.travel(timedelta(days=1))
    await jobs.compute()
    assert await addresses() == []


async def test_who_waits_is_told_what_to_leave_out_and_nobody_else_can_read_it(
    database: FreshDatabase,
) -> None:
    """Some say passion and region, some neither: who shares a passion but no region finds its card without."""
    await a_crowd(16)
    await a_crowd(16, QUIET)
    await jobs.compute()
    rare = await a_holder()
    persona = await a_persona(rare, but(region="corse"))
    await jobs.compute()
    assert await address_of(persona) is None
    assert await standing(rare.person, persona) == Standing(
        None, True, Change(("passion",), 1900, "standard", "P1M")
    )  # type: ignore[arg-type]
    sealed = await fetch_value("select advice from catalogue.waiting where persona = $1", persona)
    assert len(sealed) > 256
    assert b"passion" not in sealed
    assert (await recount()).faults == set()

    follows = await a_holder()
    advised = await actions.start(follows, None)
    draft = a_draft(but(region="corse"), said=set(CYCLIST) - {"passion"})
    await actions.save_draft(follows, advised, draft)
    await actions.publish(follows, advised, variant="standard", period="P1M", price_step=1900)
    await jobs.compute()
    assert await address_of(advised) is not None
    assert await address_of(persona) is None


async def test_editions_of_the_terms_share_no_card(database: FreshDatabase) -> None:
    """What a rental discloses is equal for a class: who stands under an earlier edition has a card of its own."""
    older = await a_crowd(16)
    await fetch("update personas.personas set terms_version = 1")
    await a_crowd(16)
    await jobs.compute()
    assert await addresses() == [CYCLISTS, f"{CYCLISTS}-1"]
    assert await address_of(older[0].persona) == f"{CYCLISTS}-1"
    now, then = await queries.card(CYCLISTS), await queries.card(f"{CYCLISTS}-1")
    assert (now.variant, now.terms) == ("standard", ROSTER["standard"])
    assert (then.variant, then.terms) == ("standard-1", EDITIONS["standard-1"])
    found = await queries.search(wish(["variant:standard"]), queries.Reader("test", queries.VISITOR))
    assert {card.address for card in found.cards} == set(await addresses()), "found by either"
    assert (await recount()).faults == set()


async def test_who_stands_under_a_card_has_been_seen(database: FreshDatabase) -> None:
    crowd = await a_crowd(16)
    alone = await a_persona(await a_holder(), but(region="corse"), price_step=9900)
    await jobs.compute()
    seen = await fetch("select id from personas.personas where shown_at is not null")
    assert {row["id"] for row in seen} == {it.persona for it in crowd}
    assert alone not in {row["id"] for row in seen}


async def test_nothing_but_what_cards_say_lies_in_clear(database: FreshDatabase) -> None:
    """A value that no card says, in every column of the schema."""
    await a_crowd(16)
    await a_crowd(3, but(region="corse", passion="soin"))
    await jobs.compute()
    assert await addresses() != []
    tables = await fetch("select tablename from pg_tables where schemaname = 'catalogue'")
    assert len(tables) == 6
    for table in tables:
        text = str(await fetch(f"select t::text from catalogue.{table['tablename']} t"))
        for canary in ("corse", "corsica", "soin", "skincare"):
            assert canary not in text, table


async def test_jobs_that_wait_together_compute_once(database: FreshDatabase) -> None:
    await a_crowd(16)
    async with transaction():
        for _ in range(5):
            await queue.enqueue(jobs.JOB)
    await queue.drain({jobs.JOB: jobs.compute})
    assert await snapshots_made() == 1
    await jobs.compute()
    assert await snapshots_made() == 1


async def test_two_workers_at_once_compute_once(database: FreshDatabase) -> None:
    await a_crowd(16)
    await asyncio.gather(*(jobs.compute() for _ in range(4)))
    assert await snapshots_made() == 1
    await clock.travel(timedelta(days=1))
    await asyncio.gather(*(jobs.new_day() for _ in range(4)))
    assert await snapshots_made() == 2
    assert await fetch_value("select count(*) from catalogue.snapshots") == 1


async def test_control_without_the_lock_two_workers_collide(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_crowd(16)

    async def unlocked() -> jobs.Standing:
        row = (await fetch(jobs._STANDING))[0]
        return jobs.Standing(**row)

    monkeypatch.setattr(jobs, "_lock", unlocked)
    results = await asyncio.gather(*(jobs.compute() for _ in range(4)), return_exceptions=True)
    assert any(isinstance(it, Exception) for it in results) or await snapshots_made() > 1


async def test_a_publication_is_seen_by_the_job_it_asked_for_even_beside_a_running_one(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listed while a computation runs: not in that one, but the job that follows it finds so."""
    await a_crowd(16)
    honest, late = jobs._seat, []

    async def slowly():  # type: ignore[no-untyped-def]
        made = await honest()
        late.extend(await asyncio.create_task(_elsewhere(a_crowd(1))))
        return made

    async def _elsewhere(making):  # type: ignore[no-untyped-def]
        DB.current_transaction._variable.set(None)
        return await making

    monkeypatch.setattr(jobs, "_seat", slowly)
    await jobs.compute()
    assert await gone_missing(late) == [late[0].persona]
    monkeypatch.undo()
    await jobs.compute()
    assert await gone_missing(late) == []


async def test_a_publication_asks_for_new_classes_at_once_in_local_mode(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(events._handlers, PersonasChanged, [classes_due])
    crowd = await a_crowd(16)
    assert await fetch_value("select count(*) from jobs.pgqueuer") == 16
    await queue.drain({jobs.JOB: jobs.compute})
    assert await gone_missing(crowd) == []
    assert await snapshots_made() == 1


async def test_the_sweep_computes_on_a_new_day_only(database: FreshDatabase) -> None:
    await jobs.new_day()
    first = await current()
    assert first is not None
    await a_crowd(16)
    await jobs.new_day()
    assert await current() == first, "in production, nobody's publication shows its hour"
    await clock.travel(timedelta(days=1))
    await jobs.new_day()
    assert await current() != first
    assert len(await addresses()) == 1


async def test_another_vocabulary_makes_another_snapshot(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await jobs.new_day()
    first = await current()
    monkeypatch.setattr(jobs, "VOCABULARY", "other")
    await jobs.new_day()
    assert await current() != first


async def test_a_class_that_todays_vocabulary_cannot_say_did_not_stand(
    database: FreshDatabase, owner
) -> None:  # type: ignore[no-untyped-def]
    crowd = await a_crowd(16)
    await jobs.compute()
    await owner.execute("""update catalogue.classes set vector = '[["gone", 0, "gone"]]'""")
    await clock.travel(timedelta(days=1))
    await jobs.compute()
    assert await gone_missing(crowd) == []
    assert (await recount()).faults == set()


async def test_an_edited_persona_stands_nowhere_until_it_is_counted(database: FreshDatabase) -> None:
    crowd = await a_crowd(17)
    await jobs.compute()
    await tell_the_card(RentalRequested(crowd[0].persona))
    await clock.travel(timedelta(days=31))
    await jobs.compute()
    await actions.publish(
        crowd[0].holder, crowd[0].persona, variant="standard", period="P1M", price_step=1900
    )
    with pytest.raises(PersonaUnavailable):
        await tell_the_card(RentalRequested(crowd[0].persona))
    await jobs.compute()
    await tell_the_card(RentalRequested(crowd[0].persona))
