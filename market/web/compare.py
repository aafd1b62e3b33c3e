"""Two to four cards side by side: what differs first, what is the same once."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromQuery

from market.base.access import PUBLIC, needs, principal_of
from market.base.i18n import Language, marked, translate
from market.base.pages import language_of, page, see_other
from market.catalogue import queries, wording
from market.catalogue.cards import CardRow
from market.catalogue.comparison import LEAST, MOST, Comparison, Same, compare
from market.web import cards, disclosed
from market.web.browse import TICKS
from market.web.forms import Ask
from market.web.shop import reader_of

LETTERS = "ABCD"
LISTED = 6  # names of what a rental shows, in a column
AT_THE_HEAD = frozenset({"price", "period"})  # every card says them under its name

GONE = marked("What is not in the catalogue today is left out: cards change from day to day.")
REPEATED = marked("The same card was asked for twice: it stands here once.")
TOO_MANY = marked("Four cards at most are compared side by side: the others are left out.")


@get("/compare", **needs(PUBLIC))
async def comparison(
    request: Ask, card: FromQuery[list[str] | None] = None, pick: FromQuery[list[str] | None] = None
) -> Response[Any]:
    """The cards of the address side by side. What cannot be compared is said, and the rest stands.

    What a search form sends beside them is dropped, so that the address to share names the cards alone; of what
    is picked among saved personas, their cards stay.
    """
    asked = [*(card or []), *(it.rpartition(":")[0] for it in pick or [])]
    language = language_of(request)
    if set(request.query_params) - {"card", "language"}:
        return see_other(address(asked))
    different = list(dict.fromkeys(asked))
    known = await queries.several(different[:TICKS])
    shown = list(known.values())[:MOST]
    return page(
        request,
        "shop/compare.html",
        404 if asked and not known else 200,
        remarks=_remarks(len(asked), different, len(known), language),
        cards=[_column(it, shown, language) for it in shown],
        **(_sides(compare(shown), language) if len(shown) >= LEAST else {"differs": [], "same": []}),
        rent_each="/rent?" + urlencode([("card", it.address) for it in shown]),
        more=catalogue_with(shown) if len(shown) < MOST else "",
        **await reader_of(principal_of(request)),
        sign_in=f"/sign-in?{urlencode({'next': address([it.address for it in shown])})}",
    )


def address(chosen: Sequence[str]) -> str:
    """Where these cards are compared."""
    return "/compare" + ("?" + urlencode([("card", it) for it in chosen]) if chosen else "")


def catalogue_with(chosen: Sequence[CardRow]) -> str:
    """The catalogue with these cards ticked."""
    return "/catalogue" + ("?" + urlencode([("card", it.address) for it in chosen]) if chosen else "")


def _remarks(asked: int, different: Sequence[str], known: int, language: Language) -> list[str]:
    """What of the address does not stand here, and why."""
    found = {
        GONE: known < min(len(different), TICKS),
        REPEATED: asked > len(different),
        TOO_MANY: known > MOST,
    }
    return [translate(language, words) for words, stands in found.items() if stands]


def _column(card: CardRow, shown: Sequence[CardRow], language: Language) -> Mapping[str, Any]:
    others = [it for it in shown if it is not card]
    return cards.tile(card, language) | {
        "letter": LETTERS[shown.index(card)],
        "without": address([it.address for it in others]) if len(others) >= LEAST else catalogue_with(others),
    }


def _sides(it: Comparison, language: Language) -> dict[str, Any]:
    """What differs and what is the same; `empty` says what it means that a card has nothing of its own here."""
    shared = {line.subject for line in it.same}
    return {
        "differs": [
            {
                "name": wording.name_of(line.subject).in_(language),
                "values": [_listed(line.subject, codes, language) for codes in line.values],
                "empty": "more" if line.subject in shared else "unsaid",
            }
            for line in it.differs
            if line.subject not in AT_THE_HEAD
        ],
        "same": [_same(line, language) for line in it.same if line.subject not in AT_THE_HEAD],
    }


def _same(line: Same, language: Language) -> Mapping[str, Any]:
    return {
        "label": wording.name_of(line.subject).in_(language),
        "value": " · ".join(_words(line.subject, line.values, language)),
    }


def _listed(subject: str, codes: Sequence[str], language: Language) -> list[str]:
    """In a column; of what a rental shows some names and how many more there are: a card's own page has them all."""
    words = _words(subject, codes, language)
    if subject != "shows" or len(words) <= LISTED + 1:
        return words
    ordered = [wording.value_of(subject, it).in_(language) for it in disclosed.in_order(codes, {})]
    more = translate(language, marked("%(count)s more"), count=len(words) - LISTED)
    return [*ordered[:LISTED], more]


def _words(subject: str, codes: Sequence[str], language: Language) -> list[str]:
    return [wording.value_of(subject, it).in_(language) for it in codes]


ROUTES = (comparison,)
