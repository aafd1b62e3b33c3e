"""The DPO pack for programs and as files: the brand's own, for whoever may look at its rentals."""

from typing import Any

from litestar import Request, Response, get

from market.base.access import brand, needs
from market.base.pages import language_of
from market.rentals.api import seat_of
from market.rentals.dpo import file

Ask = Request[Any, Any, Any]
LOOK = brand("read", scope="rentals:read")


@get("/v1/brand/dpo-pack", **needs(LOOK))
async def pack(request: Ask) -> Response[bytes]:
    """The pack as JSON (`moi.dpo-pack` 1), by the schema at `/ns/dpo-pack-1.json`; `language` is fr or en."""
    made = await file.of_brand(seat_of(request).brand, language_of(request))
    return _kept(file.as_json(made), "application/json", f"{file.NAME}.json")


@get("/v1/brand/dpo-pack/file", media_type="application/pdf", **needs(LOOK))
async def pdf(request: Ask) -> Response[bytes]:
    """The pack as PDF/A-3, with its JSON attached."""
    made = await file.of_brand(seat_of(request).brand, language_of(request))
    return _kept(await file.as_pdf(made), "application/pdf", f"{file.NAME}.pdf")


def _kept(body: bytes, media_type: str, name: str) -> Response[bytes]:
    """A file to keep; no cache keeps it."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
        "vary": "cookie, accept-language",
    }
    return Response(body, media_type=media_type, headers=headers)


ROUTES = (pack, pdf)
