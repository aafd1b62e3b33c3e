"""The catalogue's page: the day's cards, what narrows them, and the ticks of those to be compared.

All of it stands in the address: it can be shared, and nothing is lost without scripts.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromQuery

from market.base.access import PUBLIC, needs
from market.base.i18n import Language, marked, translate
from market.base.pages import language_of, page
from market.catalogue import comparison, facets, queries
from market.catalogue.api import audience_of
from market.catalogue.errors import CursorStale
from market.catalogue.queries import Page, Reader
from market.catalogue.schemas import CodeOut, FacetOut
from market.catalogue.search import MAX_TEXT, Wish, known_facets, wish
from market.web import cards
from market.web.forms import Ask, said

ROUTE = "catalogue"
PER_PAGE = 12
UNFOLDED = 6  # facets that are open from the start
TICKS = 12  # more are not kept: a comparison holds four

PARAMETERS = frozenset({"facet", "q", "cursor", "card", "language"})
FOLLOWERS = ("utm_", "mtm_")  # what mailings add to a link

Several = FromQuery[list[str] | None]


@get("/catalogue", **needs(PUBLIC))
async def catalogue(
    request: Ask,
    facet: Several = None,
    q: FromQuery[str] = "",
    cursor: FromQuery[str] = "",
    card: Several = None,
) -> Response[str]:
    """The day's cards that fit the ticked codes and the words; `card` are those ticked to be compared."""
    language = language_of(request)
    known, others = known_facets(facet or [])
    wanted = wish(known, q)
    found, late = await _found(request, wanted, cursor)
    picks = list(await queries.several(list(dict.fromkeys(card or []))[:TICKS]))
    asked = Address(known, q[:MAX_TEXT], picks)
    shown = [card.address for card in found.cards]
    return page(
        request,
        "shop/catalogue.html",
        cards=[cards.tile(it, language) | {"picked": it.address in picks} for it in found.cards],
        facets=_facets(facets.worded(await queries.facets(wanted)), language),
        unfolded=UNFOLDED,
        chosen=len(known),
        q=q[:MAX_TEXT],
        narrowed=bool(wanted.codes or wanted.words),
        remarks=[*_left_out(request, others, language), *_of_words(wanted, q, bool(shown), language), *late],
        picks=_picks(picks, asked, cursor, shown),
        first=asked.at() if cursor else "",
        following=asked.at(found.next) if found.next else "",
        clear=Address((), "", picks).at(),
    )


class Address:
    """Where this search stands, with what is ticked."""

    def __init__(self, facets: Sequence[str], q: str, picks: Sequence[str]) -> None:
        self._pairs = [("facet", it) for it in facets] + [("q", q)] * bool(q)
        self._picks = [("card", it) for it in picks]

    def at(self, cursor: str | None = None, *, ticks: bool = True) -> str:
        """The address of a page of it."""
        pairs = [*self._pairs, *(self._picks if ticks else []), *[("cursor", cursor)] * bool(cursor)]
        return "/catalogue" + ("?" + urlencode(pairs) if pairs else "")


async def _found(request: Ask, wanted: Wish, cursor: str) -> tuple[Page, list[str]]:
    """A page of cards; a cursor of yesterday, or of somebody else, leads to the first page and says so."""
    reader = Reader(ROUTE, audience_of(request))
    try:
        return await queries.search(wanted, reader, cursor or None, PER_PAGE), []
    except CursorStale as refusal:
        words = said(refusal, language_of(request)).words
        return await queries.search(wanted, reader, None, PER_PAGE), [words]


def _left_out(request: Ask, facets: Sequence[str], language: Language) -> list[str]:
    """What the address asks for and nobody can look for: it is named, and the rest of the search stands."""
    strange = [it for it in request.query_params if it not in PARAMETERS and not it.startswith(FOLLOWERS)]
    named = ", ".join(dict.fromkeys(it[:40] for it in (*facets, *strange) if it.strip()))
    if not facets and not strange:
        return []
    if not named:
        return [translate(language, marked("An empty filter was left out."))]
    message = marked("Left out, since no card can say it: %(what)s. Choose among the filters offered.")
    return [translate(language, message, what=named)]


def _of_words(wanted: Wish, q: str, any_card: bool, language: Language) -> list[str]:
    """What the typed words did not do."""
    if wanted.idle:
        message = marked("Nothing was searched for: “%(words)s” says nothing that a card would say.")
        return [translate(language, message, words=q.strip()[:60])]
    if wanted.unknown and not any_card:
        message = marked("No card of any day could say: %(words)s.")
        return [translate(language, message, words=", ".join(wanted.unknown)[:120])]
    return []


def _picks(picks: Sequence[str], asked: Address, cursor: str, shown: Sequence[str]) -> dict[str, Any]:
    """The bar of the ticked cards, and those ticked on other pages."""
    enough = comparison.LEAST <= len(picks) <= comparison.MOST
    return {
        "count": len(picks),
        "most": comparison.MOST,
        "href": "/compare?" + urlencode([("card", it) for it in picks]) if enough else "",
        "none": asked.at(cursor, ticks=False),
        "elsewhere": [it for it in picks if it not in shown],
        "here": f"/catalogue?{urlencode({'cursor': cursor})}" if cursor else "/catalogue",
    }


def _facets(offered: Sequence[FacetOut], language: Language) -> list[dict[str, Any]]:
    """For `components/card.html`; a claim with a choice comes first, so that it can be undone at sight."""
    found = [
        {
            "label": getattr(facet.name, language),
            "chosen": any(code.chosen for code in facet.codes),
            "options": [_option(code, facet, language) for code in facet.codes if code.coarser is None],
        }
        for facet in offered
    ]
    return sorted(found, key=lambda it: not it["chosen"])


def _option(code: CodeOut, facet: FacetOut, language: Language) -> dict[str, Any]:
    """A code; with the finer ones that narrow it, once it or one of them is chosen."""
    finer = [it for it in facet.codes if it.coarser == code.facet]
    opened = code.chosen or any(it.chosen for it in finer)
    return {
        "value": code.facet,
        "words": getattr(code.value, language),
        "count": f"{code.at_least}+",
        "checked": code.chosen,
        "finer": [_option(it, facet, language) for it in finer] if opened else [],
    }


ROUTES = (catalogue,)
