"""The headers that keep a page to itself: no inline script, no other host, no frame."""

from litestar.types import Message, Scope

STRIPE_CHECKOUT = "https://checkout.stripe.com"

# A form that redirects to Stripe is a form action too: without its host, checkout breaks in production only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; base-uri 'none'; frame-ancestors 'none';"
    f" form-action 'self' {STRIPE_CHECKOUT}"
)

HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


_RAW = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_RAW_API = [*_RAW, (b"cache-control", b"no-store")]


async def protect(message: Message, scope: Scope) -> None:
    """Hook before every answer is sent, refusals and static files included."""
    if message["type"] == "http.response.start":
        headers = list(message.get("headers", ()))
        there = {name.lower() for name, _ in headers}
        ours = _RAW_API if scope["path"].startswith("/v1/") else _RAW
        message["headers"] = headers + [header for header in ours if header[0] not in there]
