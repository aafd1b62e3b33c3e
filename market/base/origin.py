"""Requests that change something must come from our own pages.

A cookie travels with any request, so an unsafe method that relies on it is refused unless the browser says
that our own page sent it: `Sec-Fetch-Site`, or `Origin` where that header is missing (Fetch Standard,
section 3.2; OWASP Cross-Site Request Forgery Prevention, "Fetch Metadata headers"). No token to leak or lose.
Requests with an `Authorization` header and no cookie cannot be forged this way and pass.
"""

from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from market.base.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSiteRequest(Forbidden):
    """Another site's page tried to act in the reader's name."""


def from_our_own_page(method: str, headers: dict[str, str], own_origin: str) -> bool:
    """Pure. `headers` with lower-case names; `own_origin` like `https://moi.example`."""
    if method in SAFE or "cookie" not in headers:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    ours, theirs = urlsplit(own_origin), urlsplit(origin)
    return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)


class OwnPagesOnly:
    """ASGI middleware that raises CrossSiteRequest, except where the handler's opt has `own_pages=False`."""

    def __init__(self, app: ASGIApp, own_origin: str) -> None:
        self.app = app
        self.own_origin = own_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            handler = scope.get("route_handler")
            safe = scope["method"] in SAFE
            if not safe and (handler is None or handler.opt.get("own_pages", True)):
                headers = {
                    name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
                }
                if not from_our_own_page(scope["method"], headers, self.own_origin):
                    raise CrossSiteRequest()
        await self.app(scope, receive, send)
