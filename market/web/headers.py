"""The headers that keep a page to itself: no inline script, no other host, no frame."""

from litestar.types import Message, Scope, Send

STRIPE_CHECKOUT, STRIPE_CONNECT = "https://checkout.stripe.com", "https://connect.stripe.com"
STRIPE_HOOKS = "https://hooks.stripe.com"  # the way to the bank's own page (3-D Secure)

# A form that redirects to Stripe is a form action too: without its hosts, that breaks in production only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; base-uri 'none'; frame-ancestors 'none';"
    f" form-action 'self' {STRIPE_CHECKOUT} {STRIPE_CONNECT} {STRIPE_HOOKS}"
)

WITH_PREVIEW = POLICY.replace("img-src 'self'", "img-src 'self' data:")
"""For a page that shows an image which is not kept anywhere yet."""

HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


_RAW = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())
_RAW_API = (*_RAW, (b"cache-control", b"no-store"))


def protected(scope: Scope, send: Send) -> Send:
    """`send`, with our headers on the answer unless it brings its own."""
    ours = _RAW_API if scope["path"].startswith("/v1/") else _RAW

    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            there = {name.lower() for name, _ in headers}
            message["headers"] = headers + [header for header in ours if header[0] not in there]
        await send(message)

    return send_protected
