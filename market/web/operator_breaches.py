"""The desk's page of words that were broken."""

from typing import Any

from litestar import Response, get

from market.base.access import OPERATOR, needs
from market.base.pages import Ask, page
from market.operators.queries_breaches import MOST, breaches
from market.web.afterwards import page_of
from market.web.operator_names import BRAND, outward


@get("/operator/breaches", **needs(OPERATOR))
async def breach_list(request: Ask) -> Response[str]:
    """Copies whose day went by without their brand's signature."""
    rows: list[dict[str, Any]] = [
        {"row": it, "brand": outward(BRAND, it.brand), "page": page_of(it.brand)} for it in await breaches()
    ]
    return page(request, "operator/breaches.html", dense=True, breaches=rows, most=MOST)


ROUTES = (breach_list,)
