"""Our profile at the address that its IRIs name: for people, and for machines as Turtle and JSON-LD."""

import json
from typing import Any

from litestar import Response, get

from contracts import profile
from contracts.profile.graph import RDF, SKOS
from contracts.vocabulary import ODRL, PR
from market.base.access import PUBLIC, needs
from market.base.i18n import Language, marked, translate
from market.base.pages import language_of, page
from market.web.forms import Ask
from market.web.public_documents import HTML, JSON, JSON_LD, TURTLE, preferred, public

_TURTLE = profile.turtle().encode()
_JSON_LD = json.dumps(profile.jsonld(), ensure_ascii=False).encode()

ACTIONS = marked("What one may do")
PROPERTIES = marked("What our documents say")
CLASSES = marked("Purposes and traits")
VALUES = marked("Values")


@get("/ns", sync_to_thread=False, **needs(PUBLIC))
def namespace(request: Ask) -> Response[Any]:
    """Every term of ours with its meaning; a term's IRI leads to its place on this page."""
    wanted = preferred(request.headers.get("accept", ""), (HTML, TURTLE, JSON_LD, JSON))
    if wanted == TURTLE:
        return public(request, _TURTLE, TURTLE, vary="accept")
    if wanted != HTML:
        return public(request, _JSON_LD, JSON_LD, vary="accept")
    answer = page(request, "terms/profile.html", **_shown(language_of(request)))
    answer.headers["vary"] = f"accept, {answer.headers['vary']}"
    return answer


@get("/ns.ttl", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def turtle(request: Ask) -> Response[bytes]:
    """The profile in Turtle."""
    return public(request, _TURTLE, TURTLE)


@get("/ns.jsonld", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def jsonld(request: Ask) -> Response[bytes]:
    """The profile in JSON-LD."""
    return public(request, _JSON_LD, JSON_LD)


def _shown(language: Language) -> dict[str, Any]:
    """The terms in groups, each with its name, meaning and nearest standard term."""
    scheme, *nodes = profile.NODES.values()
    groups: dict[str, list[dict[str, str]]] = {it: [] for it in (ACTIONS, PROPERTIES, CLASSES, VALUES)}
    for node in nodes:
        groups[_group(node)].append(
            {
                "id": node.iri.removeprefix(PR),
                "label": node.label.in_(language),
                "definition": node.definition.in_(language),
                "broader": profile.short(node.links.get(f"{SKOS}broader", "")),
            }
        )
    return {
        "profile": scheme.iri,
        "anchor": scheme.iri.removeprefix(PR),
        "title": scheme.label.in_(language),
        "lead": scheme.definition.in_(language),
        "groups": [(translate(language, title), terms) for title, terms in groups.items()],
    }


def _group(node: profile.Node) -> str:
    if f"{ODRL}Action" in node.types:
        return ACTIONS
    if f"{RDF}Property" in node.types or f"{ODRL}LeftOperand" in node.types:
        return PROPERTIES
    return CLASSES if any(it.endswith("#Class") for it in node.types) else VALUES


ROUTES = (namespace, turtle, jsonld)
