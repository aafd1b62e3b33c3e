"""A brand and a holder write to each other within a running rental; the terms bound the one, and its end both."""

import json
from datetime import timedelta

import asyncpg
import pytest

from contracts.canonical import digest
from contracts.record import verify_chain
from contracts.terms import EDITIONS
from market.base import clock, mail, vault
from market.base.access import NotYours, Principal
from market.base.database import fetch_row, fetch_value
from market.base.errors import Unauthenticated
from market.base.idempotency import IdempotencyKeyReused
from market.relations.conversation import jobs, queries, rules
from market.relations.conversation.actions import write_as_brand, write_as_holder
from market.relations.errors import (
    ConversationClosed,
    ConversationNotIncluded,
    GivesYouAway,
    MayGiveYouAway,
    MessageLeadsAway,
    TextNotAccepted,
    TooManyMessages,
    WroteEnough,
)
from market.relations.silence.actions import choose
from market.relations.silence.tables import CLOSED, RECEIPTS
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalNotFound, RentalSuspended
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.conversation.writing import (
    ANSWER,
    HELLO,
    brand_writes,
    heard,
    holder_writes,
    seen,
    texts,
)
from tests.relations.helpers import Relation, a_paid_relation, a_relation, brand_of

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")

TABLES = ("relations.messages", "relations.message_flags", "rentals.record_events", "base.audit_entries")


async def counts() -> list[int]:
    return [await fetch_value(f"select count(*) from {table}") for table in TABLES]


async def letters() -> list[str]:
    return [it.kind for it in reversed(await mail.kept()) if it.address == "holder@example.org"]


async def test_both_sides_read_what_both_wrote_in_its_order() -> None:
    relation = await a_relation()
    await brand_writes(relation)
    await holder_writes(relation)
    await brand_writes(relation, "Merci. Et la couleur ?")
    assert await seen(relation) == [("brand", HELLO), ("person", ANSWER), ("brand", "Merci. Et la couleur ?")]
    assert await texts(relation) == [text for _, text in await seen(relation)]
    events = await record.read(relation.rental)
    verify_chain(record.urn(relation.agreement), events)
    written = [
        (it.facts["by"], it.facts["month"], it.facts["number"]) for it in events if it.kind == "messaged"
    ]
    assert written == [("brand", 1, 1), ("person", 1, 1), ("brand", 1, 2)]
    assert (await letters()).count("messaged") == 2


