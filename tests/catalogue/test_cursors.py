"""A cursor opens for what it was made for, and for nothing else. Pure but for the keyring."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from market.base.keyring import FileKeyring
from market.catalogue.cursors import Place, Scope, seal, unseal
from market.catalogue.errors import CursorStale

SCOPE = Scope("cards", b"brand-1", date(2026, 11, 22), b"search")
PLACE = Place(50, "velo-ouest-19-standard")


def test_a_cursor_says_where_the_page_ended_and_shows_nothing_of_it(keys: FileKeyring) -> None:
    cursor = seal(PLACE, SCOPE)
    assert unseal(cursor, SCOPE) == PLACE
    assert "velo" not in cursor


@pytest.mark.parametrize(
    "change",
    [{"route": "saved"}, {"audience": b"brand-2"}, {"day": date(2026, 11, 23)}, {"search": b"other"}],
)
def test_it_opens_for_nothing_else(keys: FileKeyring, change: dict[str, object]) -> None:
    with pytest.raises(CursorStale):
        unseal(seal(PLACE, SCOPE), replace(SCOPE, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [lambda it: it + "=", lambda it: it + "====", lambda it: it.rstrip("=") + "===="]
)
def test_a_cursor_is_taken_as_it_was_written_only(keys: FileKeyring, change: Callable[[str], str]) -> None:
    with pytest.raises(CursorStale):
        unseal(change(seal(PLACE, SCOPE)), SCOPE)
