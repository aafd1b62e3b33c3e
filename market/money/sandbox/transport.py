"""The real stripe-python client's way into the sandbox: its HTTP client seam, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

import asyncpg
import httpx
import stripe

from market.money.sandbox.refusals import SandboxTimedOut
from market.money.sandbox.server import Sandbox

LOST = (
    SandboxTimedOut,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.exceptions.OperatorInterventionError,
)
"""No answer: a fault that was asked for, or the sandbox's database went away."""


class SandboxTransport(stripe.HTTPClient):
    """Give it to `stripe.StripeClient(http_client=…)`. Where the network would fail it raises what stripe's
    own clients raise, `stripe.APIConnectionError`, worth a retry.
    """

    name = "sandbox"

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            answer = await self._sandbox.handle(method, path, headers, post_data or "")
        except LOST as lost:
            raise stripe.APIConnectionError(  # type: ignore[no-untyped-call]
                "Unexpected error communicating with Stripe. If this problem persists, let us know at "
                f"support@stripe.com.\n\n(Network error: A {type(lost).__name__} was raised)",
                should_retry=True,
            ) from lost
        return answer.body, answer.status, httpx.Headers(dict(answer.headers))

    async def request_stream_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[AsyncIterable[bytes], int, Mapping[str, str]]:
        body, status, out = await self.request_async(method, url, headers, post_data)

        async def chunks() -> AsyncIterable[bytes]:
            yield body

        return chunks(), status, out

    async def sleep_async(self, secs: float) -> None:
        await asyncio.sleep(secs)

    async def close_async(self) -> None:
        """The sandbox belongs to whoever made it."""

    def request(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("the sandbox is asynchronous: call the *_async methods")

    def request_stream(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("the sandbox is asynchronous: call the *_async methods")

    def close(self) -> None:
        """Nothing is held here."""