async def test_the_record_commits_to_the_words_and_nothing_of_them_stands_in_clear(
    owner: asyncpg.Connection,
) -> None:
    relation = await a_relation()
    await brand_writes(relation, "Zanzibar vous tente ?")
    await holder_writes(relation, "oui, zanzibar surtout")
    assert relation.holder.person is not None
    key = await vault.data_key(relation.holder.person)
    rows = await owner.fetch("select id, sealed from relations.messages order by id")
    events = [it for it in await record.read(relation.rental) if it.kind == "messaged"]
    for row, event in zip(rows, events, strict=True):
        opened = key.unseal(queries.content_place(row["id"]), row["sealed"])
        assert event.facts["content"] == digest(opened).hex()
    assert len({len(row["sealed"]) for row in rows}) == 1
    for table in await owner.fetch(
        "select schemaname || '.' || tablename as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    ):
        for row in await owner.fetch(f"select t::text as all from {table['name']} t"):
            assert "zanzibar" not in row["all"].lower(), table["name"]


async def test_the_terms_bound_the_brand_in_each_rental_month_and_the_table_does_too() -> None:
    relation = await a_relation(variant="simple")
    for n in range(4):
        await brand_writes(relation, f"Message {'i' * (n + 1)}.")
    before = await counts()
    with pytest.raises(TooManyMessages) as refusal:
        await brand_writes(relation, "Un de plus.")
    assert refusal.value.facts == {"per_month": 4}  # the rental has no other month
    assert await counts() == before
    await holder_writes(relation)  # their own words have no such bound


async def test_the_next_rental_month_has_its_own_messages() -> None:
    relation = await a_relation(period="P3M")
    for n in range(8):
        await brand_writes(relation, f"Message {'i' * (n + 1)}.")
    with pytest.raises(TooManyMessages) as refusal:
        await brand_writes(relation, "Un de plus.")
    again = refusal.value.facts["again_on"]
    await clock.travel(timedelta(days=32))
    assert again <= clock.market_date(await clock.now()).isoformat()
    await brand_writes(relation, "Un de plus.")
    assert await fetch_value("select max(month) from relations.messages") == 2


async def test_a_holder_writes_twenty_messages_a_day_at_most() -> None:
    relation = await a_relation()
    for _ in range(rules.MOST_A_DAY):
        await holder_writes(relation)
    with pytest.raises(WroteEnough):
        await holder_writes(relation)
    await clock.travel(timedelta(days=1))
    await holder_writes(relation)


async def test_terms_of_before_there_were_messages_have_no_conversation(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    await owner.execute("alter table rentals.rentals disable trigger user")
    await owner.execute(
        "update rentals.rentals set document = jsonb_set(document, '{terms}', $1::jsonb)",
        EDITIONS["standard-3"].model_dump_json(),
    )
    before = await counts()
    for act in (brand_writes(relation), holder_writes(relation)):
        with pytest.raises(ConversationNotIncluded):
            await act
    assert await counts() == before


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Écrivez à contact@marque.example pour en parler.", "email"),
        ("Quel est votre nom de famille ?", "identity"),
        ("Dites-moi votre date de naissance.", "identity"),
        ("Appelez-nous au 06 12 34 56 78.", "phone"),
        ("Follow us on instagram.", "social"),
        ("Call us.", "contact"),
        ("Voyez www.marque.example.", "link"),
    ],
)
async def test_a_brand_that_leads_around_moi_or_asks_who_is_refused_by_name_and_counted(
    text: str, what: str
) -> None:
    relation = await a_relation()
    for _ in range(2):  # once a day in each rental
        with pytest.raises(MessageLeadsAway) as refusal:
            await write_as_brand(relation.brand, relation.agreement, text, "one-key")
        assert refusal.value.facts == {"field": "text", "what": what}
    assert await queries.flags_of(brand_of(relation.brand)) == {what: 1}
    assert await fetch_value("select count(*) from relations.messages") == 0
    await write_as_brand(relation.brand, relation.agreement, HELLO, "one-key")  # the key was left free
    await clock.travel(timedelta(days=1))
    with pytest.raises(MessageLeadsAway):
        await brand_writes(relation, text)
    assert await queries.flags_of(brand_of(relation.brand)) == {what: 2}
    assert await queries.flags_of(brand_of(await a_brand())) == {}


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), (" \n ", "empty"), ("a" * 1001, "too-long"), ("a\x07b", "characters")]
)
async def test_a_text_that_is_none_is_refused_by_name_for_both(text: str, reason: str) -> None:
    relation = await a_relation()
    for act in (brand_writes(relation, text), holder_writes(relation, text)):
        with pytest.raises(TextNotAccepted) as refusal:
            await act
        assert refusal.value.facts["reason"] == reason


async def test_a_holder_who_gives_themselves_away_is_refused_and_in_doubt_asked_first() -> None:
    relation = await a_relation()
    before = await counts()
    with pytest.raises(GivesYouAway):
        await write_as_holder(relation.holder, relation.agreement, "c.moreau@example.org", confirmed=True)
    with pytest.raises(MayGiveYouAway) as refusal:
        await holder_writes(relation, "un vélo comme chez Lapierre, au bord du canal")
    assert refusal.value.facts == {"field": "text", "what": ["name"]}
    assert await counts() == before
    await write_as_holder(
        relation.holder, relation.agreement, "un vélo comme chez Lapierre, au bord du canal", confirmed=True
    )
    assert len(await seen(relation)) == 1


async def test_the_same_key_is_the_same_message_and_another_text_an_error() -> None:
    relation = await a_relation()
    for act, who in ((write_as_brand, relation.brand), (write_as_holder, relation.holder)):
        first = await act(who, relation.agreement, ANSWER, "a-key")
        assert await act(who, relation.agreement, ANSWER, "a-key") == first
        with pytest.raises(IdempotencyKeyReused):
            await act(who, relation.agreement, "autre chose", "a-key")
    assert len(await seen(relation)) == 2


async def test_only_the_two_of_it_write_and_read() -> None:
    relation = await a_relation()
    await brand_writes(relation)
    stranger, other = await a_brand(), await a_holder()
    assert other.person is not None
    for act in (
        write_as_brand(stranger, relation.agreement, HELLO),
        write_as_holder(other, relation.agreement, ANSWER),
        queries.of_brand(brand_of(stranger), relation.agreement),
        queries.of_holder(other.person, relation.agreement),
    ):
        with pytest.raises(RentalNotFound):
            await act
    with pytest.raises(NotYours):
        await write_as_brand(relation.holder, relation.agreement, HELLO)
    with pytest.raises(Unauthenticated):
        await write_as_holder(Principal(), relation.agreement, ANSWER)


