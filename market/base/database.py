"""The one database: an engine that connects when told to, and transactions that mean what they say.

Piccolo's own transaction leaks its connection when COMMIT fails, treats a nested transaction as nothing,
and is inherited by child tasks. This one gives back its connection whatever happens, makes a nested
transaction a savepoint, and refuses to serve a task that did not open it.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import Callable, Coroutine, Sequence
from types import TracebackType
from typing import Any, Literal, Self

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

Isolation = Literal["read_committed", "repeatable_read", "serializable"]
Record = asyncpg.Record

MINIMUM_VERSION = 15
STATEMENT_SECONDS = (
    60.0  # of a worker or a command: what looks at everything takes its own time, see fetch_at_length
)
WEB_STATEMENT_SECONDS = 10.0  # somebody waits for the answer, and is told to come back


# The server is away, starting, stopping, or full: the same question may be answered later.
OUT_OF_REACH = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)


class ForeignTaskTransaction(RuntimeError):
    """A query ran in a task that inherited an open transaction; it would have joined it unasked."""


class DatabaseNotOpen(RuntimeError):
    """The engine was used before `DB.open()`."""


class DatabaseLost(ConnectionError):
    """The server went away in the middle of a transaction. Unless it was at its COMMIT, nothing of it stays."""


class _OwnTaskOnly:
    """A context variable that hands its transaction to the task that opened it and to no other."""

    def __init__(self, variable: contextvars.ContextVar[Any]) -> None:
        self._variable = variable

    def get(self, *default: Any) -> Any:
        transaction = self._variable.get(*default)
        if transaction is not None and transaction.task is not asyncio.current_task():
            raise ForeignTaskTransaction("this task inherited an open transaction; open one of its own")
        return transaction

    def set(self, value: Any) -> contextvars.Token[Any]:
        return self._variable.set(value)

    def reset(self, token: contextvars.Token[Any]) -> None:
        self._variable.reset(token)


class Transaction(PostgresTransaction):
    """One transaction, or a savepoint when one is already open in this task."""

    engine: "Engine"
    _parent: Any  # the ORM types it as its own class; it is a Transaction
    begin: Callable[[], Coroutine[Any, Any, None]]
    commit: Callable[[], Coroutine[Any, Any, None]]
    rollback: Callable[[], Coroutine[Any, Any, None]]

    def __init__(self, engine: "Engine", isolation: Isolation | None = None, readonly: bool = False) -> None:
        super().__init__(engine)
        if self._parent is not None and (isolation or readonly):
            raise ValueError("only the outermost transaction has an isolation level")
        self.isolation = isolation
        self.readonly = readonly
        self.task = asyncio.current_task()
        self.after_commit: list[Callable[[], None]] = []

    async def __aenter__(self) -> "Transaction":
        if self._parent is not None:
            self._point = self._parent.connection.transaction()
            await self._point.start()
            parent: Transaction = self._parent
            return parent
        self._pool = self.engine.require_pool()
        self.connection = await self._pool.acquire(timeout=self.engine.acquire_timeout)
        try:
            self.transaction = self.connection.transaction(isolation=self.isolation, readonly=self.readonly)
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        if self._parent is not None:
            if kind is None:
                await self._point.commit()
            elif isinstance(error, TimeoutError):
                _give_up(self._parent.connection)
            elif not _is_lost(self._parent.connection):
                await self._point.rollback()
            return False
        try:
            if kind is None:
                await self.commit()
            elif not isinstance(error, TimeoutError) and not _is_lost(self.connection):
                await self.rollback()
            _tell_lost(error, self.connection)
        except TimeoutError as late:
            error = late
            raise
        except asyncpg.InterfaceError as late:
            _tell_lost(late, self.connection)
            raise
        finally:
            if isinstance(error, TimeoutError):
                _give_up(self.connection)
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        if kind is None:
            for call in self.after_commit:
                call()
        return False

    async def _give_back(self) -> None:
        await asyncio.shield(self._pool.release(self.connection))


def _is_lost(connection: Any) -> bool:
    """Whether the server has closed it. A pool takes such a connection back at once, and then it answers nothing."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True


def _tell_lost(error: BaseException | None, connection: Any) -> None:
    """Raise DatabaseLost where `error` is only the driver's word for a connection that is not there any more."""
    if isinstance(error, asyncpg.InterfaceError) and _is_lost(connection):
        raise DatabaseLost("the connection was lost in a transaction") from error


def _give_up(connection: Any) -> None:
    """Close a connection that did not answer in time: it would answer no rollback either, nor a wish to cancel."""
    with contextlib.suppress(asyncpg.InterfaceError):  # given up already, by the savepoint inside
        connection.terminate()


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """What the pool does besides rolling back when a connection returns: by default a round trip of RESET ALL.

    Nothing here changes a session: no SET, no temporary table, no lock that outlives its transaction; the
    queue's listener resets its connection itself.
    """


