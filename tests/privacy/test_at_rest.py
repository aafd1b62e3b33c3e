"""P6, V9: what stands in the database, its log of changes, our log, the queue and at Stripe says who nobody is."""

import itertools
import json
import re
import uuid
from collections import defaultdict
from pathlib import Path

import asyncpg
import pytest

from market.base import mail, vault
from market.base.database import fetch, fetch_value
from market.base.vault import SealBroken
from market.personas import queries as personas
from tests.journeys.steps import CONTACT
from tests.privacy.story import Story, story, strings_in

__all__ = ["story"]

ROOMS = (
    "accounts",
    "base",
    "catalogue",
    "jobs",
    "money",
    "operators",
    "personas",
    "proofs",
    "relations",
    "rentals",
    "sandbox",
)

TAGGED = ("audit", "mail", "vault", "personas", "rentals", "money", "relations", "operators", "proofs")
"""The rooms that know people by a tag."""


async def cells(dsn: str) -> dict[str, list[object]]:
    """Every value of every table, by `room.table.column`: what a dump holds."""
    superuser = await asyncpg.connect(dsn)
    found: dict[str, list[object]] = {}
    tables = await superuser.fetch(
        "select schemaname as room, tablename as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2"
    )
    assert {it["room"] for it in tables} >= set(ROOMS)
    for it in tables:
        for row in await superuser.fetch(f'select * from "{it["room"]}"."{it["name"]}"'):
            for column, value in row.items():
                found.setdefault(f"{it['room']}.{it['name']}.{column}", []).append(value)
    await superuser.close()
    return found


def raw(value: object) -> bytes:
    """A value as bytes, as they would stand in a binary dump."""
    if isinstance(value, bytes):
        return value
    return value.bytes if isinstance(value, uuid.UUID) else str(value).encode()


@pytest.fixture(scope="module")
async def dump(story: Story) -> dict[str, list[object]]:
    return await cells(story.database.superuser)


def search(dump: dict[str, list[object]], words: dict[str, str]) -> set[tuple[str, str]]:
    """(what, where) of each word that stands somewhere, as text or inside bytes, in any case."""
    needles = {what: word.lower().encode() for what, word in words.items()}
    found = set()
    for place, values in dump.items():
        text = b"\n".join(raw(value) for value in values).lower()
        found |= {(what, place) for what, needle in needles.items() if needle in text}
    return found


def test_no_address_word_trait_or_secret_stands_in_the_database(
    story: Story, dump: dict[str, list[object]]
) -> None:
    assert len(story.words) > 18
    assert search(dump, story.words) == set()


def test_control_the_search_finds_what_stands_in_clear(dump: dict[str, list[object]]) -> None:
    words = {
        "brand": "Cycles Garonne",
        "card": "salariat-sur-place",
        "purpose": "benefits",
        "contact": CONTACT,
    }
    found = search(dump, words)
    assert {("brand", "accounts.brands.legal_name"), ("card", "catalogue.classes.address")} <= found
    assert ("purpose", "rentals.rentals.purposes") in found
    where = {place for what, place in found if what == "contact"}
    assert where == {"accounts.brands.contact", "rentals.consent_events.facts"}, "a brand gives it to be told"


def test_no_address_word_or_secret_stands_in_the_log_of_changes(story: Story) -> None:
    """The write-ahead log outlives rows that were deleted, and travels to replicas and backups."""
    folder = Path(story.server.data) / "pg_wal"
    written = b"".join((folder / name).read_bytes() for name in story.wal)
    assert b"Cycles Garonne SAS" in written, "the control: what is in clear is found"
    assert [what for what, word in story.words.items() if word.encode() in written] == []


def test_a_persons_id_stands_in_accounts_and_nowhere_else(
    story: Story, dump: dict[str, list[object]]
) -> None:
    for person in story.people.values():
        forms = {person.bytes, str(person).encode(), person.hex.encode()}
        places = {
            place for place, values in dump.items() if any(form in raw(it) for it in values for form in forms)
        }
        assert places and all(place.startswith("accounts.") for place in places), places


