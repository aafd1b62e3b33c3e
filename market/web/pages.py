"""Pages that cross rooms: the first one, and what a problem's type leads to."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from contracts.price import LADDER, price, proration
from market.base.access import PERSON, PUBLIC, needs, principal_of
from market.base.errors import NotFound
from market.base.pages import language_of, page, see_other
from market.base.settings import settings
from market.catalogue import queries
from market.catalogue.queries import Reader
from market.catalogue.search import wish
from market.web import cards
from market.web.problems import PROBLEMS

Ask = Request[Any, Any, Any]

CARDS = 3
EXAMPLE = 1900  # minor units a month
HOLDER_BPS = 8000


@get("/", **needs(PUBLIC))
async def landing(request: Ask) -> Response[str]:
    """The idea in ten seconds."""
    found = await queries.search(wish(), Reader("landing", queries.VISITOR), limit=CARDS)
    parts = proration(price(EXAMPLE, "P1M"), 1, 1, HOLDER_BPS)
    return page(
        request,
        "landing.html",
        cards=[cards.tile(card, language_of(request)) for card in found.cards],
        crowd=settings().crowd,
        price={
            "lowest": LADDER[0],
            "highest": LADDER[-1],
            "example": EXAMPLE,
            "yours": parts.holder.amount,
            "ours": parts.platform.amount,
        },
        start="/sign-up",
        catalogue="/catalogue",
    )


@get("/home", sync_to_thread=False, **needs(PERSON))
def home(request: Ask) -> Response[None]:
    """Where signing in leads: to the reader's own space, or to the account of who has none yet."""
    who = principal_of(request)
    if who.seat is not None:
        return see_other("/rentals")
    if who.operator:
        return see_other("/operator")
    return see_other("/space" if who.holder else "/account")


@get("/problems/{code:str}", sync_to_thread=False, **needs(PUBLIC))
def problem(request: Ask, code: FromPath[str]) -> Response[str]:
    """What a problem's `type` resolves to: its words in the reader's language."""
    words = PROBLEMS.get(code)
    if words is None:
        raise NotFound()
    language = language_of(request)
    error = {"status": code, "title": words.title(language), "text": words.way_out(language)}
    return page(request, "error.html", error=error)


ROUTES = (landing, home, problem)
