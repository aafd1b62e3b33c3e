"""A configuration that cannot work is told in sentences: what is wrong, and how to mend it."""

from pathlib import Path

import pytest

from market.base import keyring
from market.base.settings import MUST_BE, Settings, SettingsWrong, settings
from market.base.soundness import database_address, in_settings, mail_address

SOUND = {
    "MOI_MODE": "production",
    "DATABASE_URL": "postgresql://moi_service:secret@db.example/moi",
    "MIGRATION_DATABASE_URL": "postgres://moi_owner:secret@db.example:5433/moi?sslmode=require",
    "MOI_PUBLIC_URL": "https://moi.example",
    "STRIPE_SECRET_KEY": "sk_live_abc",
    "STRIPE_WEBHOOK_SECRET": "whsec_abc",
    "SMTP_URL": "smtps://user:password@smtp.example:465",
}


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound production configuration in the environment; gives its keyring's file."""
    path = tmp_path / "keys.json"
    keyring.create(path, "2026-11", local=False)
    monkeypatch.chdir(tmp_path)
    for name, value in (SOUND | {"MOI_KEYRING": str(path)}).items():
        monkeypatch.setenv(name, value)
    return path


def found() -> list[str]:
    return [str(it) for it in in_settings(Settings())]


def test_a_sound_configuration_has_no_finding(sound: Path) -> None:
    assert found() == []


@pytest.mark.parametrize("name", [*SOUND, "MOI_KEYRING"])
def test_each_that_is_missing_in_production_is_found(
    sound: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    expected = [] if name in ("MOI_MODE", "MIGRATION_DATABASE_URL") else [f"{name} is missing."]
    assert [it[: len(name) + 12] for it in found()] == expected


@pytest.mark.parametrize("mode", ["production", "local"])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://x/y", "is not the address of a PostgreSQL"),
        ("DATABASE_URL", "foo", "is not the address of a PostgreSQL"),
        ("DATABASE_URL", "postgresql://h:abc/y", "is not the address of a PostgreSQL"),
        ("DATABASE_URL", "postgresql://[h/y", "is not the address of a PostgreSQL"),
        ("MIGRATION_DATABASE_URL", "mysql://x/y", "is not the address of a PostgreSQL"),
        ("SMTP_URL", "foo", "is not the address of a mail server"),
        ("SMTP_URL", "smtp://", "is not the address of a mail server"),
        ("SMTP_URL", "smtp://host:abc", "is not the address of a mail server"),
        ("MOI_MAIL_FROM", "not an address", "is not an address"),
        ("MOI_PUBLIC_URL", "https://", "is not an address"),
        ("MOI_PUBLIC_URL", "moi.example", "is not an address"),
        ("STRIPE_SECRET_KEY", "garbage", "is invalid"),
        ("STRIPE_WEBHOOK_SECRET", "garbage", "is invalid"),
    ],
)
def test_what_is_given_must_fit_in_every_mode(
    sound: Path, monkeypatch: pytest.MonkeyPatch, mode: str, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv("MOI_MODE", mode)
    assert found() == []
    monkeypatch.setenv(name, value)
    (finding,) = found()
    assert finding.startswith(f"{name} {words}")


@pytest.mark.parametrize("key", ["sk_test_sandbox", "sk_test_51Abc", "rk_test_51Abc"])
def test_production_refuses_a_key_whose_cards_pay_nothing(
    sound: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    (finding,) = found()
    assert finding.startswith("STRIPE_SECRET_KEY is a test key, for local work. Give the secret key")
    assert key not in finding, "what may be a secret is not repeated"
    monkeypatch.setenv("MOI_MODE", "local")
    assert found() == [], "local work takes test keys"


@pytest.mark.parametrize("key", ["sk_live_51Abc", "rk_live_51Abc"])
def test_production_takes_live_keys(sound: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    assert found() == []


def test_only_https_is_public_in_production(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOI_PUBLIC_URL", "http://moi.example")
    assert found() == ["MOI_PUBLIC_URL is not https. Give the address people use: https://…"]
    monkeypatch.setenv("MOI_MODE", "local")
    assert found() == []


def test_a_keyring_that_others_may_read_is_refused(sound: Path) -> None:
    for mode in (0o640, 0o604, 0o660):
        sound.chmod(mode)
        (finding,) = found()
        assert "others than its owner may read" in finding and f"chmod 600 {sound}" in finding


def test_a_keyring_made_for_local_work_is_refused(sound: Path) -> None:
    sound.unlink()
    keyring.create(sound, "2026-11", local=True)
    assert ["made for local work" in it for it in found()] == [True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOI_MODE", "prod"),
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("MOI_CROWD", "5"),
        ("WEB_CONCURRENCY", "zero"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    try:
        with pytest.raises(SettingsWrong) as wrong:
            settings()
    finally:
        settings.cache_clear()
    assert wrong.value.facts["findings"] == [f"{name} is '{value}'. It must be {MUST_BE[name]}."]


def test_every_setting_that_may_be_misread_has_its_sentence() -> None:
    typed = {
        str(field.validation_alias)
        for field in Settings.model_fields.values()
        if field.annotation in (int,)
        or "Literal" in str(field.annotation)
        or any(getattr(it, "pattern", None) for it in field.metadata)
    }
    assert typed == MUST_BE.keys()


def test_the_environment_wins_over_the_file_and_an_empty_word_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=8123\nWEB_CONCURRENCY=3\n")
    monkeypatch.chdir(tmp_path)
    for given, port in ((None, 8123), ("", 8123), ("8124", 8124)):
        monkeypatch.delenv("PORT", raising=False)
        if given is not None:
            monkeypatch.setenv("PORT", given)
        settings.cache_clear()
        try:
            assert (settings().port, settings().web_concurrency) == (port, 3)
            assert settings().url.endswith(f":{port}") or settings().public_url
        finally:
            settings.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://moi@/moi?host=/tmp/x",
        "postgresql:///moi",
        "postgres://a:b%40c@h1:5432,h2:5433/moi",
        "postgresql://a@[::1]:5432/moi",
    ],
)
def test_every_form_of_a_database_address_is_taken(text: str) -> None:
    assert database_address(text)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Moi <bonjour@moi.example>", True),
        ("bonjour@moi.example", True),
        ('"Moi, le marché" <bonjour@moi.example>', True),
        ("Moi <bonjour>", False),
        ("a@moi.example, b@moi.example", False),
        ("", False),
    ],
)
def test_a_sender_is_one_address(text: str, fits: bool) -> None:
    assert mail_address(text) is fits