def test_nothing_of_an_account_is_equal_to_anything_in_another_room(dump: dict[str, list[object]]) -> None:
    """So no join leads from a person's row, session, code or place in a team to a persona: but the vault's."""
    personal = ("people", "sessions", "one_time_codes", "attempts")
    here, there = defaultdict(set), defaultdict(set)
    for place, values in dump.items():
        room, table, column = place.split(".")
        mine = room == "accounts" and (
            table in personal or column == "person" or place.endswith("created_by")
        )
        for value in values:
            if value is not None and not isinstance(value, bool) and len(raw(value)) >= 8:
                (here if mine else there)[raw(value)].add(place)
    brands = {raw(it) for it in dump["accounts.brands.id"]}  # a brand is no person
    joined = {value: (here[value], there[value]) for value in here.keys() & there.keys() - brands}
    outside = {
        value: places
        for value, places in joined.items()
        if any(not p.startswith("accounts.") for p in places[1])
    }
    assert outside == {}


def test_each_room_has_a_tag_of_its_own_for_a_person(story: Story, dump: dict[str, list[object]]) -> None:
    holder = story.people["holder"]
    places: dict[str, set[str]] = {}
    for room in TAGGED:
        tag = vault.tag(room, holder)
        forms = {tag, tag[:16], tag.hex().encode(), str(uuid.UUID(bytes=tag[:16])).encode()}
        places[room] = {
            place for place, values in dump.items() if any(form in raw(it) for it in values for form in forms)
        }
    for room in ("audit", "mail", "vault", "personas", "rentals", "money", "proofs"):
        assert places[room], f"the holder stands in {room}"
    for one, other in itertools.combinations(places, 2):
        # A table that serves several rooms keeps their rows apart by the room's own tags.
        shared = places[one] & places[other]
        assert shared <= {"base.idempotency_records.actor", "base.audit_entries.subject"}, (
            one,
            other,
            shared,
        )


async def test_a_dump_shows_that_personas_share_an_owner_and_never_who(story: Story) -> None:
    one, other = story.personas
    owners = {
        await fetch_value("select holder from personas.personas where id = $1", it) for it in (one, other)
    }
    assert len(owners) == 1
    row = await fetch("select * from accounts.people where id = $1", story.people["holder"])
    shown = {name for name, value in row[0].items() if isinstance(value, str) and value}
    assert shown <= {"language", "password_hash"}, "what is readable of a person"


# Swapped ciphertexts: a sealed value opens in its own place and nowhere else (AAD: table, column, row, version).


async def swap(story: Story, table: str, column: str, one: uuid.UUID, other: uuid.UUID) -> None:
    superuser = await asyncpg.connect(story.database.superuser)
    try:
        async with superuser.transaction():
            await superuser.execute("set local session_replication_role = replica")  # past every trigger
            a, b = [
                await superuser.fetchval(f"select {column} from {table} where id = $1", it)
                for it in (one, other)
            ]
            assert a != b
            await superuser.execute(f"update {table} set {column} = $2 where id = $1", one, b)
            await superuser.execute(f"update {table} set {column} = $2 where id = $1", other, a)
    finally:
        await superuser.close()


async def test_two_drafts_of_one_holder_that_change_places_do_not_open(story: Story) -> None:
    holder = story.people["holder"]
    await swap(story, "personas.personas", "draft", *story.personas)
    try:
        with pytest.raises(SealBroken):
            await personas.open_draft(holder, await personas.own(holder, story.personas[0]))
    finally:
        await swap(story, "personas.personas", "draft", *story.personas)
    assert await personas.open_draft(holder, await personas.own(holder, story.personas[0]))


