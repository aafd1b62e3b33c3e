"""The promise of `DATABASE_URL`: any PostgreSQL from 15 on, not only the newest one that we bring."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from market.accounts.actions.people import create_person
from market.base.database import DB, fetch_value
from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.migration import UUID7, migrate, pending
from market.base.provision import create_database, create_roles
from market.doctor import examine
from market.money.sandbox import install

OLDEST, OWN_UUID7 = 15, 18  # the oldest that is promised; the first with a uuidv7() of its own


def version(root: Path) -> int:
    """The major version of an installation; 0 where there is none."""
    try:
        said = subprocess.run(
            [root / "bin/postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def installations() -> list[Path]:
    """The system's own servers that are promised and lack uuidv7()."""
    candidates = set(Path("/usr/lib/postgresql").glob("*"))
    if tool := shutil.which("pg_config"):
        said = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=True).stdout
        candidates.add(Path(said.strip()).parent)
    return sorted(root for root in candidates if OLDEST <= version(root) < OWN_UUID7)


@pytest.fixture(scope="module")
def older() -> Iterator[Embedded]:
    """A running server of an older version, in a folder that every account can reach."""
    found = installations()
    if not found:
        said = "no PostgreSQL 15, 16 or 17 is installed (Debian: postgresql-15)"
        assert os.environ.get("CI") != "true", said
        pytest.skip(said)
    home = Path(tempfile.mkdtemp(prefix="moi-older-"))
    home.chmod(0o755)
    server = Embedded(home, durable=False, root=found[0])
    server.start()
    yield server
    server.stop("immediate")
    for left in (server.data, server.socket, home):
        shutil.rmtree(left, ignore_errors=True)


@pytest.fixture
async def empty(older: Embedded) -> AsyncIterator[str]:
    """The name of an empty database on it."""
    await create_roles(older)
    await create_database(older, "empty")
    yield "empty"
    admin = await asyncpg.connect(older.dsn())
    await admin.execute("drop database empty with (force)")
    await admin.close()


async def test_an_older_postgresql_is_migrated_and_serves(older: Embedded, empty: str) -> None:
    owner, service = older.dsn(empty, OWNER), older.dsn(empty, SERVICE)
    for _ in range(2):  # the second time there is nothing to do, and it says so
        await migrate(owner, SERVICE, travelling=True, extras=[install])

    await DB.open(service)
    try:
        assert OLDEST <= int(await fetch_value("show server_version_num")) // 10_000 < OWN_UUID7
        assert await pending() == []
        person = await create_person("claire@example.org", "$argon2id$unused", "fr")
        assert await fetch_value("select count(*) from accounts.people where id = $1", person) == 1
        made = [str(await fetch_value("select uuidv7()")) for _ in range(20)]
        assert all(name[14] == "7" and name[19] in "89ab" for name in made), "RFC 9562, section 5.7"

        # What the service may: what was declared, and no more.
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch_value("delete from base.audit_entries returning 1")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch_value("create table public.mine ()")
    finally:
        await DB.close()


async def test_a_database_migrated_before_the_function_came_first_stays_as_it_is(
    older: Embedded, empty: str
) -> None:
    """A fallback that somebody made by hand to get past the error is no obstacle."""
    connection = await asyncpg.connect(older.dsn(empty, OWNER))
    await connection.execute(UUID7)
    before = await connection.fetchval("select 'public.uuidv7'::regproc::oid")
    await migrate(older.dsn(empty, OWNER), SERVICE, travelling=False)
    assert await connection.fetchval("select 'public.uuidv7'::regproc::oid") == before
    await connection.close()


async def test_the_doctor_finds_nothing_wrong_with_it(
    older: Embedded, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from market.base.settings import Settings

    await migrate(older.dsn(empty, OWNER), SERVICE, travelling=True)
    monkeypatch.setenv("DATABASE_URL", older.dsn(empty, SERVICE))
    assert await examine(Settings()) == []
