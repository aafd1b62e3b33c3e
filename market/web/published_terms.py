"""The roster in public: a document for machines, and a page for each edition with all its readings."""

import json
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from contracts import legal
from contracts.odrl import roster_policy
from contracts.readings import Reading, terms_reading
from contracts.roster_document import document
from contracts.sentences import KEPT, PERIOD_WORDS
from contracts.terms import EDITIONS, ROSTER, UnknownVariant, edition
from contracts.variant import Enforcement, Terms
from market.base.access import PUBLIC, needs
from market.base.errors import NotFound
from market.base.i18n import Language, marked, translate
from market.base.pages import language_of, page
from market.web.forms import Ask, in_languages
from market.web.public_documents import HTML, JSON, JSON_LD, preferred, public

LD = ".jsonld"
EITHER = marked("%(some)s or %(last)s")
ROSTER_BODY = json.dumps(document(), ensure_ascii=False).encode()


@get("/.well-known/moi-terms", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def well_known(request: Ask) -> Response[bytes]:
    """Every edition of every variant, with its rules, what secures each, and where it is read."""
    return public(request, ROSTER_BODY, JSON)


@get("/terms", sync_to_thread=False, **needs(PUBLIC))
def roster(request: Ask) -> Response[str]:
    """The terms that a holder may proffer now, and the earlier editions by which some are still bound."""
    language = language_of(request)
    return page(
        request,
        "terms/roster.html",
        current=[_tile(terms, language) for terms in ROSTER.values()],
        earlier=[_tile(it, language) for it in EDITIONS.values() if ROSTER[it.id] != it],
    )


@get("/terms/{name:str}", sync_to_thread=False, **needs(PUBLIC))
def one(request: Ask, name: FromPath[str]) -> Response[Any]:
    """One edition ("standard-2"), or the current one of a variant: a page, or JSON-LD by name or by Accept."""
    terms = _edition(name.removesuffix(LD))
    accept = request.headers.get("accept", "")
    if name.endswith(LD) or preferred(accept, (HTML, JSON_LD, JSON)) != HTML:
        body = json.dumps(roster_policy(terms), ensure_ascii=False).encode()
        return public(request, body, JSON_LD, vary="accept")
    language = language_of(request)
    reading = terms_reading(terms, language)
    answer = page(
        request,
        "terms/edition.html",
        addresses=in_languages(f"/terms/{terms.edition}"),
        terms=terms,
        terms_name=terms.name.in_(language),
        summary=terms.summary.in_(language),
        periods=_periods(terms, language),
        current=ROSTER[terms.id],
        rules=kept_by(reading, language),
        reading=reading,
        legal=legal.terms_reading(terms, language),
    )
    answer.headers["vary"] = f"accept, {answer.headers['vary']}"
    return answer


def kept_by(reading: Reading, language: Language) -> dict[Enforcement, list[str]]:
    """The sentences of a plain reading under what keeps each of them; those that are no rules are left out."""
    marks = {words.in_(language): enforcement for enforcement, words in KEPT.items()}
    found: dict[Enforcement, list[str]] = {enforcement: [] for enforcement in KEPT}
    for section in reading.sections:
        for line in section.lines:
            sentence, _, mark = line.rpartition(" [")
            if mark.removesuffix("]") in marks:
                found[marks[mark.removesuffix("]")]].append(sentence)
    return found


def _edition(name: str) -> Terms:
    try:
        return edition(name)
    except UnknownVariant as error:
        raise NotFound() from error


def _periods(terms: Terms, language: Language) -> str:
    """The periods of terms, as "one month or three months"."""
    *some, last = (PERIOD_WORDS[it].in_(language) for it in terms.periods)
    return translate(language, EITHER, some=", ".join(some), last=last) if some else last


def _tile(terms: Terms, language: Language) -> dict[str, Any]:
    rules = kept_by(terms_reading(terms, language), language)
    return {
        "href": f"/terms/{terms.edition}",
        "edition": terms.edition,
        "name": terms.name.in_(language),
        "version": terms.version,
        "summary": terms.summary.in_(language),
        "periods": _periods(terms, language),
        "shown": len(terms.disclosure.claims),
        "kept": {enforcement: len(sentences) for enforcement, sentences in rules.items()},
    }


ROUTES = (well_known, roster, one)