@pytest.mark.parametrize(("column", "place"), [("sheet", "sheet_place"), ("sealed", "sealed_place")])
async def test_two_versions_that_change_places_do_not_open(story: Story, column: str, place: str) -> None:
    one, other = [
        row["version"]
        for row in await fetch(
            "select version from personas.personas where id = any($1) order by id", story.personas
        )
    ]
    key = await vault.data_key(story.people["holder"])
    await swap(story, "personas.persona_versions", column, one, other)
    try:
        blob = await fetch_value(f"select {column} from personas.persona_versions where id = $1", one)
        with pytest.raises(SealBroken):
            key.unseal_bytes(getattr(personas, place)(one), blob)
        assert key.unseal_bytes(getattr(personas, place)(other), blob)
    finally:
        await swap(story, "personas.persona_versions", column, one, other)


async def test_a_sheet_does_not_open_as_what_is_sealed_beside_it(story: Story) -> None:
    """Same row, same key, another column."""
    version = await fetch_value("select version from personas.personas where id = $1", story.personas[0])
    key = await vault.data_key(story.people["holder"])
    blob = await fetch_value("select sheet from personas.persona_versions where id = $1", version)
    with pytest.raises(SealBroken):
        key.unseal_bytes(personas.sealed_place(version), blob)


async def test_two_letters_that_change_places_do_not_open(story: Story) -> None:
    rows = await fetch(
        "select recipient, array_agg(id order by id) as ids from base.messages group by recipient"
    )
    one, other = next(row["ids"][:2] for row in rows if len(row["ids"]) > 1)
    await swap(story, "base.messages", "sealed", one, other)
    try:
        with pytest.raises(SealBroken):
            await mail.kept(1000)
    finally:
        await swap(story, "base.messages", "sealed", one, other)
    assert len(await mail.kept(1000)) > 5


# What else the house writes down.


def test_the_log_of_the_whole_story_names_no_person_persona_claim_or_secret(story: Story) -> None:
    assert "catalogue.computed" in story.log, "the control: something was logged"
    for line in story.log.splitlines():
        json.loads(line)
    log = story.log.lower()
    assert [what for what, word in story.words.items() if word.lower() in log] == []
    hidden = {*story.people.values(), *story.personas}
    assert [it for it in hidden if str(it) in log or it.hex in log] == []
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", log) == []


def test_queued_work_carries_ids_of_things_and_no_person_persona_or_claim(story: Story) -> None:
    jobs = {job for job, _ in story.queued}
    assert {"mail.send", "rentals.notice", "catalogue.compute"} & jobs and len(jobs) >= 4
    hidden = {str(it) for it in (*story.people.values(), *story.personas)} | set(story.words.values())
    tags = {vault.tag(room, who).hex() for room in TAGGED for who in story.people.values()}
    for job, payload in story.queued:
        assert not strings_in(payload) & hidden, job
        assert not any(it in payload for it in (*hidden, *tags)), job
        for it in strings_in(payload):
            assert re.fullmatch(r"[a-z_]+|[0-9a-f-]{36}", it), f"{job}: {it}"


async def test_stripe_is_told_an_amount_and_random_ids(story: Story) -> None:
    assert len(story.stripe) > 5
    everything = "\n".join(story.stripe).lower()
    hidden = {str(it) for it in (*story.people.values(), *story.personas)} | set(story.words.values())
    assert [it for it in hidden if it.lower() in everything] == []
    seen = set()
    for body in story.stripe:
        for found in re.findall(r'"metadata": (\{[^}]*\})', body):
            metadata = json.loads(found)
            seen |= metadata.keys()
            if metadata:
                assert metadata["kind"] in ("payment", "refund")
                assert uuid.UUID(metadata["row"]).version == 4, "random: no time in it"
    assert seen == {"app", "kind", "row", "attempt"}
    for table, column in (("rentals.rentals", "id"), ("rentals.rentals", "persona"), ("money.orders", "id")):
        for row in await fetch(f"select {column} as id from {table}"):
            assert str(row["id"]) not in everything, f"{table}.{column}"