async def test_after_the_end_nobody_writes_the_brand_reads_nothing_and_the_holder_all(market: Market) -> None:
    relation = await a_paid_relation(market)
    await brand_writes(relation)
    await holder_writes(relation)
    await withdraw(relation.holder, relation.agreement)
    before = await counts()
    for act in (
        write_as_brand(relation.brand, relation.agreement, HELLO),
        write_as_brand(relation.brand, relation.agreement, "Quel est votre nom de famille ?"),
        write_as_holder(relation.holder, relation.agreement, ANSWER),
        queries.of_brand(brand_of(relation.brand), relation.agreement),
    ):
        with pytest.raises(RentalAlreadyEnded):
            await act
    assert await counts() == before
    assert await texts(relation) == [HELLO, ANSWER]


async def test_the_clock_alone_closes_it_and_so_does_a_suspension(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    with pytest.raises(RentalSuspended):
        await brand_writes(relation)
    with pytest.raises(RentalNotActive):
        await holder_writes(relation)
    await owner.execute("update rentals.rentals set state = 'Active'")
    await clock.travel(timedelta(days=40))
    for act in (brand_writes(relation), holder_writes(relation)):
        with pytest.raises(RentalAlreadyEnded):
            await act


async def test_a_closed_conversation_takes_messages_in_unread_and_shows_them_once_it_is_open() -> None:
    relation = await a_relation()
    await brand_writes(relation)
    await choose(relation.holder, relation.agreement, {CLOSED: True})
    await brand_writes(relation, "Toujours là ?")
    assert await texts(relation) == [HELLO] and (await heard(relation)).lying == 1
    assert await texts(relation, looking=True) == [HELLO, "Toujours là ?"]
    assert (await letters()).count("messaged") == 1
    with pytest.raises(ConversationClosed):
        await holder_writes(relation)
    await choose(relation.holder, relation.agreement, {CLOSED: False})
    assert await texts(relation) == [HELLO, "Toujours là ?"]
    await holder_writes(relation)


async def read_on(relation: Relation) -> list[str | None]:
    found = await queries.of_brand(brand_of(relation.brand), relation.agreement)
    return [it.read_on.isoformat() if it.read_on else None for it in found]


async def test_a_day_of_reading_is_told_only_where_the_holder_wants_it_and_never_of_what_lies() -> None:
    relation = await a_relation()
    await brand_writes(relation)
    await heard(relation)
    assert await read_on(relation) == [None]
    await choose(relation.holder, relation.agreement, {RECEIPTS: True})
    assert await read_on(relation) == [None]
    today = clock.market_date(await clock.now()).isoformat()
    assert (await heard(relation)).said[0].read_on is not None
    assert await read_on(relation) == [today]
    await choose(relation.holder, relation.agreement, {CLOSED: True})
    await brand_writes(relation, "Toujours là ?")
    await heard(relation, looking=True)
    assert await read_on(relation) == [today, None]
    await choose(relation.holder, relation.agreement, {CLOSED: False, RECEIPTS: False})
    await heard(relation)
    assert await read_on(relation) == [today, None]


async def test_a_letter_says_nothing_of_the_words_and_comes_once() -> None:
    relation = await a_relation()
    await brand_writes(relation, "Zanzibar vous tente ?")
    await jobs.messaged(str(await fetch_value("select id from relations.messages")))
    (letter,) = [it for it in await mail.kept() if it.kind == "messaged"]
    assert "anzibar" not in str(letter)
    assert "does not know who" not in str(letter) and "ne sait pas qui" not in str(letter)


async def test_a_message_is_not_rewritten_and_not_deleted(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    await brand_writes(relation)
    for statement in (
        "update relations.messages set sealed = ''",
        "delete from relations.messages",
        "delete from relations.message_flags",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(statement)
    row = await fetch_row("select per_month from relations.messages")
    assert row is not None and row["per_month"] == 8
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute(
            "insert into relations.messages (id, rental, side, month, number, per_month, sealed, sent_at)"
            " select gen_random_uuid(), rental, side, month, 9, 8, sealed, sent_at from relations.messages"
        )
    assert json.dumps([it.kind for it in await record.read(relation.rental)]).count("messaged") == 1
