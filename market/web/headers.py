"""The headers that keep a page to itself: no inline script, no other host, no frame."""

from litestar.datastructures import MutableScopeHeaders
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


async def protect(message: Message, scope: Scope) -> None:
    """Hook before every answer is sent, refusals and static files included."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if scope["path"].startswith("/v1/"):
            headers.setdefault("cache-control", "no-store")
