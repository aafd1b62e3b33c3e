"""The market's end of the line, where webhooks arrive."""

import asyncio
import json
from collections.abc import Mapping

import httpx

from market.money.sandbox import http_post

URL, SECRET = "https://moi.test/stripe/webhooks", "whsec_test"


class Receiver:
    """The market's end of the line, an HTTP server without a socket."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.answers: list[int] = []
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self.receive))
        self.slow = 0.0

    async def receive(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(self.slow)
        assert str(request.url) == URL
        self.bodies.append(request.content)
        self.signatures.append(request.headers["stripe-signature"])
        return httpx.Response(self.answers.pop(0) if self.answers else 200)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return await http_post(self.client)(url, body, headers)

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body in self.bodies]
