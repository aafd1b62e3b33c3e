"""What was told to somebody stands in their inbox, sealed, for nobody else; the mail goes as they chose."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.accounts import letters
from market.accounts.actions.leave import forget_person
from market.accounts.notifications import actions, queries
from market.accounts.notifications.rules import DEFAULT, WAYS, Way
from market.accounts.post import tell
from market.accounts.refusals import WayNotOpen
from market.accounts.sweep import forget_the_old
from market.base import clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.ids import new_id
from market.base.mail import Letter, Topic
from market.base.settings import settings
from market.relations.letters import INVITED, MESSAGED
from tests.accounts.people import person, signed_in
from tests.conftest import FreshDatabase

pytestmark = pytest.mark.usefixtures("database")


async def ada() -> Principal:
    await person()
    return await signed_in()


async def told(
    who: Principal, letter: Letter = MESSAGED, path: str = "/relations/1", brand: str = "Vélos Réunis SAS"
) -> None:
    assert who.person
    async with transaction():
        await tell(who.person, letter, brand=brand, link=settings().url + path)


async def inbox(who: Principal) -> list[queries.Notice]:
    assert who.person
    return await queries.of_person(who.person)


async def mailed() -> list[str]:
    return [it.kind for it in await mail.kept()]


async def test_a_letter_comes_by_mail_and_stands_in_the_inbox() -> None:
    who = await ada()
    await told(who)
    (notice,) = await inbox(who)
    (letter,) = await mail.kept()
    assert notice.subject == letter.subject
    assert notice.text.split() == letter.text.replace(f"{settings().url}/relations/1", "").split()
    assert "et répondez si vous voulez : ne pas répondre" in notice.text, "a paragraph is one line"
    assert (notice.path, notice.topic, notice.read) == ("/relations/1", Topic.MESSAGES, False)


@pytest.mark.parametrize("way", [Way.DAILY, Way.NEVER])
async def test_whoever_chose_so_gets_no_mail_of_it_at_once(way: Way) -> None:
    who = await ada()
    await actions.choose(who, {Topic.MESSAGES: way})
    await told(who)
    await told(who, INVITED)
    assert await mailed() == ["invited"], "another topic is told as before"
    assert [it.topic for it in await inbox(who)] == [Topic.INVITATIONS, Topic.MESSAGES]
    waiting = await fetch_value("select count(*) from accounts.notifications where awaits_digest")
    assert waiting == (way is Way.DAILY)


async def test_a_letter_that_acts_for_its_bearer_stands_in_no_inbox() -> None:
    who = await ada()
    assert who.person
    for letter in (letters.RESET, letters.VERIFY, letters.JOIN):
        async with transaction():
            await tell(who.person, letter, link=f"{settings().url}/reset?code=geheim", brand="Vélos")
    assert await inbox(who) == [] and len(await mailed()) == 3


async def test_a_link_to_elsewhere_is_no_place_of_ours() -> None:
    who = await ada()
    assert who.person
    for link in ("https://elsewhere.example/x", settings().url + ".elsewhere.example/x", ""):
        async with transaction():
            await tell(who.person, MESSAGED, brand="Vélos", link=link)
    assert [it.path for it in await inbox(who)] == ["", "", ""]


async def test_nothing_is_told_where_the_transaction_falls() -> None:
    who = await ada()
    assert who.person
    with pytest.raises(RuntimeError):
        async with transaction():
            await tell(who.person, MESSAGED, brand="Vélos", link="")
            raise RuntimeError
    assert await inbox(who) == [] and await mailed() == []


async def test_nothing_of_it_stands_in_clear_nor_how_long_it_is() -> None:
    who = await ada()
    await told(who)
    await told(who, INVITED)
    sealed = [row["sealed"] for row in await fetch("select sealed from accounts.notifications")]
    assert len({len(it) for it in sealed}) == 1
    assert not any("Vélos".encode() in it or b"relations" in it for it in sealed)


async def test_what_has_come_since_the_page_stays_new() -> None:
    who = await ada()
    await told(who)
    await told(who)
    shown = await inbox(who)
    await told(who)
    assert await actions.read(who, shown[0].id) == 2
    assert [it.read for it in await inbox(who)] == [False, True, True]
    assert await actions.read(who, shown[0].id) == 0
    assert who.person and await queries.unread(who.person) == 1


async def test_what_was_read_is_in_no_digest() -> None:
    who = await ada()
    await actions.choose(who, {Topic.MESSAGES: Way.DAILY})
    await told(who)
    await actions.read(who, (await inbox(who))[0].id)
    assert not await fetch_value("select count(*) from accounts.notifications where awaits_digest")


async def test_nobody_reads_or_marks_what_is_somebody_elses() -> None:
    who = await ada()
    await told(who)
    (notice,) = await inbox(who)
    await person("bob@example.org")
    bob = await signed_in("bob@example.org")
    assert await inbox(bob) == [] and await actions.read(bob, notice.id) == 0
    assert not (await inbox(who))[0].read
    with pytest.raises(Unauthenticated):
        await actions.read(Principal(), notice.id)
    with pytest.raises(Unauthenticated):
        await actions.choose(Principal(), {Topic.MESSAGES: Way.NEVER})


async def test_pages_follow_each_other_without_a_gap() -> None:
    who = await ada()
    assert who.person
    for number in range(5):
        await told(who, path=f"/relations/{number}")
    first = await queries.of_person(who.person, limit=2)
    second = await queries.of_person(who.person, first[-1].id, 2)
    third = await queries.of_person(who.person, second[-1].id, 2)
    assert [it.path[-1] for it in (*first, *second, *third)] == ["4", "3", "2", "1", "0"]


async def test_choices_stand_by_topic_and_are_audited_once() -> None:
    who = await ada()
    assert who.person
    assert await queries.choices(who.person) == dict.fromkeys(WAYS, DEFAULT)
    await actions.choose(who, {Topic.MESSAGES: Way.NEVER, Topic.MONEY: Way.DAILY})
    await actions.choose(who, {Topic.MESSAGES: Way.DAILY})
    chosen = await queries.choices(who.person)
    assert (chosen[Topic.MESSAGES], chosen[Topic.MONEY], chosen[Topic.RENTALS]) == (
        "daily",
        "daily",
        "at_once",
    )
    acts = await fetch("select subject from base.audit_entries where action = 'person.notifications_chosen'")
    assert len(acts) == 2 and who.person not in [it["subject"] for it in acts]


async def test_one_way_that_is_not_open_changes_none() -> None:
    who = await ada()
    assert who.person
    with pytest.raises(WayNotOpen):
        await actions.choose(who, {Topic.MESSAGES: Way.NEVER, Topic.ACCOUNT: Way.DAILY})
    assert (await queries.choices(who.person))[Topic.MESSAGES] is DEFAULT


async def test_two_who_choose_at_once_do_not_mix() -> None:
    who = await ada()
    assert who.person
    topics = (Topic.MESSAGES, Topic.QUESTIONS, Topic.INVITATIONS)
    both = [dict.fromkeys(topics, Way.DAILY), dict.fromkeys(reversed(topics), Way.NEVER)]
    for _ in range(10):
        await asyncio.gather(*(actions.choose(who, it) for it in both))
        chosen = await queries.choices(who.person)
        assert len({chosen[it] for it in topics}) == 1 and chosen[Topic.MESSAGES] is not DEFAULT


@pytest.mark.parametrize(
    ("constraint", "topic", "way"),
    [
        ("notification_choices_way", "account", "daily"),
        ("notification_choices_way", "money", "never"),
        ("notification_choices_way", "messages", "weekly"),
        ("notification_choices_topic", "gossip", "at_once"),
        ("notification_choices_person", "messages", "daily"),
    ],
)
async def test_the_database_keeps_what_the_rules_say(
    fresh: FreshDatabase, constraint: str, topic: str, way: str
) -> None:
    who = uuid.uuid4() if constraint.endswith("person") else await person()
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as raised:
        await fetch(
            "insert into accounts.notification_choices (id, person, topic, way) values ($1, $2, $3, $4)",
            *(new_id(), who, topic, way),
        )
    assert raised.value.constraint_name == constraint


async def test_a_digest_never_tells_of_what_was_read() -> None:
    who = await ada()
    await told(who)
    with pytest.raises(asyncpg.CheckViolationError) as raised:
        await fetch("update accounts.notifications set read_at = base.now(), awaits_digest = true")
    assert raised.value.constraint_name == "notifications_read"


async def test_they_go_after_half_a_year_and_with_their_reader() -> None:
    who = await ada()
    assert who.person
    await told(who)
    await clock.travel(timedelta(days=179))
    await forget_the_old()
    assert len(await inbox(who)) == 1
    await told(who)
    await clock.travel(timedelta(days=2))
    await forget_the_old()
    assert len(await inbox(who)) == 1
    await actions.choose(who, {Topic.MESSAGES: Way.NEVER})
    async with transaction():
        await forget_person(who.person)
    for table in ("notifications", "notification_choices"):
        assert not await fetch_value(f"select count(*) from accounts.{table}")
    with pytest.raises(NotFound):
        await tell(who.person, MESSAGED, brand="Vélos", link="")
