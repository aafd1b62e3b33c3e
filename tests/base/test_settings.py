"""Settings come from their own names in the environment, and from nothing that merely sounds alike."""

from pathlib import Path

import pytest

from market.base.settings import Settings


def test_the_shells_own_variables_are_not_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/root")
    monkeypatch.setenv("MODE", "production")
    monkeypatch.delenv("MOI_MODE", raising=False)
    assert Settings().home == Path(".moi")
    assert Settings().mode == "local"


def test_every_setting_stands_in_the_example() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    for name, field in Settings.model_fields.items():
        assert str(field.validation_alias) in example, name


def test_a_crowd_is_never_smaller_than_eleven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOI_CROWD", "10")
    with pytest.raises(ValueError, match="MOI_CROWD"):
        Settings()
