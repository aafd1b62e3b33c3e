"""Sealed values open in their place only; tags and names join nothing."""

import uuid
from datetime import date
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import keyring, names, vault
from market.base.database import transaction
from market.base.errors import NotFound
from market.base.keyring import KeyringMissing
from tests.conftest import FreshDatabase

PERSON, OTHER = uuid.uuid4(), uuid.uuid4()
PLACE = vault.Place("persona_versions", "sealed", uuid.uuid4(), 1)


async def a_key(person: uuid.UUID = PERSON) -> vault.DataKey:
    async with transaction():
        return await vault.create_key(person)


async def test_a_sealed_value_opens_again_and_its_length_says_little(database: FreshDatabase) -> None:
    key = await a_key()
    blob = key.seal(PLACE, {"velo": "randonneuse"})
    assert (await vault.data_key(PERSON)).unseal(PLACE, blob) == {"velo": "randonneuse"}
    assert len(blob) == len(key.seal(PLACE, {"velo": "x"}))
    assert b"randonneuse" not in blob


@pytest.mark.parametrize(
    "moved",
    [
        vault.Place("personas", "sealed", PLACE.row, 1),
        vault.Place("persona_versions", "contact", PLACE.row, 1),
        vault.Place("persona_versions", "sealed", uuid.uuid4(), 1),
        vault.Place("persona_versions", "sealed", PLACE.row, 2),
    ],
)
async def test_a_value_moved_to_another_place_does_not_open(
    database: FreshDatabase, moved: vault.Place
) -> None:
    key = await a_key()
    with pytest.raises(vault.SealBroken):
        key.unseal(moved, key.seal(PLACE, {"a": "b"}))


async def test_another_persons_key_does_not_open_it(database: FreshDatabase) -> None:
    mine, yours = await a_key(), await a_key(OTHER)
    with pytest.raises(vault.SealBroken):
        yours.unseal(PLACE, mine.seal(PLACE, {"a": "b"}))


async def test_a_wrapped_key_copied_to_another_person_does_not_unwrap(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    await a_key()
    await a_key(OTHER)
    await owner.execute(
        "update base.person_keys a set wrapped = b.wrapped from base.person_keys b"
        " where a.tag <> b.tag and a.tag = $1",
        vault.tag("vault", OTHER),
    )
    vault._cache.clear()
    with pytest.raises(vault.SealBroken):
        await vault.data_key(OTHER)


async def test_destroying_the_key_erases(database: FreshDatabase) -> None:
    await a_key()
    async with transaction():
        await vault.destroy_key(PERSON)
    with pytest.raises(vault.Erased):
        await vault.data_key(PERSON)
    assert await vault.data_keys({PERSON}) == {}


def test_a_tag_leads_back_in_its_own_room_only(keys: keyring.FileKeyring) -> None:
    tag = vault.tag("personas", PERSON)
    assert vault.person_of("personas", tag) == PERSON
    assert vault.tag("money", PERSON) != tag
    with pytest.raises(NotFound):
        vault.person_of("money", tag)
    assert vault.person_of("money", vault.retag(tag, "personas", "money")) == PERSON


def test_a_name_is_stable_for_its_audience_and_unknown_to_others(keys: keyring.FileKeyring) -> None:
    brand, rival = names.for_brand(uuid.uuid4()), names.for_brand(uuid.uuid4())
    name = names.name("persona", PERSON, brand)
    assert name == names.name("persona", PERSON, brand)
    assert names.inner_id("persona", name, brand) == PERSON
    for kind, audience in (("persona", rival), ("rental", brand)):
        with pytest.raises(NotFound):
            names.inner_id(kind, name, audience)


def test_a_name_is_taken_as_it_was_written_only(keys: keyring.FileKeyring) -> None:
    name = names.name("persona", PERSON, names.for_operators())
    for other in (name + "=", name + "====", name.translate({ord("-"): "+", ord("_"): "/"}) + " "):
        with pytest.raises(NotFound):
            names.inner_id("persona", other, names.for_operators())


def test_a_days_name_is_forgotten_the_next_day(keys: keyring.FileKeyring) -> None:
    brand = uuid.uuid4()
    today = names.name("persona", PERSON, names.for_brand_today(brand, date(2026, 11, 22)))
    with pytest.raises(NotFound):
        names.inner_id("persona", today, names.for_brand_today(brand, date(2026, 11, 23)))


@given(st.text(max_size=80))
def test_rubbish_is_not_found(keys: keyring.FileKeyring, rubbish: str) -> None:
    with pytest.raises(NotFound):
        names.inner_id("persona", rubbish, names.for_operators())


def test_handles_and_seeds_differ_between_audiences(keys: keyring.FileKeyring) -> None:
    seen = [names.name("persona", PERSON, names.for_brand(uuid.uuid4())) for _ in range(50)]
    assert len({names.mask_seed(name) for name in seen}) == 50
    assert len({names.handle(name) for name in seen}) > 45
    assert all("-" in names.handle(name) for name in seen)


def test_a_keyring_is_written_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring.create(path, "2026-11", local=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keyring.read(path).local
    with pytest.raises(FileExistsError):
        keyring.create(path, "2026-11", local=True)


@pytest.mark.parametrize("text", ["", "{}", '{"wrapping": {"2026-11": "AAAA"}}', "[]"])
def test_a_broken_keyring_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keyring.json"
    path.write_text(text)
    with pytest.raises(KeyringMissing):
        keyring.read(path)


def test_no_handle_says_what_nobody_wants_to_be_called() -> None:
    spoken = {names.handle(f"name {number}").replace("-", "") for number in range(60_000)}
    for word in ("nazi", "pute", "bite", "pipi", "kike", "rape"):
        assert not [handle for handle in spoken if word in handle], word
    assert len(spoken) > 45_000


def test_what_has_no_id_has_a_name_before_its_audience_alone() -> None:
    desk, other = names.for_operators(), names.for_person(uuid.uuid4())
    for inner in (b"x", b"holder:pending EUR " + b"t" * 32):
        name = names.sealed("account", inner, desk)
        assert names.opened("account", name, desk) == inner
        assert name == names.sealed("account", inner, desk), "lasting"
        for kind, audience in (("entry", desk), ("account", other)):
            with pytest.raises(NotFound):
                names.opened(kind, name, audience)
    for rubbish in ("", "x", "A" * 23, "é" * 30, names.sealed("account", b"x", desk)[:-2]):
        with pytest.raises(NotFound):
            names.opened("account", rubbish, desk)
    with pytest.raises(NotFound):
        names.inner_id("account", names.sealed("account", b"x" * 17, desk), desk)
