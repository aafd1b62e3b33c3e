"""The PostgreSQL of local work, wherever the clone lies."""

from pathlib import Path

import asyncpg
import pytest

from market.base.embedded import Embedded, NoPostgres, PlaceUnusable


async def test_a_folder_may_be_named_as_french_folders_are(tmp_path: Path) -> None:
    server = Embedded(tmp_path / "l’appli d'été, à moi", durable=False)
    try:
        server.start()
        connection = await asyncpg.connect(server.dsn())
        assert await connection.fetchval("show data_directory") == str(server.data)
        await connection.close()
    finally:
        server.forget()
    assert not server.exists() and not server.socket.exists()


@pytest.mark.parametrize("name", ['say "moi"', "$HOME", "`id`", "back\\slash"])
def test_what_a_shell_would_read_is_said_before_anything_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaceUnusable, match="PostgreSQL cannot live in") as refused:
        Embedded(tmp_path / name, durable=False)
    assert isinstance(refused.value, NoPostgres)
