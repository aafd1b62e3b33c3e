"""How everything here is measured: side by side in one run, interleaved, medians, default durability."""

import asyncio
import contextlib
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.migration import migrate
from market.base.provision import create_database, create_roles
from market.money.sandbox import install

LATEST = Path(__file__).parent / "latest.json"

Side = Callable[[], Awaitable[float]]


class Effort(StrEnum):
    """How long to measure: as the figures are published, shorter, or only to see that it works."""

    FULL = "full"
    FAST = "fast"
    SMOKE = "smoke"


@dataclass(frozen=True)
class Result:
    """One figure: `how` says what was compared, in which shape, and what the comparison leaves out."""

    name: str
    value: float
    unit: str
    goal: str
    met: bool
    how: str


@dataclass(frozen=True)
class Scratch:
    """A durable server of the benchmark's own, with one migrated database."""

    server: Embedded
    home: Path
    service: str
    owner: str


@contextlib.asynccontextmanager
async def scratch() -> AsyncIterator[Scratch]:
    """A new embedded server with PostgreSQL's default durability, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="moi-bench-"))
    server = Embedded(home)
    try:
        await asyncio.to_thread(server.start)
        await create_roles(server)
        await create_database(server)
        await migrate(server.dsn("moi", OWNER), SERVICE, travelling=True, extras=[install])
        yield Scratch(server, home, server.dsn("moi", SERVICE), server.dsn("moi", OWNER))
    finally:
        await asyncio.to_thread(server.stop, "immediate")
        for folder in (server.data.parent, server.socket, home):
            shutil.rmtree(folder, ignore_errors=True)


async def per_second(acts: Sequence[Callable[[], Awaitable[None]]], seconds: float) -> float:
    """How often `acts`, each repeated without pause by a task of its own, were done a second altogether."""
    end = time.perf_counter() + seconds

    async def repeat(act: Callable[[], Awaitable[None]]) -> int:
        done = 0
        while time.perf_counter() < end:
            await act()
            done += 1
        return done

    began = time.perf_counter()
    counts = await asyncio.gather(*(repeat(act) for act in acts))
    return sum(counts) / (time.perf_counter() - began)


async def interleaved(sides: Mapping[str, Side], rounds: int) -> dict[str, list[float]]:
    """Each side's figure in every round. Who goes first changes, so that a drift of the machine hits all."""
    names = list(sides)
    for name in names:
        await sides[name]()  # warm: plans, caches, connections
    figures: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            figures[name].append(await sides[name]())
    return figures


def ratio(figures: Mapping[str, Sequence[float]], ours: str, theirs: str) -> float:
    """The median of the rounds' own ratios: the two sides of a round shared the machine's mood."""
    return statistics.median(a / b for a, b in zip(figures[ours], figures[theirs], strict=True))


def write(results: Sequence[Result], path: Path = LATEST) -> None:
    """Put `results` into the file, in place of earlier ones of the same name."""
    known = {entry["name"]: entry for entry in json.loads(path.read_text())} if path.exists() else {}
    known |= {result.name: asdict(result) for result in results}
    path.write_text(json.dumps(list(known.values()), indent=2, ensure_ascii=False) + "\n")
