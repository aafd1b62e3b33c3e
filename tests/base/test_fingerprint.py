"""A database knows the keyring it was begun with, and nothing starts with another."""

from pathlib import Path

import asyncpg
import pytest

from market.base import keyring, vault
from market.base.database import fetch, fetch_value, transaction
from market.base.embedded import SERVICE
from market.base.fingerprint import KeyringDiffers, fingerprint, fits, keep, keeper
from market.base.ids import new_id
from market.base.migration import migrate
from market.base.settings import Settings, SettingsWrong
from market.doctor import examine, refuse_unsound
from tests.conftest import FreshDatabase


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The file of another keyring."""
    path = tmp_path / "other.json"
    keyring.create(path, "2026-11", local=True)
    return path


def another(config: Settings, path: Path) -> Settings:
    return config.model_copy(update={"keyring": path})


async def test_the_first_start_marks_and_another_keyring_does_not_start(
    config: Settings, other: Path
) -> None:
    assert await fetch_value("select count(*) from base.keyring") == 0
    await refuse_unsound(config)
    await refuse_unsound(config)
    assert await fetch_value("select fingerprint from base.keyring") == fingerprint(
        keyring.read(keyring.path_of(config))
    )
    with pytest.raises(SettingsWrong) as wrong:
        await refuse_unsound(another(config, other))
    assert "another than the one" in wrong.value.facts["findings"][0]
    assert ["another than the one" in str(it) for it in await examine(another(config, other))] == [True]
    assert await examine(config) == []


async def test_a_migration_marks_too_and_refuses_another(
    fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch, other: Path
) -> None:
    ours = Settings()
    await migrate(fresh.owner, SERVICE, travelling=True, extras=[keeper(ours)])
    with pytest.raises(KeyringDiffers):
        await migrate(fresh.owner, SERVICE, travelling=True, extras=[keeper(another(ours, other))])
    await migrate(fresh.owner, SERVICE, travelling=True, extras=[keeper(another(ours, Path("none")))])


async def test_a_database_from_before_the_mark_is_known_by_what_it_holds(
    database: FreshDatabase, keys: keyring.FileKeyring, other: Path
) -> None:
    async with transaction():
        await vault.create_key(new_id())
    assert await fits(fetch, keys) and not await fits(fetch, keyring.read(other))
    with pytest.raises(KeyringDiffers):
        await keep(fetch, keyring.read(other))
    assert await fetch("select 1 from base.keyring") == []


async def test_a_new_month_or_generation_is_the_same_keyring(keys: keyring.FileKeyring) -> None:
    later = keyring.FileKeyring(
        {**keys.wrapping, "2027-01": bytes(32)},
        {**keys.names, 2: bytes(64)},
        keys.tag_root,
        keys.root,
        {},
        True,
    )
    assert fingerprint(later) == fingerprint(keys)


async def test_the_service_cannot_change_the_mark(database: FreshDatabase, keys: keyring.FileKeyring) -> None:
    await keep(fetch, keys)
    for statement in ("update base.keyring set fingerprint = fingerprint", "delete from base.keyring"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
