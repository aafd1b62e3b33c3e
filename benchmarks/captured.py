"""One act's SQL, captured from the driver, and played again with fresh ids: what the database alone would allow.

The statements of several connections are put in the order in which their transactions ended, so that one
connection can play them with the same commits.
"""

import asyncio
import json
import re
import secrets
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import asyncpg
from asyncpg.connection import Connection

from market.base.ids import new_id

# Looks at queues that may be empty, and what a pool says when a connection comes back: nobody's rental.
IDLE = (
    "RESET ALL",
    "AS queued_work",
    "execute_after - NOW()",
    "SELECT id FROM sandbox.objects WHERE kind = 'checkout.session' AND body->>'status' = 'open'",
    "SELECT EXISTS (SELECT FROM sandbox.appointments",
    "select exists (select from sandbox.deliveries",
)
TAKES = ("FOR UPDATE SKIP LOCKED",)  # from a queue: left out when nothing was there
QUEUES = ("jobs.pgqueuer", "sandbox.deliveries")
TOKEN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9a-f]{32}|(?:cs_test|pi|ch|evt|txn|pm|req)_[A-Za-z0-9]{14,}"
)


@dataclass
class Statement:
    """What was said and what came back; `ids` are the whole numbers that name rows of a queue."""

    sql: str
    arguments: tuple[Any, ...]
    ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Tape:
    """The statements of one act in one order."""

    said: Sequence[Statement]
    fixed: Mapping[str, str]

    @property
    def statements(self) -> int:
        """All of them, BEGIN and COMMIT included."""
        return len(self.said)

    @property
    def foreign(self) -> int:
        """Those of the sandbox."""
        return sum("sandbox." in each.sql for each in self.said)

    @property
    def begins(self) -> int:
        """Transactions; every other statement commits by itself."""
        return sum(each.sql.startswith("BEGIN") for each in self.said)

    def fresh(self, fixed: Mapping[str, str]) -> list[Statement]:
        """The same with new ids, but for `fixed`, which says what some of them are to be."""
        names = dict(self.fixed) | dict(fixed)
        return [
            Statement(each.sql, tuple(_new(a, names) for a in each.arguments), each.ids) for each in self.said
        ]


class Capture:
    """Hears every statement of every asyncpg connection of this process while it is open."""

    def __init__(self) -> None:
        self._open: dict[int, list[Statement]] = {}
        self._done: list[Statement] = []

    def __enter__(self) -> Self:
        self._kept = Connection._execute, Connection.execute
        with_arguments, plain = self._kept
        hear = self._hear

        async def _execute(this: Any, query: str, args: Any, *more: Any, **options: Any) -> Any:
            result = await with_arguments(this, query, args, *more, **options)
            hear(this, query, args, result[0] if isinstance(result, tuple) else result)
            return result

        async def execute(this: Any, query: str, *args: Any, timeout: float | None = None) -> Any:
            result = await plain(this, query, *args, timeout=timeout)
            if not args:
                hear(this, query, (), None)
            return result

        Connection._execute, Connection.execute = _execute, execute  # type: ignore[method-assign]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Connection._execute, Connection.execute = self._kept  # type: ignore[method-assign]

    def _hear(self, connection: object, sql: str, arguments: Iterable[Any], rows: Any) -> None:
        one_line = " ".join(sql.split())
        taken = [row for row in rows if isinstance(row, asyncpg.Record)] if isinstance(rows, list) else []
        if any(idle in one_line for idle in IDLE):
            return
        if not taken and any(takes in one_line for takes in TAKES) and any(q in one_line for q in QUEUES):
            return
        ids = [row["id"] for row in taken if "id" in row.keys() and isinstance(row["id"], int)]  # noqa: SIM118
        said = Statement(sql, tuple(_plain(argument) for argument in arguments), ids)
        kept = self._open.get(id(connection))
        if sql.startswith("BEGIN"):
            self._open[id(connection)] = [said]
        elif kept is None:
            self._done.append(said)
        else:
            kept.append(said)
            if sql.startswith(("COMMIT", "ROLLBACK;")):
                self._done += self._open.pop(id(connection))

    def tape(self, *fixed: uuid.UUID) -> Tape:
        """What was heard; the ids in `fixed` were there before and stay as they are."""
        return Tape(self._done, {str(each): str(each) for each in fixed})


def _plain(argument: Any) -> Any:
    """What a JSON column got from a connection that encodes by itself, as text."""
    return json.dumps(argument) if isinstance(argument, dict) else argument


def _new(argument: Any, names: dict[str, str]) -> Any:
    if isinstance(argument, uuid.UUID):
        return uuid.UUID(_name(str(argument), names))
    if isinstance(argument, str):
        return TOKEN.sub(lambda found: _name(found[0], names), argument)
    if isinstance(argument, list | tuple):
        return [_new(each, names) for each in argument]
    if isinstance(argument, bytes):
        if len(argument) == 16 and str(uuid.UUID(bytes=argument)) in names:
            return uuid.UUID(names[str(uuid.UUID(bytes=argument))]).bytes
        try:
            return TOKEN.sub(lambda found: _name(found[0], names), argument.decode()).encode()
        except UnicodeDecodeError:
            return argument
    return argument


def _name(old: str, names: dict[str, str]) -> str:
    if old not in names:
        if "_" in old:
            kind, _, rest = old.rpartition("_")
            names[old] = f"{kind}_{secrets.token_hex(len(rest))[: len(rest)]}"
        elif len(old) == 32:
            names[old] = secrets.token_hex(16)
        else:
            names[old] = str(new_id() if old[14] == "7" else uuid.uuid4())
    return names[old]


async def replay(dsn: str, tapes: Sequence[Sequence[Statement]], connections: int, seconds: float) -> float:
    """How many of the tapes were played a second, each by one of so many connections."""
    pool = [await asyncpg.connect(dsn, statement_cache_size=1000) for _ in range(connections)]
    waiting = list(reversed(tapes))
    end, done = time.perf_counter() + seconds, 0

    async def player(connection: asyncpg.Connection) -> None:
        nonlocal done
        while waiting and time.perf_counter() < end:
            await play(connection, waiting.pop())
            done += 1

    try:
        began = time.perf_counter()
        await asyncio.gather(*(player(each) for each in pool))
        return done / (time.perf_counter() - began)
    finally:
        for each in pool:
            await each.close()


async def play(connection: asyncpg.Connection, tape: Sequence[Statement]) -> None:
    """Say it all; rows that a queue hands out take the place of those it handed out then."""
    rows: dict[int, int] = {}
    for each in tape:
        if not each.arguments:
            await connection.execute(each.sql)
            continue
        arguments: Sequence[Any] = each.arguments
        if rows and any(queue in each.sql for queue in QUEUES):
            arguments = [_row(argument, rows) for argument in arguments]
        came = await connection.fetch(each.sql, *arguments)
        if each.ids:
            rows |= zip(each.ids, (row["id"] for row in came), strict=False)


def _row(argument: Any, rows: Mapping[int, int]) -> Any:
    if isinstance(argument, int) and not isinstance(argument, bool):
        return rows.get(argument, argument)
    if isinstance(argument, list):
        return [_row(each, rows) for each in argument]
    return argument
