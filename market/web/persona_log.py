"""The holder's page of a persona's log: all that passed between it and brands."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from market.base import paging
from market.base.access import HOLDER, needs, person_of
from market.base.clock import market_date, now
from market.base.filters import clock_time, day
from market.base.i18n import Language
from market.base.pages import Ask, language_of, page
from market.personas import queries as personas
from market.relations.intermediation.queries import Act, page_of
from market.rentals import queries as rentals
from market.web import log_words
from market.web.studio import PATH, inner
from market.web.studio_view import mask_words

A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One act as it is shown. `href`: its relation, where there is one."""

    at: datetime
    when: str
    what: str
    detail: str
    brand: str
    href: str


@get(PATH + "/{name:str}/log", **needs(HOLDER))
async def log(request: Ask, name: FromPath[str], before: FromQuery[str | None] = None) -> Response[str]:
    """What passed between this persona and brands, the latest first, `before` an instant or until now."""
    person, language = person_of(request), language_of(request)
    persona = inner(person, name)
    row = await personas.own(person, persona)
    acts = await page_of(person, persona, A_PAGE, paging.instant(before))
    mine = {it.agreement for it in await rentals.all_of_holder(person)}
    today = market_date(await now())
    older: dict[str, Any] = {"before": acts[-1].at.isoformat()} if len(acts) >= A_PAGE else {}
    return page(
        request,
        "studio/log.html",
        title=mask_words((await personas.open_draft(person, row)).mask, language),
        lines=[_shown(it, today, it.agreement in mine, language) for it in acts],
        latest=f"{PATH}/{name}/log" if before else "",
        older=f"{PATH}/{name}/log?{urlencode(older)}" if older else "",
        file=f"/v1/personas/{name}/log/csv",
        data=f"/v1/personas/{name}/log",
    )


def _shown(it: Act, today: date, related: bool, language: Language) -> Line:
    on = market_date(it.at)
    shown = day(it.at, language, short=True, year=on.year != today.year)
    return Line(
        at=it.at,
        when=clock_time(it.at, language) if on == today else shown,
        what=log_words.what(it.told.act, it.told.by, language),
        detail=log_words.detail(it.told.act, it.told.facts, language),
        brand=it.brand or "",
        href=f"/relations/{it.agreement}" if related else "",
    )


ROUTES = (log,)
