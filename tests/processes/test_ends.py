"""However a start of `moi up` ends, it takes along what it started, and the next start works."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from market.base.embedded import Embedded
from tests.conftest import FreshDatabase
from tests.processes.family import all_end, env, marked, processes, servers
from tests.processes.web import answering, free_port, started

Reached = Callable[[Path, Mapping[str, str]], bool]


def commands(env: Mapping[str, str], part: str) -> int:
    """How many processes of this start run `moi PART`."""
    everyone, end = processes(), f"\0{part}\0".encode()
    return sum(everyone[pid][1].endswith(end) for pid in marked(env) if pid in everyone)


def initdb(folder: Path) -> set[int]:
    """The processes that make this folder's database."""
    draft = os.fsencode(f"{Embedded(folder / '.moi').data}.draft")
    return {pid for pid, (_, command) in processes().items() if draft in command}


def log(folder: Path) -> str:
    """What the start said so far."""
    return "".join(path.read_text() for path in folder.glob("up-*.log"))


MOMENTS: dict[str, Reached] = {
    "initdb has begun": lambda folder, _: bool(initdb(folder)),
    "the server starts": lambda folder, _: bool(servers(folder)),
    "the first child is there": lambda _, env: commands(env, "web") >= 1,
    "the web's worker waits at the gate": lambda _, env: commands(env, "web") >= 2,
    "the demo is being played": lambda folder, _: "Filling the market" in log(folder),
}


async def reached(
    moment: str, folder: Path, env: Mapping[str, str], process: subprocess.Popen[bytes]
) -> None:
    async with asyncio.timeout(90):
        while not MOMENTS[moment](folder, env):
            assert process.poll() is None, log(folder)
            await asyncio.sleep(0.01)


def nothing_left(folder: Path, env: Mapping[str, str]) -> None:
    assert all_end(marked(env)), "something that it started is left"
    assert marked(env) == set()
    assert list((folder / ".moi").glob("gate-*")) == []


@pytest.mark.parametrize("moment", MOMENTS)
async def test_ctrl_c_stops_all_at_any_moment_of_the_first_start(folder: Path, moment: str) -> None:
    surroundings = env(free_port(), demo=300 if "demo" in moment else 0)
    with started("up", cwd=folder, env=surroundings) as process:
        await reached(moment, folder, surroundings, process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to the whole foreground group
        assert await asyncio.to_thread(process.wait, 60) == 0, log(folder)
        assert "Traceback" not in log(folder)
        nothing_left(folder, surroundings)
        assert servers(folder) == initdb(folder) == set()


@pytest.mark.parametrize("moment", ["the first child is there", "the web's worker waits at the gate"])
async def test_kill_9_of_the_supervisor_before_the_gate_ends_its_children(folder: Path, moment: str) -> None:
    surroundings = env(free_port())
    with started("up", cwd=folder, env=surroundings) as process:
        await reached(moment, folder, surroundings, process)
        process.kill()
        process.wait()
        assert await asyncio.to_thread(all_end, marked(surroundings)), "a child outlives its supervisor"
        assert marked(surroundings) == set()


async def test_a_failing_migration_is_said_and_leaves_no_process(folder: Path, fresh: FreshDatabase) -> None:
    import asyncpg

    admin = await asyncpg.connect(fresh.superuser)
    await admin.execute(
        "drop schema base cascade; delete from public.migration"
    )  # half a database of somebody's
    await admin.close()
    surroundings = env(free_port()) | {"DATABASE_URL": fresh.service, "MIGRATION_DATABASE_URL": fresh.service}
    with started("up", cwd=folder, env=surroundings) as process:
        assert await asyncio.to_thread(process.wait, 60) == 1
        assert log(folder).strip()
        nothing_left(folder, surroundings)


@pytest.mark.parametrize(
    "moment",
    [
        "initdb has begun",
        "the server starts",
        "the first child is there",
        "the web's worker waits at the gate",
    ],
)
async def test_after_kill_9_of_everything_the_next_start_works(folder: Path, moment: str) -> None:
    port = free_port()
    surroundings = env(port)
    with started("up", cwd=folder, env=surroundings) as process:
        await reached(moment, folder, surroundings, process)
        if moment == "initdb has begun":
            await asyncio.sleep(0.3)
        process.kill()
        process.wait()
        for pid in marked(surroundings) | servers(folder) | initdb(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with started("up", cwd=folder, env=surroundings) as process:
        await answering(f"http://127.0.0.1:{port}", process, 90)
        assert "begins anew" not in log(folder), "there was nothing to lose"


async def test_an_initdb_that_outlives_its_start_is_waited_for(folder: Path) -> None:
    port = free_port()
    surroundings = env(port)
    with started("up", cwd=folder, env=surroundings) as process:
        await reached("initdb has begun", folder, surroundings, process)
        process.kill()
        process.wait()
        with started("up", cwd=folder, env=surroundings) as second:
            await answering(f"http://127.0.0.1:{port}", second, 90)
