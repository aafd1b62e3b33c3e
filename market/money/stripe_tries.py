"""What became of each try of one call: the SDK repeats some by itself, and tells of the last one alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import stripe

_noted: ContextVar[list[int | None]] = ContextVar("stripe_tries")


@contextmanager
def noting() -> Iterator[list[int | None]]:
    """The statuses of the tries that are made meanwhile, in their order; None for one that got no answer."""
    tries: list[int | None] = []
    before = _noted.set(tries)
    try:
        yield tries
    finally:
        _noted.reset(before)


class NotedTransport(stripe.HTTPClient):
    """Leads to another transport, and notes what became of each try."""

    name = "noted"

    def __init__(self, inner: stripe.HTTPClient) -> None:
        super().__init__()
        self._inner = inner

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        tries = _noted.get([])
        tries.append(None)  # until there is an answer
        body, status, out = await self._inner.request_async(method, url, headers, post_data)
        tries[-1] = status
        return body, status, out

    async def sleep_async(self, secs: float) -> None:
        await self._inner.sleep_async(secs)

    async def close_async(self) -> None:
        await self._inner.close_async()  # type: ignore[no-untyped-call]
