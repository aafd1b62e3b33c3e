"""Processes: every act of a drill runs in a child of its own, so that dying is dying.

The parent runs no event loop and no thread and has imported everything: a child is a fork, made in milliseconds.
"""

import asyncio
import contextlib
import ctypes
import os
import pickle
import selectors
import signal
import struct
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

_PR_SET_PDEATHSIG = 1
PATIENCE = 300.0
"""Seconds after which a child that says nothing is ended and counts as failed, unless it has more to do."""


class ChildFailed(RuntimeError):
    """A child ended with an error of its own; the message is its traceback."""


@dataclass(frozen=True)
class Killed:
    """The child was killed, as asked; `said` is what it had sent before."""

    said: tuple[Any, ...]


Say = Callable[[object], None]


def run(act: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T:
    """The result of `act` in a child with an event loop of its own. Raises ChildFailed, also when it is killed."""
    ended = watched(lambda say: act(), patience)
    if isinstance(ended, Killed):
        raise ChildFailed(f"killed after {ended.said}")
    return ended  # type: ignore[no-any-return]


def run_plain(act: Callable[[], T], patience: float = PATIENCE) -> T:
    """As `run`, for what keeps event loops of its own."""
    child = _Child(lambda say: act(), loop=False)
    for kind, value in child.heard(patience):
        if kind == "failed":
            raise ChildFailed(value)
        if kind == "done":
            return value  # type: ignore[no-any-return]
    raise ChildFailed("killed")


def watched(act: Callable[[Say], Awaitable[Any]], patience: float = PATIENCE) -> Any:
    """The same for a child that may be killed: Killed then, with what it had said."""
    child = _Child(act)
    said = []
    for kind, value in child.heard(patience):
        if kind == "said":
            said.append(value)
        elif kind == "failed":
            raise ChildFailed(value)
        else:
            return value
    return Killed(tuple(said))


def at_once(acts: Sequence[Callable[[], Awaitable[T]]]) -> list[T | Killed]:
    """All `acts`, each in a child of its own at the same time; a killed one's result is Killed."""
    children = [_Child(lambda say, act=act: act()) for act in acts]  # type: ignore[misc]
    results: list[Any] = []
    for child in children:
        found: Any = Killed(())
        for kind, value in child.heard():
            if kind == "failed":
                raise ChildFailed(value)
            if kind == "done":
                found = value
        results.append(found)
    return results


def lanes(
    number: int, items: Sequence[str], work: Callable[[str], T], until: float
) -> Iterator[tuple[str, T]]:
    """`work` on each item, shared out over `number` children; after `until` (monotonic) each begins only its first.

    `work` is synchronous and may have children itself. Yields as results come. Raises ChildFailed.
    """

    queue, more = os.pipe()  # whoever is free takes the next
    for place in range(len(items)):
        os.write(more, struct.pack("!I", place))
    os.close(more)

    def lane(say: Say) -> None:
        first = True
        while (first or time.monotonic() < until) and (taken := os.read(queue, 4)):
            item = items[struct.unpack("!I", taken)[0]]
            say((item, work(item)))
            first = False

    children = [_Child(lane, loop=False) for _ in range(number)]
    os.close(queue)
    with selectors.DefaultSelector() as ready:
        for child in children:
            ready.register(child.reads, selectors.EVENT_READ, child)
        while ready.get_map():
            for key, _ in ready.select():
                message = key.data.next()
                if message is None:
                    ready.unregister(key.fileobj)
                    continue
                kind, value = message
                if kind == "said":
                    yield value
                    continue
                ready.unregister(key.fileobj)
                if kind == "failed":
                    for child in children:
                        child.end()
                    raise ChildFailed(value)


class _Child:
    def __init__(self, act: Callable[[Say], Any], loop: bool = True) -> None:
        self.reads, writes = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        self.alive = True
        if self.pid == 0:
            os.close(self.reads)
            _live(act, writes, loop)
        os.close(writes)

    def heard(self, patience: float = PATIENCE) -> Iterator[tuple[str, Any]]:
        with selectors.DefaultSelector() as ready:
            ready.register(self.reads, selectors.EVENT_READ)
            while self.alive:
                if not ready.select(patience):
                    self.end()
                    raise ChildFailed(f"silent for {patience:g} s")
                message = self.next()
                if message is None:
                    return
                yield message

    def next(self) -> tuple[str, Any] | None:
        """The next message; None once the child is gone, which after its last message it is."""
        head = _read(self.reads, 8)
        body = _read(self.reads, struct.unpack("!Q", head)[0]) if head else None
        if body is None:
            self._bury()
            return None
        found: tuple[str, Any] = pickle.loads(body)
        if found[0] in ("done", "failed"):  # its last word: nobody need listen on
            self._bury()
        return found

    def end(self) -> None:
        """Kill the child, if it lives."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._bury()

    def _bury(self) -> None:
        if self.alive:
            self.alive = False
            os.close(self.reads)
            os.waitpid(self.pid, 0)


def _read(file: int, size: int) -> bytes | None:
    parts = b""
    while len(parts) < size:
        more = os.read(file, size - len(parts))
        if not more:
            return None
        parts += more
    return parts


def _live(act: Callable[[Say], Any], writes: int, loop: bool) -> None:
    """The whole life of a child; it never returns to its parent's frames."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def send(kind: str, value: object) -> None:
        body = pickle.dumps((kind, value))
        message = struct.pack("!Q", len(body)) + body
        while message:
            message = message[os.write(writes, message) :]

    try:
        said = act(lambda value: send("said", value))
        send("done", asyncio.run(said) if loop else said)
    except BaseException:
        with contextlib.suppress(BaseException):
            send("failed", traceback.format_exc())
    finally:
        os._exit(0)
