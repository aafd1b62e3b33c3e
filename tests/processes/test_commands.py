"""Commands with a wrong configuration: one clear sentence, exit 1 or 75 (come back), no traceback, nothing touched."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from market.base import keyring
from tests.conftest import FreshDatabase
from tests.processes.web import answering, environment, free_port, started

AWAY = "postgresql://moi@127.0.0.1:1/moi"


async def said(folder: Path, *command: str, code: int = 1, **env: str) -> str:
    """What a command says when it ends with `code`."""
    (folder / ".env").touch()
    kept = {k: v for k, v in environment().items() if not k.startswith("MOI_")}
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "market", *command],
        cwd=folder,
        env=kept | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    words = done.stdout + done.stderr
    assert done.returncode == code, words
    assert "Traceback" not in words
    return words


@pytest.mark.parametrize("command", ["doctor", "web", "worker", "up", "migrate"])
async def test_what_cannot_be_read_stops_every_command(tmp_path: Path, command: str) -> None:
    words = await said(tmp_path, command, MOI_MODE="prod", MOI_CROWD="5")
    assert "MOI_MODE is 'prod'. It must be local or production." in words
    assert "MOI_CROWD is '5'. It must be a number, 11 or more." in words


@pytest.mark.parametrize("command", ["web", "worker"])
async def test_without_a_database_a_part_says_who_brings_one(tmp_path: Path, command: str) -> None:
    words = await said(tmp_path, command)
    assert "DATABASE_URL is missing. “moi up” brings a database" in words


@pytest.mark.parametrize("command", [("migrate",), ("operator", "create", "a@example.org"), ("up",)])
async def test_with_the_database_away_it_is_said(tmp_path: Path, command: tuple[str, ...]) -> None:
    words = await said(tmp_path, *command, code=75, DATABASE_URL=AWAY)
    assert "The database on 127.0.0.1 does not answer" in words


@pytest.mark.parametrize("address", ["mysql://x/y", "foo", "postgresql://h:abc/y"])
@pytest.mark.parametrize("command", ["doctor", "migrate", "web"])
async def test_an_address_of_no_database_is_said(tmp_path: Path, command: str, address: str) -> None:
    words = await said(tmp_path, command, DATABASE_URL=address)
    assert "DATABASE_URL is not the address of a PostgreSQL database." in words


async def test_up_is_not_for_production_and_touches_nothing(tmp_path: Path, fresh: FreshDatabase) -> None:
    import asyncpg

    owner = await asyncpg.connect(fresh.owner)
    try:
        await owner.execute(
            "create or replace function base.now() returns timestamptz language sql stable"
            " parallel safe return clock_timestamp()"
        )
        words = await said(tmp_path, "up", MOI_MODE="production", DATABASE_URL=fresh.owner)
        assert "“moi up” is for local work" in words
        source = await owner.fetchval("select pg_get_functiondef('base.now()'::regprocedure)")
        assert "base.clock" not in source, "the production clock is still there"
    finally:
        await owner.close()
    assert not (tmp_path / ".moi").exists()


async def test_an_operator_is_not_made_in_an_unsound_production(tmp_path: Path, fresh: FreshDatabase) -> None:
    words = await said(
        tmp_path, "operator", "create", "a@example.org", MOI_MODE="production", DATABASE_URL=fresh.service
    )
    assert "base.now() is not the production clock." in words and "STRIPE_SECRET_KEY is missing." in words


async def test_a_local_market_with_another_keyring_says_so(tmp_path: Path, fresh: FreshDatabase) -> None:
    for name in ("one", "other"):
        keyring.create(tmp_path / name, "2026-11", local=True)
    port = free_port()
    env = environment(DATABASE_URL=fresh.service, MOI_MODE="local", MOI_KEYRING=str(tmp_path / "one"))
    with started("web", cwd=tmp_path, env=env | {"PORT": str(port)}) as web:
        await answering(f"http://127.0.0.1:{port}", web)
    for command in ("web", "worker", "doctor", "up"):
        extra = {"MIGRATION_DATABASE_URL": fresh.owner} if command == "up" else {}
        words = await said(
            tmp_path, command, DATABASE_URL=fresh.service, MOI_KEYRING=str(tmp_path / "other"), **extra
        )
        assert "The keyring is another than the one this database was begun with." in words


async def test_the_port_of_the_file_is_served_and_the_environments_wins(
    tmp_path: Path, fresh: FreshDatabase
) -> None:
    of_file, of_environment = free_port(), free_port()
    (tmp_path / ".env").write_text(f"PORT={of_file}\nWEB_CONCURRENCY=2\nDATABASE_URL={fresh.service}\n")
    env = environment(MOI_MODE="test")
    env.pop("PORT", None)
    for port, given in ((of_file, {}), (of_environment, {"PORT": str(of_environment)})):
        with started("web", cwd=tmp_path, env=env | given) as web:
            await answering(f"http://127.0.0.1:{port}", web)
            children = Path(f"/proc/{web.pid}/task/{web.pid}/children").read_text().split()
            assert len(children) >= 2, "WEB_CONCURRENCY of the file"


def test_make_run_leaves_the_port_to_the_settings() -> None:
    root = Path(__file__).parents[2]
    for given in ([], ["PORT=8123"]):
        made = subprocess.run(
            ["make", "-n", "run", *given], cwd=root, capture_output=True, text=True, check=True
        ).stdout
        assert "moi up" in made and "PORT=" not in made
