"""The brand's desk: what to do next, and what came of its rentals by the class of the personas."""

from typing import Any

from litestar import Response, get

from market.base.access import Right, brand, needs, principal_of
from market.base.pages import language_of, page
from market.relations.results.queries import results_of
from market.relations.results.rules import ClassRow, added
from market.relations.steps.queries import next_steps
from market.web import cards
from market.web.forms import Ask, may, seat_of
from market.web.next_words import line

READ = brand("read")


@get("/desk", **needs(READ))
async def desk(request: Ask) -> Response[str]:
    """What there is to do, each with the page where it is done."""
    brand_id, language, who = seat_of(request).brand, language_of(request), principal_of(request)
    return page(
        request,
        "desk/next.html",
        lines=[line(it, brand_id, who, language) for it in await next_steps(brand_id)],
        may_invite=may(who, Right.INVITE),
    )


@get("/desk/results", **needs(READ))
async def results(request: Ask) -> Response[str]:
    """What came of the rentals that run, by class, and the files of it."""
    found = await results_of(seat_of(request).brand)
    return page(
        request,
        "desk/results.html",
        classes=[_class(it, request) for it in found],
        all=added(it.figures for it in found),
    )


def _class(it: ClassRow, request: Ask) -> dict[str, Any]:
    language = language_of(request)
    return {
        "title": cards.title(it.said, language),
        "says": cards.says(it.said[cards.TITLE_PARTS :], language),
        "figures": it.figures,
    }


ROUTES = (desk, results)
