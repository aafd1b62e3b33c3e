"""The read: concurrent requests share one statement and one commit, then each unseals its own.

A request joins a batch before the batch's statement starts, never after: what was withdrawn before a request
came is refused to it. Entitlement, log and sheet are one statement (`rentals.read_sheets`, and `read_sheet` for
one that comes alone), so a sheet that was handed out is in the holder's log, durably, and a refusal is not.
"""

import asyncio
import uuid
from dataclasses import dataclass, replace
from typing import Literal

import asyncpg

from contracts.vocabulary import PURPOSES
from market.accounts.refusals import BadKey
from market.base import vault
from market.base.access import NotYours
from market.base.database import DB, Record
from market.base.errors import Refusal
from market.base.vault import Place
from market.rentals.errors import (
    CONTESTED,
    BrandNotApproved,
    PurposeNotAgreed,
    RentalAlreadyEnded,
    RentalNotActive,
    RentalNotFound,
    RentalSuspended,
    TooManyReads,
)
from market.rentals.queries import ROOM, suspended

OK = "ok"
NOT_ACTIVE = "not-active"
UNKNOWN = ""  # a purpose that no rental was agreed for
MAX_BATCH = 128
MAX_RUNNERS = 2
MAX_WAITING = 4096
LINGER = 0.02  # seconds for which a connection is kept for the next reader

_ROWS = "select number, outcome, version, holder, sheet from"
ONE = f"{_ROWS} rentals.read_sheet($1, $2, $3, $4, $5)"
MANY = f"{_ROWS} rentals.read_sheets($1, $2, $3, $4, $5, $6)"


@dataclass(frozen=True)
class Asked:
    """A read: by an API key (its hash) or by a member of `brand` who is signed in."""

    agreement: uuid.UUID
    purpose: str
    channel: Literal["api", "page"]
    key: bytes | None = None
    brand: uuid.UUID | None = None


class TooManyWaiting(RuntimeError):
    """More reads wait than we keep; the reader should come back."""


Answer = tuple[Record, vault.DataKey | None]
Batch = list[tuple[Asked, asyncio.Future[Answer]]]


class Coalescer:
    """Collects reads of one process and event loop and runs them in batches."""

    def __init__(self) -> None:
        self._waiting: Batch = []
        self._runners: set[asyncio.Task[None] | None] = set()
        self._lingering: list[asyncio.Future[None]] = []

    async def read(self, asked: Asked) -> Answer:
        """The row of the answer for this read, and its holder's key unless that was destroyed."""
        if len(self._waiting) >= MAX_WAITING:
            raise TooManyWaiting
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._lingering:
            _wake(self._lingering.pop())
        elif len(self._runners) < MAX_RUNNERS:
            self._runners.add(asyncio.create_task(self._run()))
        return await answer

    async def _run(self) -> None:
        """Answer until nobody waits, on one connection as long as it holds."""
        try:
            await self._answer_all()
        finally:
            # At once, not when the task is found done: who comes in between would wait for nobody.
            self._runners.discard(asyncio.current_task())

    async def _answer_all(self) -> None:
        while batch := self._next():
            try:
                async with DB.require_pool().acquire(timeout=DB.acquire_timeout) as connection:
                    while batch and _holds(connection):
                        await _answer_each(connection, batch)
                        batch = self._next() or await self._next_soon()
            except Exception as error:
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                self._waiting[:0] = batch  # its connection broke while nobody used it

    async def _next_soon(self) -> Batch:
        """Who comes within a moment: to give a connection back and take it again costs as much as a small read."""
        loop = asyncio.get_running_loop()
        somebody: asyncio.Future[None] = loop.create_future()
        self._lingering.append(somebody)
        moment = loop.call_later(LINGER, _wake, somebody)
        try:
            await somebody
        finally:
            moment.cancel()
            if somebody in self._lingering:
                self._lingering.remove(somebody)
        return self._next()

    def _next(self) -> Batch:
        """Who is answered next, without those who went away; empty only when nobody waits."""
        batch: Batch = []
        while self._waiting and not batch:
            taken, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            batch = [(asked, answer) for asked, answer in taken if not answer.done()]
        return batch


