"""Answers that take the same time whatever was found, so that time tells nothing about an address."""

import asyncio
import time
from types import TracebackType

SECONDS = 0.35  # more than the longer of two ways needs


class Steady:
    """`async with Steady():` lasts at least SECONDS, refused or not."""

    async def __aenter__(self) -> None:
        self._until = time.monotonic() + SECONDS

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.sleep(max(0.0, self._until - time.monotonic()))
