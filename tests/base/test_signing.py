"""The platform's signing keys turn, and what they signed before stays verified."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from contracts.keyset import KeySet
from contracts.refusals import KeyUnknown
from market.base import clock, signing
from market.base.database import fetch, fetch_value
from market.base.keyring import FileKeyring
from tests.conftest import FreshDatabase


async def test_each_purpose_has_a_key_of_its_own_from_the_beginning(
    database: FreshDatabase, keys: FileKeyring
) -> None:
    found = await signing.published()
    assert [each.purpose for each in found] == ["record", "status", "credential", "proof"]
    assert len({each.key.kid for each in found}) == 4
    for purpose in signing.PURPOSES:
        assert (await signing.signing_key(purpose)).kid in (await signing.key_set(purpose)).keys


async def test_the_first_generation_is_the_key_that_has_signed_until_now(
    database: FreshDatabase, keys: FileKeyring
) -> None:
    from contracts.keys import PrivateKey

    assert (await signing.signing_key("record")).kid == PrivateKey(keys.derive("sign/record")).kid


async def test_a_turned_key_signs_and_the_old_one_stays_published(database: FreshDatabase) -> None:
    first = await signing.signing_key("record")
    turned = await signing.rotate("record")
    third = await signing.rotate("record")
    assert (await signing.signing_key("record")).kid == third.kid
    known = await signing.key_set("record")
    assert list(known.keys) == [first.kid, turned.kid, third.kid]
    known[first.kid].verify(first.sign(b"said before"), b"said before")
    with pytest.raises(KeyUnknown):
        (await signing.key_set("status"))[third.kid]
    first_end, turned_end, none = [it.jwk().get("exp") for it in await signing.published()][:3]
    began = await fetch("select began_at from base.signing_keys where purpose = 'record' order by generation")
    ends = [int((it["began_at"] + timedelta(hours=1)).timestamp()) for it in began[1:]]
    assert ([first_end, turned_end], none) == (ends, None), (
        "an hour after the next one began, nothing is theirs"
    )
    acts = await fetch(
        "select facts->>'generation' as n from base.audit_entries where action = 'signing.began'"
    )
    assert sorted(row["n"] for row in acts) == ["1", "2", "3"]


async def test_of_two_turns_at_once_one_is_made(database: FreshDatabase, owner: asyncpg.Connection) -> None:
    await signing.rotate("record")
    done = await asyncio.gather(*(signing.rotate("record") for _ in range(6)), return_exceptions=True)
    lost = [it for it in done if isinstance(it, BaseException)]
    assert all(isinstance(it, asyncpg.UniqueViolationError) for it in lost)
    generations = await fetch("select generation from base.signing_keys order by generation")
    assert [row["generation"] for row in generations] == list(range(1, 3 + len(done) - len(lost)))


async def test_nothing_is_signed_with_a_key_that_was_not_published(database: FreshDatabase) -> None:
    await signing.rotate("record")
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("set session_replication_role = replica")
    await connection.execute("update base.signing_keys set kid = 'another' where generation = 2")
    await connection.close()
    with pytest.raises(signing.SigningKeyLost):
        await signing.signing_key("record")


@pytest.mark.parametrize(
    ("wall", "values"),
    [
        ("signing_keys_once", "'record', 1, 'k2'"),
        ("signing_keys_kid", "'record', 9, 'k'"),
        ("signing_keys_use", "'other', 1, 'k2'"),
        ("signing_keys_generation", "'record', 0, 'k2'"),
    ],
)
async def test_the_database_keeps_generations_apart(
    database: FreshDatabase, owner: asyncpg.Connection, wall: str, values: str
) -> None:
    insert = (
        "insert into base.signing_keys (id, purpose, generation, kid, x, began_at)"
        " values (gen_random_uuid(), {}, 'x', now())"
    )
    await fetch(insert.format("'record', 1, 'k'"))
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=wall):
        await fetch(insert.format(values))
    await owner.execute(f"alter table base.signing_keys drop constraint {wall}")
    await fetch(insert.format(values))
    assert await fetch_value("select count(*) from base.signing_keys") == 2


def test_a_set_of_one_purpose_is_read_as_such(keys: FileKeyring) -> None:
    import json

    record, status = signing.derived("record", 1).public, signing.derived("status", 1).public
    text = json.dumps(
        {"keys": [signing.Published("record", record).jwk(), signing.Published("status", status).jwk()]}
    )
    assert list(KeySet.read(text.encode()).keys) == [record.kid]


async def test_what_signs_for_an_hour_is_published_for_an_hour_after_it_was_turned(
    database: FreshDatabase,
) -> None:
    """A leaked key of these would sign for today; what the others signed is kept, and must verify for good."""
    before = {it.purpose: it.key.kid for it in await signing.published()}
    for purpose in signing.PURPOSES:
        await signing.rotate(purpose)
    now = {it.key.kid for it in await signing.published()}
    assert now > set(before.values()), "what was signed a minute ago is still good"
    await clock.travel(timedelta(hours=1, minutes=1))
    left = {it.key.kid for it in await signing.published()}
    assert {purpose for purpose, kid in before.items() if kid in left} == {"record", "credential"}
    assert len(left) == 6
