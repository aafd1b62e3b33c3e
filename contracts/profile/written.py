"""The profile as people's tools read it: Turtle (RDF 1.1) and JSON-LD 1.1, both of the same nodes.

The context is written out: neither form needs the network to be understood.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from contracts.profile.graph import NODES, RDF, RDFS, SKOS, Node
from contracts.vocabulary import DPV, ODRL, PD, PR, Text

PREFIXES: Final = {"dpv": DPV, "odrl": ODRL, "pd": PD, "pr": PR, "rdf": RDF, "rdfs": RDFS, "skos": SKOS}

CONTEXT: Final[dict[str, Any]] = {
    **PREFIXES,
    **{
        name: {"@type": "@id"}
        for name in (
            "odrl:includedIn",
            "rdfs:isDefinedBy",
            "rdfs:subClassOf",
            "rdfs:subPropertyOf",
            "skos:broader",
            "skos:inScheme",
        )
    },
}


def short(iri: str) -> str:
    """An IRI by its prefix; the longest namespace wins, as pd's lies under dpv's. Nothing stays nothing."""
    if not iri:
        return iri
    prefix, space = max(
        ((prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space)),
        key=lambda found: len(found[1]),
    )
    return f"{prefix}:{iri.removeprefix(space)}"


def jsonld() -> dict[str, Any]:
    """The profile as a JSON-LD document."""
    return {"@context": CONTEXT, "@graph": [_object(node) for node in NODES.values()]}


def turtle() -> str:
    """The profile as a Turtle document."""
    prefixes = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    return prefixes + "".join(f"\n{_statements(node)}" for node in NODES.values())


def _object(node: Node) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@id": short(node.iri),
        "@type": [short(it) for it in node.types],
        "skos:prefLabel": _both(node.label),
        "skos:definition": _both(node.definition),
        **{short(link): short(to) for link, to in node.links.items()},
    }
    return said if node.notation is None else {**said, "skos:notation": node.notation}


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@language": "fr", "@value": text.fr}, {"@language": "en", "@value": text.en}]


def _statements(node: Node) -> str:
    return f"{short(node.iri)} " + " ;\n    ".join(_predicates(node)) + " .\n"


def _predicates(node: Node) -> Iterator[str]:
    yield "a " + ", ".join(short(it) for it in node.types)
    for name, text in (("skos:prefLabel", node.label), ("skos:definition", node.definition)):
        yield f"{name} {_literal(text.fr)}@fr, {_literal(text.en)}@en"
    for link, to in node.links.items():
        yield f"{short(link)} {short(to)}"
    if node.notation is not None:
        yield f"skos:notation {_literal(node.notation)}"


def _literal(words: str) -> str:
    """A quoted string; JSON's escapes are Turtle's, too (RDF 1.1 Turtle, section 6.4)."""
    return json.dumps(words, ensure_ascii=False)
