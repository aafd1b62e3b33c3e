"""A brand's public page for machines: for anybody, without an account."""

from litestar import get
from litestar.params import FromPath

from market.base.access import PUBLIC, needs
from market.relations.conduct.queries import brand_page
from market.relations.conduct.schemas import BrandOut


@get("/v1/brands/{name:str}", **needs(PUBLIC))
async def brand(name: FromPath[str]) -> BrandOut:
    """Who a brand is, what was checked of it, and how it keeps its word."""
    return BrandOut.of(await brand_page(name))


ROUTES = (brand,)
