"""A brand's public page: its legal name, what was checked, and how it keeps its word."""

from litestar import Response, get
from litestar.params import FromPath

from contracts import charter
from contracts.vocabulary import PURPOSES
from market.accounts.public import SPEAKERS
from market.base.access import PUBLIC, needs, principal_of
from market.base.filters import month
from market.base.i18n import translate
from market.base.pages import language_of, page
from market.relations.campaigns.rules import CROWD
from market.relations.conduct.queries import brand_page
from market.relations.conduct.rules import TIME_TO_ANSWER
from market.relations.welcome import queries as wishes
from market.rentals.erasure.kept import MINIMUM
from market.web.forms import Ask


@get("/brands/{name:str}", **needs(PUBLIC))
async def one(request: Ask, name: FromPath[str]) -> Response[str]:
    """For anybody, without an account."""
    found, language = await brand_page(name), language_of(request)
    vat, said = found.brand.vat_confirmed, found.brand.declared
    who, wish = principal_of(request), None
    if who.holder and who.person:
        wish = await wishes.of_brand(who.person, name)
    return page(
        request,
        "brands/brand.html",
        brand=found.brand,
        speaker=translate(language, SPEAKERS[said.speaker]) if said else "",
        intends=[
            (PURPOSES[it].text.in_(language), PURPOSES[it].plain.in_(language))
            for it in (said.intends if said else ())
        ],
        charter=found.charter,
        edition=charter.current(),
        conduct=found.conduct,
        since=month(found.brand.since, language),
        vat_confirmed=month(vat, language) if vat else "",
        before=month(f"{found.conduct.before:%Y-%m}", language),
        minimum=MINIMUM,
        crowd=CROWD,
        days_to_answer=TIME_TO_ANSWER.days,
        machine=f"/v1/brands/{name}",
        name=name,
        holder=who.holder,
        wish=wish,
    )


ROUTES = (one,)
