"""A brand's public page: its legal name, what was checked, and how it keeps its word."""

from datetime import date

from babel.dates import format_date
from litestar import Response, get
from litestar.params import FromPath

from market.base.access import PUBLIC, needs
from market.base.filters import LOCALES
from market.base.i18n import Language
from market.base.pages import language_of, page
from market.relations.conduct.queries import brand_page
from market.relations.conduct.rules import MINIMUM
from market.web.forms import Ask


@get("/brands/{name:str}", **needs(PUBLIC))
async def one(request: Ask, name: FromPath[str]) -> Response[str]:
    """For anybody, without an account."""
    found, language = await brand_page(name), language_of(request)
    vat = found.brand.vat_confirmed
    return page(
        request,
        "brands/brand.html",
        brand=found.brand,
        conduct=found.conduct,
        since=_month(found.brand.since, language),
        vat_confirmed=_month(vat, language) if vat else "",
        before=_month(f"{found.conduct.before:%Y-%m}", language),
        minimum=MINIMUM,
        machine=f"/v1/brands/{name}",
    )


def _month(month: str, language: Language) -> str:
    return format_date(date.fromisoformat(f"{month}-01"), "MMMM y", LOCALES[language])


ROUTES = (one,)
