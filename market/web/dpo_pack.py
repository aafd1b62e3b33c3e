"""The DPO pack on the brand's desk, and its published schema."""

import json

from litestar import Response, get

from market.base.access import PUBLIC, brand, needs
from market.base.pages import language_of, page
from market.rentals.dpo import file
from market.rentals.dpo.content import schema
from market.rentals.dpo.sheet import outline
from market.web.forms import Ask, seat_of
from market.web.public_documents import public

SCHEMA_JSON = "application/schema+json"


@get("/dpo-pack", **needs(brand("read")))
async def desk(request: Ask) -> Response[str]:
    """What the files say, but for the sample contracts, and the files at one click."""
    made = await file.of_brand(seat_of(request).brand, language_of(request))
    return page(request, "desk/dpo_pack.html", sheet=outline(made), cases=made.cases)


@get("/ns/dpo-pack-1.json", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def published(request: Ask) -> Response[bytes]:
    """The JSON Schema of a pack."""
    return public(request, json.dumps(schema(), ensure_ascii=False).encode(), SCHEMA_JSON)


ROUTES = (desk, published)
