"""The points of a life at which a process may die: around every statement and every call to Stripe.

Named by what is about to happen or has just happened and how often that was so before, so that a point is the same
one in the next life, whatever a queue's own clock puts in between. What the sandbox does on its own connections is
another company's and no point of ours.
"""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from market.money.sandbox import SandboxTransport

_WRITES = re.compile(r"\b(insert|update|delete|merge)\b", re.IGNORECASE)
_WRITE = re.compile(r"before (?:(?:insert into|update|delete from) (?:money|rentals|personas|base)[.]|with )")
_NUMBERED = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\b(cs|pi|ch|re|py|po|tr|acct|evt|txn|du|pm|cus|seti|card)_\w+"
)
_QUERIES = re.compile(r"\?.*$")


@dataclass
class Points:
    """Passed in a life so far, in order; at `last`, or after `most` of them, the process ends, having said so."""

    last: str | None = None
    say: Callable[[object], None] = lambda said: None
    most: int | None = None
    halves: bool = False
    """What the transaction has written so far stands after the death: a product without transactions would leave it."""
    seen: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    armed: bool = False

    def at(self, what: str) -> None:
        """We are at a point; nothing comes back from the last one."""
        if not self.armed:
            return
        self.counts[what] += 1
        self.seen.append(f"{what} #{self.counts[what]}")
        if self._is_last and not self.halves:
            self.die()

    @property
    def _is_last(self) -> bool:
        return self.seen[-1] == self.last or len(self.seen) - 1 == self.most

    @property
    def leaves_a_half(self) -> bool:
        """Whether the point that was just passed is the last one, and its transaction is to be torn there."""
        return self.armed and self.halves and self._is_last

    def die(self) -> None:
        """Say where, and be gone."""
        self.say(self.seen[-1])
        os.kill(os.getpid(), signal.SIGKILL)


def watch(points: Points) -> None:
    """From now on, every statement and call of this process passes its points."""
    _watch_statements(points)
    _watch_calls(points)


def _watch_statements(points: Points) -> None:
    plain, prepared = asyncpg.Connection.execute, asyncpg.Connection._execute

    async def execute(self: Any, query: str, *args: Any, timeout: Any = None) -> Any:
        if args or not _ours(self):
            return await plain(self, query, *args, timeout=timeout)
        name = _word(query)
        points.at(f"before {name}")
        answer = await plain(self, query, timeout=timeout)
        if name == "COMMIT" or not self.is_in_transaction():
            points.at(f"after {name}")
        return answer

    async def _execute(self: Any, query: str, *args: Any, **more: Any) -> Any:
        if not _ours(self):
            return await prepared(self, query, *args, **more)
        name = _word(query)
        points.at(f"before {name}")
        if points.leaves_a_half:
            await plain(self, "COMMIT")
            points.die()
        answer = await prepared(self, query, *args, **more)
        if not self.is_in_transaction() and _WRITES.search(query):
            points.at(f"after {name}")
        return answer

    asyncpg.Connection.execute = execute
    asyncpg.Connection._execute = _execute


def _ours(connection: Any) -> bool:
    return (connection._params.server_settings or {}).get("application_name") == "moi"


def _word(query: str) -> str:
    """A statement's name: its beginning, in one line."""
    return " ".join(query.split())[:90].strip(" ;")


def _watch_calls(points: Points) -> None:
    plain = SandboxTransport.request_async

    async def request_async(
        self: Any, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> Any:
        name = called(method, url)
        points.at(f"before {name}")
        answer = await plain(self, method, url, headers, post_data)
        points.at(f"after {name}")
        return answer

    SandboxTransport.request_async = request_async  # type: ignore[method-assign]


def called(method: str, url: str) -> str:
    """A call's name, without the ids in its path."""
    path = _QUERIES.sub("", url.split("/v1/", 1)[1])
    return f"{method.upper()} {_NUMBERED.sub('*', path)}"


def matters(point: str) -> bool:
    """Whether the database or Stripe may be another before and after: commits, single writes, calls that act.

    A death before any other statement leaves what a death before its transaction's COMMIT leaves.
    """
    what = point.rsplit(" #", 1)[0]
    if what.startswith("after "):
        return " GET " not in what and not what.startswith("after GET")
    return what == "before COMMIT" or what.startswith("before POST")


def torn(points: Sequence[str]) -> list[str]:
    """Those between two writes of one transaction: without it, a death there leaves half of what belongs together."""
    found, written = [], False
    for point in points:
        if point.startswith("before COMMIT"):
            written = False
        elif _WRITE.match(point):
            if written:
                found.append(point)
            written = True
    return found
