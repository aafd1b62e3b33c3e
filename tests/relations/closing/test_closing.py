"""Once a rental is over its brand says what it did with it: once, otherwise for a while, and to the holder."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from contracts.canonical import digest
from market.base import clock, mail, vault
from market.base.database import fetch_row, fetch_value, transaction
from market.personas import actions as personas
from market.relations.closing import queries
from market.relations.closing.actions import give_note
from market.relations.closing.rules import MOST_WORDS
from market.relations.errors import (
    ClosingNoteFinal,
    ClosingNoteNotGiven,
    ClosingNotePassedOn,
    ContactNotAllowed,
)
from market.rentals.errors import RentalNotFound, RentalNotOver
from tests.factories import a_brand
from tests.market import Market, market
from tests.rentals.erasure.erasing import Over, a_rented
from tests.rentals.renewal.renewing import a_rental as a_renewing
from tests.rentals.sealing.nights import past_every_trigger

__all__ = ["market"]

DAY = timedelta(days=1)
WORDS = "Vos traits nous ont fait revoir nos horaires."


@pytest.fixture
async def over(market: Market) -> Over:
    return await (await a_rented(market)).switched_off()


async def say(over: Over, outcome: str = "changed", text: str | None = WORDS) -> None:
    await give_note(over.brand, over.agreement, ["offer-made"], outcome, text)


async def test_the_holder_reads_all_of_it_and_the_brand_its_codes(over: Over) -> None:
    await say(over)
    assert over.holder.person
    read = await queries.of_holder(over.holder.person, over.agreement)
    assert (read.note.used_for, read.note.outcome, read.note.text) == (("offer-made",), "changed", WORDS)
    own = await queries.of_brand(over.brand_id, over.agreement)
    assert own.note.text is None and own.number == 1 and own.until == (await over.duty()).delete_by


async def test_it_stands_in_the_record_as_an_event_that_commits_to_its_words(over: Over) -> None:
    await say(over)
    ended, event = await over.events()
    assert (ended.kind, event.kind) == ("ended", "closing_note")
    row = await fetch_row("select sealed from relations.closing_notes where rental = $1", over.rental)
    assert row and over.holder.person
    opened = (await vault.data_key(over.holder.person)).unseal(queries.note_place(over.rental), row["sealed"])
    said = {"used_for": ["offer-made"], "outcome": "changed", "text": WORDS}
    assert event.facts["content"] == digest({"salt": opened["salt"], "note": said}).hex()
    assert WORDS.encode() not in row["sealed"]


async def test_before_the_end_by_another_brand_or_about_who_they_are_nothing_is_said(market: Market) -> None:
    running = await a_rented(market)
    with pytest.raises(RentalNotOver):
        await say(running)
    await running.switched_off()
    with pytest.raises(RentalNotFound):
        await give_note(await a_brand(), running.agreement, ["offer-made"], "changed", None)
    for text in ("Écrivez-nous à nous@exemple.fr", "Quel est votre nom ?"):
        with pytest.raises(ContactNotAllowed):
            await say(running, text=text)
    with pytest.raises(ClosingNoteNotGiven):
        await queries.of_brand(running.brand_id, running.agreement)


async def test_it_is_said_otherwise_to_the_end_of_the_day_by_which_copies_are_gone(over: Over) -> None:
    await say(over)
    due = (await over.duty()).delete_by
    assert due and over.holder.person
    await over.day(due, hour=23)
    await say(over, "learned", None)
    read = await queries.of_holder(over.holder.person, over.agreement)
    assert (read.number, read.note.outcome, read.note.text) == (2, "learned", None)
    await over.day(due + DAY)
    with pytest.raises(ClosingNoteFinal):
        await say(over)
    kinds = [it.kind for it in await over.events()]
    assert kinds == ["ended", "closing_note", "closing_note", "erasure_breached"]


async def test_late_is_better_than_never_and_said_once(over: Over) -> None:
    due = (await over.duty()).delete_by
    assert due
    await over.day(due + 20 * DAY)
    await say(over)
    with pytest.raises(ClosingNoteFinal):
        await say(over)


async def test_a_note_is_said_so_often_and_no_more(over: Over) -> None:
    for _ in range(MOST_WORDS):
        await say(over)
    with pytest.raises(ClosingNoteFinal):
        await say(over)


async def test_words_at_once_stand_in_one_order(over: Over) -> None:
    await asyncio.gather(*(say(over) for _ in range(4)))
    assert [it.facts["number"] for it in (await over.events())[1:]] == [1, 2, 3, 4]


async def test_the_holder_is_told_once(over: Over) -> None:
    await say(over)
    await say(over, "learned")
    await over.market.quiet()
    told = [it for it in await mail.kept() if it.kind == "closing_note"]
    assert [it.address for it in told] == ["holder@example.org"]
    assert WORDS not in told[0].text, "a letter repeats nothing"


async def test_of_a_holder_who_has_left_no_words_are_kept_and_the_brand_does_not_learn_it(over: Over) -> None:
    assert over.holder.person
    async with transaction():
        await personas.erase_all(over.holder.actor, over.holder.person)
        await vault.destroy_key(over.holder.person)
    await say(over)
    await over.market.quiet()
    assert await fetch_value("select sealed is null from relations.closing_notes")
    assert (await queries.of_brand(over.brand_id, over.agreement)).note.outcome == "changed"


async def test_of_a_renewed_rental_it_is_said_at_the_end_of_the_last_period(market: Market) -> None:
    it = await (await a_renewing(market)).paid()
    row = await it.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at + timedelta(hours=1))
    with pytest.raises(ClosingNotePassedOn):
        await give_note(it.brand, it.agreement, ["offer-made"], "changed", None)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from relations.closing_notes",
        "update relations.closing_notes set outcome = 'no-use'",
        "update relations.closing_notes set number = 3",
        "update relations.closing_notes set number = 2, outcome = 'splendid'",
        "update relations.closing_notes set number = 2, given_at = base.now()",
        "update relations.closing_notes set number = 2, used_for = '[]'",
    ],
)
async def test_the_database_takes_no_note_back(over: Over, owner: asyncpg.Connection, sql: str) -> None:
    await say(over)
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute(sql)


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("update relations.closing_notes set number = 0", "closing_notes_times"),
        (
            "update relations.closing_notes set changed_at = given_at - interval '1 day'",
            "closing_notes_times",
        ),
        ("update relations.closing_notes set outcome = 'splendid'", "closing_notes_outcome"),
        ("update relations.closing_notes set used_for = '[]'", "closing_notes_used_for"),
    ],
)
async def test_past_every_trigger_a_note_is_still_of_one_piece(over: Over, sql: str, constraint: str) -> None:
    await say(over)
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await past_every_trigger(over.market.database.superuser, sql)
    assert refusal.value.constraint_name == constraint