class Engine(PostgresEngine):
    """Piccolo's engine, bound to an address only by `open()`."""

    current_transaction: Any  # a context variable behind _OwnTaskOnly

    def __init__(self, acquire_timeout: float = 10.0) -> None:
        self.acquire_timeout = acquire_timeout
        super().__init__(config={})
        self.current_transaction = _OwnTaskOnly(self.current_transaction)

    async def check_version(self) -> None:
        """Nothing is connected when the engine is made; `open()` checks the server."""

    async def prep_database(self) -> None:
        """No extension is created from here: migrations do it."""

    async def open(
        self, dsn: str, *, minimum: int = 1, maximum: int = 16, statement_seconds: float = STATEMENT_SECONDS
    ) -> Self:
        """Connect a pool to `dsn`; raises OSError or asyncpg's errors when the server is away.

        A statement that takes longer than `statement_seconds` raises TimeoutError, and its connection is given
        up: a server that is frozen answers nothing any more.
        """
        if self.pool is not None:
            raise RuntimeError("the database is already open")
        self.config = {"dsn": dsn}
        self.pool = await asyncpg.create_pool(
            dsn,
            min_size=minimum,
            max_size=maximum,
            command_timeout=statement_seconds,
            reset=_nothing_to_reset,
            server_settings={"application_name": "moi", "timezone": "UTC"},
        )
        return self

    async def close(self) -> None:
        """Close the pool; safe when it was never opened."""
        pool, self.pool = self.pool, None
        if pool is not None:
            await pool.close()

    def require_pool(self) -> asyncpg.Pool:
        """The open pool, or DatabaseNotOpen."""
        if self.pool is None:
            raise DatabaseNotOpen("the database was not opened")
        return self.pool

    def transaction(  # type: ignore[override]  # the ORM's flag "allow_nested" has no meaning here
        self, isolation: Isolation | None = None, readonly: bool = False
    ) -> Transaction:
        """A transaction for `async with`; inside another one of the same task it is a savepoint."""
        return Transaction(self, isolation, readonly)

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> list[Record]:
        async with self.require_pool().acquire(timeout=self.acquire_timeout) as connection:
            try:
                return await connection.fetch(query, *(args or ()))
            except TimeoutError:
                _give_up(connection)
                raise
            except asyncpg.InterfaceError as error:
                _tell_lost(error, connection)
                raise

    async def _run_in_new_connection(self, query: str, args: Sequence[Any] | None = None) -> list[Record]:
        # Piccolo falls back to this without a pool; a connection nobody planned is a mistake here.
        return await self._run_in_pool(query, args)


DB = Engine()


def transaction(isolation: Isolation | None = None, readonly: bool = False) -> Transaction:
    """Open a transaction: only actions do, one each, and no outside call is made inside it."""
    return DB.transaction(isolation, readonly)


def in_transaction() -> bool:
    """Whether this task holds an open transaction (the payment gateway asserts that it does not)."""
    return DB.current_transaction.get() is not None


def current_connection() -> asyncpg.Connection:
    """The connection of the open transaction, for statements that must be part of it."""
    current = DB.current_transaction.get()
    if current is None:
        raise RuntimeError("this must run inside a transaction")
    return current.connection  # type: ignore[no-any-return]


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the outermost transaction of this task has committed; never on rollback."""
    current = DB.current_transaction.get()
    if current is None:
        raise RuntimeError("this must run inside a transaction")
    current.after_commit.append(call)


async def fetch(sql: str, *arguments: Any) -> list[Record]:
    """Run raw SQL with $1-style arguments, in the open transaction if there is one."""
    current = DB.current_transaction.get()
    if current is not None:
        return await current.connection.fetch(sql, *arguments)  # type: ignore[no-any-return]
    return await DB._run_in_pool(sql, arguments)


async def fetch_at_length(sql: str, *arguments: Any, seconds: int = 3600) -> list[Record]:
    """As `fetch`, for what looks at everything: on a connection of its own, with `seconds` of time."""
    async with DB.require_pool().acquire(timeout=DB.acquire_timeout) as connection:
        return await connection.fetch(sql, *arguments, timeout=seconds)


async def fetch_row(sql: str, *arguments: Any) -> Record | None:
    """The first row of `fetch`, or None."""
    rows = await fetch(sql, *arguments)
    return rows[0] if rows else None


async def fetch_value(sql: str, *arguments: Any) -> Any:
    """The first column of the first row of `fetch`, or None."""
    row = await fetch_row(sql, *arguments)
    return row[0] if row else None
