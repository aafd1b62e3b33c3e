"""One folder, one market: a second start is refused, and `moi forget` removes all of it."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import pytest

from market.base import keyring
from market.base.embedded import SERVICE, Embedded
from market.base.home import alone
from market.base.provision import INVALID, create_database, create_roles, drop_half_dropped
from tests.conftest import FreshDatabase
from tests.processes.family import env, servers
from tests.processes.web import answering, free_port, started


def moi(*command: str, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """`moi …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "market", *command],
        cwd=cwd, env=dict(env), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


async def made(server: Embedded) -> None:
    await create_roles(server)
    await create_database(server)


def a_market(folder: Path) -> Embedded:
    """A database that stands still, and its keyring."""
    server = Embedded(folder / ".moi", durable=False)
    keyring.create(folder / ".moi/keyring.json", "2026-11", local=True)
    server.start()
    asyncio.run(made(server))
    server.stop("immediate")
    return server


async def test_a_second_start_of_the_same_folder_is_refused_and_disturbs_nothing(folder: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with started("up", cwd=folder, env=env(port)) as first:
        await answering(url, first, 90)
        database = servers(folder)
        other = free_port()
        with started("up", cwd=folder, env=env(other)) as second:
            assert await asyncio.to_thread(second.wait, 30) == 1
        said = (folder / f"up-{other}.log").read_text()
        assert f"running already (process {first.pid})" in said and "Traceback" not in said
        for command in (("seed", "--size", "40"), ("forget", "--yes")):
            refused = await asyncio.to_thread(moi, *command, cwd=folder, env=env(other))
            assert refused.returncode == 1 and "running already" in refused.stderr
        assert servers(folder) == database
        await answering(url, first, 10)
        os.kill(first.pid, signal.SIGINT)
        assert await asyncio.to_thread(first.wait, 30) == 0


def test_a_lock_whose_holder_is_dead_is_no_obstacle(tmp_path: Path) -> None:
    script = (
        "import os, pathlib\nfrom market.base.home import alone\n"
        "with alone(pathlib.Path('.')): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env(1), check=False)
    assert (tmp_path / "running.lock").read_text().strip().isdigit(), "it was held"
    with alone(tmp_path):
        assert (tmp_path / "running.lock").read_text().strip() == str(os.getpid())


def test_forget_removes_the_market_and_stops_a_server_that_was_left(folder: Path) -> None:
    server = a_market(folder)
    server.start()
    done = moi("forget", "--yes", cwd=folder, env=env(1))
    assert done.returncode == 0, done.stderr
    assert not (folder / ".moi").exists() and not server.data.exists() and not server.socket.exists()
    assert servers(folder) == set()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's clone may be out of the server's reach")
def test_forget_also_removes_what_lies_outside_an_unreachable_clone(folder: Path) -> None:
    folder.chmod(0o700)
    server = a_market(folder)
    assert folder not in server.data.parents and server.data.exists()
    assert moi("forget", "--yes", cwd=folder, env=env(1)).returncode == 0
    assert not server.data.parent.exists() and not (folder / ".moi").exists()


def test_forget_asks_first_leaves_other_files_alone_and_does_nothing_in_production(folder: Path) -> None:
    server = a_market(folder)
    assert moi("forget", cwd=folder, env=env(1)).returncode == 1, "nobody answered"
    production = moi("forget", "--yes", cwd=folder, env=env(1) | {"MOI_MODE": "production"})
    assert production.returncode == 1 and "production" in production.stderr
    assert server.exists()
    (folder / ".moi/mine.txt").write_text("kept")
    assert moi("forget", "--yes", cwd=folder, env=env(1)).returncode == 0
    assert [path.name for path in (folder / ".moi").iterdir()] == ["mine.txt"]


async def test_data_whose_keyring_is_gone_begins_anew_and_says_so(folder: Path) -> None:
    server = await asyncio.to_thread(a_market, folder)
    await asyncio.to_thread(server.start)
    connection = await asyncpg.connect(server.dsn("moi"))
    await connection.execute("create table public.unreadable ()")
    await connection.close()
    shutil.copy(folder / ".moi/keyring.json", folder / "kept.json")
    (folder / ".moi/keyring.json").unlink()  # as a fresh clone at the old place has none

    # A keyring that was named but is not there is a mistake of the name, not a reason to lose a market.
    named = env(free_port()) | {"MOI_KEYRING": str(folder / "mistyped.json")}
    with started("up", cwd=folder, env=named) as refused:
        assert await asyncio.to_thread(refused.wait, 30) == 1
    assert server.exists() and not (folder / "mistyped.json").exists()

    port = free_port()
    with started("up", cwd=folder, env=env(port)) as process:
        await answering(f"http://127.0.0.1:{port}", process, 90)
        assert "begins anew" in (folder / f"up-{port}.log").read_text()
        connection = await asyncpg.connect(server.dsn("moi", SERVICE))
        assert await connection.fetchval("select to_regclass('public.unreadable') is null")
        await connection.close()


async def test_a_database_whose_removal_was_cut_off_is_removed(
    fresh: FreshDatabase, server: Embedded
) -> None:
    admin = await asyncpg.connect(server.dsn())
    mark = "update pg_database set datconnlimit = $1 where datname = $2"
    await admin.execute(mark, INVALID, fresh.name)
    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
        await asyncpg.connect(fresh.superuser)
    await drop_half_dropped(server, fresh.name)
    assert await admin.fetchval("select 1 from pg_database where datname = $1", fresh.name) is None
    await admin.execute(f"create database {fresh.name}")  # for the fixture to drop
    await drop_half_dropped(server, fresh.name)
    assert await admin.fetchval("select 1 from pg_database where datname = $1", fresh.name) == 1
    await admin.close()
