"""Who reads a refusal, where the route was never reached: an unknown address or method is refused before anybody asks
who is there, and a page that then says "Sign in" makes its reader believe to be signed out.
"""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from market.accounts.authentication import reader


class ForItsReader(Response[None]):
    """A page that is written once its reader is known; `write` reads the principal from the request."""

    def __init__(self, request: Request[Any, Any, Any], write: Callable[[], Response[Any]]) -> None:
        super().__init__(None)
        self._request, self._write = request, write

    def to_asgi_response(self, *_: Any, **more: Any) -> ASGIResponse:
        """Asked for by the framework right before it sends."""
        return _Later(self._request, self._write, more)


class _Later(ASGIResponse):
    def __init__(
        self, request: Request[Any, Any, Any], write: Callable[[], Response[Any]], more: dict[str, Any]
    ) -> None:
        super().__init__()
        self._request, self._write, self._more = request, write, more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {**scope.get("state", {}), "principal": await reader(self._request)}
        await self._write().to_asgi_response(**self._more)(scope, receive, send)
