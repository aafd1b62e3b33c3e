"""What anybody may fetch and keep without an account: a body with its mark, answered 304 to who has it already."""

import hashlib
from typing import Any, Final

from litestar import Request, Response

Ask = Request[Any, Any, Any]

AN_HOUR: Final = "public, max-age=3600"
JSON: Final = "application/json"
JSON_LD: Final = "application/ld+json"
TURTLE: Final = "text/turtle"
HTML: Final = "text/html"


def public(request: Ask, body: bytes, media_type: str, vary: str = "") -> Response[bytes]:
    """The body, cacheable by all (RFC 9111); 304 where its strong mark is known (RFC 9110, section 13.1.2)."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"cache-control": AN_HOUR, "etag": mark}
    if vary:
        headers["vary"] = vary
    known = {it.strip().removeprefix("W/") for it in request.headers.get("if-none-match", "").split(",")}
    if mark in known or "*" in known:
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    return Response(body, headers=headers, media_type=media_type)


def preferred(accept: str, offered: tuple[str, ...]) -> str:
    """Which of the types is wanted most (RFC 9110, section 12.5.1); the first one where all are alike."""

    def weight(offer: str) -> float:
        kind = offer.partition(";")[0]
        ranges = {kind: 3, f"{kind.partition('/')[0]}/*": 2, "*/*": 1}
        found = [(ranges[name], quality) for name, quality in _ranges(accept) if name in ranges]
        return max(found)[1] if found else 0.0

    return max(offered, key=weight)  # the first of the highest


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.lower().split(","):
        name, *parameters = (it.strip() for it in part.split(";"))
        quality = next((it[2:] for it in parameters if it.startswith("q=")), "1")
        try:
            ranges.append((name, float(quality)))
        except ValueError:
            ranges.append((name, 0.0))
    return ranges
