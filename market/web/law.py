"""What the law asks and how the product meets it, in public: the compliance profile as a page and as JSON."""

import json
from typing import Any

from litestar import Response, get

from contracts import compliance
from contracts.compliance import Obligation, Reference
from contracts.terms import ROSTER
from contracts.vocabulary import PROHIBITIONS
from market.base.access import PUBLIC, needs
from market.base.clock import market_date, now
from market.base.i18n import Language, marked, translate
from market.base.pages import language_of, page
from market.web.forms import Ask
from market.web.public_documents import JSON, public

WHOM = {"brand": marked("the brand"), "platform": marked("Moi")}
CLAUSE, RECORDED, CONSENT = (
    marked("clause %(number)s of the contract"),
    marked("“%(kind)s” in the record"),
    marked("“%(kind)s” in the consent’s record"),
)
DECISION, FORBIDDEN = marked("decision %(number)s"), marked("“%(rule)s” is forbidden by the terms")
EVERYBODYS = frozenset({"/", "/catalogue", "/terms"})
"""Pages that open for whoever reads this one; of others the address is told."""
READ_HERE = "standard"  # a clause has the same number in all terms


@get("/law", **needs(PUBLIC))
async def law(request: Ask) -> Response[str]:
    """The obligations in force today, law by law, each with where it is met."""
    profile, language, today = compliance.current(), language_of(request), market_date(await now())
    found = compliance.in_force(profile, today)
    laws = [
        {
            "id": it.id,
            "name": it.name.in_(language),
            "act": it.act.in_(language),
            "iri": it.iri,
            "obligations": [_shown(each, language) for each in found if each.law == it.id],
        }
        for it in profile.laws
    ]
    measures = [it.text.in_(language) for it in profile.measures if it.when == "always"]
    return page(request, "law.html", laws=laws, measures=measures, profile=profile)


@get("/.well-known/moi-law", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def well_known(request: Ask) -> Response[bytes]:
    """Every edition of the profile, in both languages."""
    return public(request, json.dumps(compliance.document(), ensure_ascii=False).encode(), JSON)


def _shown(it: Obligation, language: Language) -> dict[str, Any]:
    return {
        "id": it.id,
        "article": it.article,
        "binds": [translate(language, WHOM[each]) for each in it.binds],
        "title": it.title.in_(language),
        "asks": it.asks.in_(language),
        "met": it.met.in_(language),
        "left": it.left.in_(language) if it.left else "",
        "places": [_place(each, language) for each in it.references],
    }


def _place(it: Reference, language: Language) -> dict[str, str]:
    """A reference in words; `href` where it has an address for everybody, `code` where machines ask."""
    match it.kind:
        case "page" if (path := it.name.removeprefix("GET ")) in EVERYBODYS:
            return {"words": path, "href": path, "code": ""}
        case "page" | "api":
            return {"words": "", "href": "", "code": it.name}
        case "clause":
            href = f"/terms/{ROSTER[READ_HERE].edition}#clause-{it.name}"
            return {"words": translate(language, CLAUSE, number=it.name), "href": href, "code": ""}
        case "record":
            words = translate(language, RECORDED, kind=it.name)
        case "consent":
            words = translate(language, CONSENT, kind=it.name)
        case "decision":
            words = translate(language, DECISION, number=it.name)
        case "rule":
            words = translate(language, FORBIDDEN, rule=PROHIBITIONS[it.name].text.in_(language))
    return {"words": words, "href": "", "code": ""}


ROUTES = (law, well_known)