def _holds(connection: asyncpg.pool.PoolConnectionProxy) -> bool:
    """Whether a connection that was kept is still one; the pool takes back what breaks."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


async def _answer_each(connection: asyncpg.pool.PoolConnectionProxy, batch: Batch) -> None:
    """All in one statement; should one of them break it, each by itself, so that the others are answered."""
    try:
        await _answer(connection, batch)
    except asyncpg.DataError as error:
        if len(batch) == 1:
            batch[0][1].set_exception(error)
            return
        for one in batch:
            await _answer_each(connection, [one])


async def _answer(connection: asyncpg.pool.PoolConnectionProxy, batch: Batch) -> None:
    rows = await _rows(connection, batch)
    holders = {row["holder"] for row in rows if row["outcome"] == OK}
    keys = await vault.keys_of(ROOM, holders, connection.fetch)
    by_number = {row["number"]: row for row in rows}
    for number, (_, answer) in enumerate(batch):
        if not answer.done():
            row = by_number[number]
            answer.set_result((row, keys.get(row["holder"])))


async def _rows(connection: asyncpg.pool.PoolConnectionProxy, batch: Batch) -> list[Record]:
    """The rows of the answer, numbered from 0 in the batch's order."""
    if len(batch) == 1:
        one = batch[0][0]
        return await connection.fetch(ONE, one.key, one.brand, one.agreement, one.purpose, one.channel)
    return await connection.fetch(
        MANY,
        list(range(len(batch))),
        [asked.key for asked, _ in batch],
        [asked.brand for asked, _ in batch],
        [asked.agreement for asked, _ in batch],
        [asked.purpose for asked, _ in batch],
        [asked.channel for asked, _ in batch],
    )


_coalescers: dict[asyncio.AbstractEventLoop, Coalescer] = {}


def _coalescer() -> Coalescer:
    loop = asyncio.get_running_loop()
    found = _coalescers.get(loop)
    if found is None:
        _coalescers.clear()  # an earlier loop is gone
        found = _coalescers[loop] = Coalescer()
    return found


async def read(asked: Asked) -> bytes:
    """The sheet as JSON text: `{"claims": {claim: {"value", "stance"} | null}, "phrases": [...], "verified": {claim:
    month}}`: what is not verified is declared; sheets published before have no `verified`.

    Raises BadKey, NotYours, RentalNotFound, BrandNotApproved, RentalAlreadyEnded, RentalNotActive (to be paid or
    to begin) or RentalSuspended, PurposeNotAgreed, TooManyReads, Erased.
    """
    # Requests share a statement: what a reader made up does not travel in it.
    known = asked if asked.purpose in PURPOSES else replace(asked, purpose=UNKNOWN)
    row, key = await _coalescer().read(known)
    if row["outcome"] == NOT_ACTIVE and await suspended(asked.agreement):
        raise RentalSuspended(reason=CONTESTED)
    if row["outcome"] != OK:
        raise _refusal(row["outcome"], asked)
    if key is None:
        raise vault.Erased()
    return key.unseal_bytes(Place("persona_versions", "sheet", row["version"]), row["sheet"])


def _refusal(outcome: str, asked: Asked) -> Refusal:
    refusals: dict[str, Refusal] = {
        "bad-key": BadKey(),
        "no-scope": NotYours(),
        "not-found": RentalNotFound(),
        "not-approved": BrandNotApproved(),
        "ended": RentalAlreadyEnded(),
        NOT_ACTIVE: RentalNotActive(),
        "purpose": PurposeNotAgreed(purpose=asked.purpose),
        "quota": TooManyReads(),
    }
    return refusals[outcome]
