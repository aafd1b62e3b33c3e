"""The PostgreSQL of local work, wherever the clone lies."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from market.base.embedded import Embedded, NoPostgres, PlaceUnusable


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that every account reaches: of another, root's server would move out."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def test_a_folder_may_be_named_as_french_folders_are(open_folder: Path) -> None:
    server = Embedded(open_folder / "l’appli d'été, à moi", durable=False)
    try:
        server.start()
        connection = await asyncpg.connect(server.dsn())
        assert await connection.fetchval("show data_directory") == str(server.data)
        await connection.close()
    finally:
        server.forget()
    assert not server.exists() and not server.socket.exists()


@pytest.mark.parametrize("name", ['say "moi"', "$HOME", "`id`", "back\\slash"])
def test_what_a_shell_would_read_is_said_before_anything_is_made(open_folder: Path, name: str) -> None:
    with pytest.raises(PlaceUnusable, match="PostgreSQL cannot live in") as refused:
        Embedded(open_folder / name, durable=False)
    assert isinstance(refused.value, NoPostgres)
    assert list((open_folder / name).iterdir()) == []
