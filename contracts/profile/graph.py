"""The profile's terms as nodes of a graph, made from the vocabulary itself: nothing is written down twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from contracts.agreement import PROFILE
from contracts.price import CURRENCIES
from contracts.profile.own import ACTS, OWN
from contracts.profile.term import Own
from contracts.vocabulary import (
    ACTIONS,
    CLAIMS,
    ODRL,
    PHRASES,
    PR,
    PROHIBITIONS,
    PURPOSES,
    RENT,
    SAID,
    Term,
    Text,
)
from contracts.vocabulary.build import text

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

_CONCEPT: Final = f"{SKOS}Concept"
_CLASS: Final = f"{RDFS}Class"
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "property": (f"{RDF}Property",),
    "operand": (f"{ODRL}LeftOperand", _CONCEPT),
    "value": (_CONCEPT,),
    "category": (_CLASS, _CONCEPT),
    "action": (f"{ODRL}Action", _CONCEPT),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One term: its types, what it is called, what it means, and how it hangs on the terms of standards."""

    iri: str
    types: tuple[str, ...]
    label: Text
    definition: Text
    links: Mapping[str, str] = field(default_factory=dict)
    notation: str | None = None


def _scheme() -> Node:
    return Node(
        PROFILE,
        (f"{SKOS}ConceptScheme",),
        text("Profil ODRL de Moi, version 1", "ODRL profile of Moi, version 1"),
        text(
            "Les termes de la location d'un moi que ni ODRL 2.2 ni DPV 2.3 ne nomment.",
            "The terms of the rental of a persona that neither ODRL 2.2 nor DPV 2.3 names.",
        ),
    )


def _node(
    iri: str,
    types: tuple[str, ...],
    label: Text,
    definition: Text,
    links: Mapping[str, str],
    notation: str | None = None,
) -> Node:
    scheme = {f"{SKOS}inScheme": PROFILE} if _CONCEPT in types else {f"{RDFS}isDefinedBy": PROFILE}
    return Node(iri, types, label, definition, {**links, **scheme}, notation)


def _action(term: Term) -> Node:
    broader, plain = str(term.broader), ACTS.get(term.id, term.plain)
    links = {f"{ODRL}includedIn": broader, f"{SKOS}broader": broader}
    return _node(term.iri, (f"{ODRL}Action", _CONCEPT), term.text, plain, links, term.id)


def _purpose(term: Term) -> Node:
    return _narrower(term.iri, str(term.broader), term.text, term.plain, term.id)


def _narrower(iri: str, broader: str, label: Text, definition: Text, notation: str) -> Node:
    links = {f"{RDFS}subClassOf": broader, f"{SKOS}broader": broader}
    return _node(iri, (_CLASS, _CONCEPT), label, definition, links, notation)


def _asked(question: Text) -> Text:
    return text(
        f"La réponse à la question : « {question.fr} »", f"The answer to the question: “{question.en}”"
    )


def _chosen(phrase: Text) -> Text:
    return text(
        f"Une phrase que le titulaire peut choisir : « {phrase.fr} »",
        f"A sentence that the holder may choose: “{phrase.en}”",
    )


def _own(term: Own) -> Node:
    links: dict[str, str] = {}
    if term.broader is not None:
        narrower = f"{RDFS}subPropertyOf" if term.kind == "property" else f"{SKOS}broader"
        links[narrower] = term.broader
        if term.kind == "category":
            links[f"{RDFS}subClassOf"] = term.broader
        if term.kind == "action":
            links[f"{ODRL}includedIn"] = term.broader
    return _node(PR + term.name, _TYPES[term.kind], term.label, term.definition, links)


def _currency(code: str) -> Node:
    said = text(f"La monnaie de code {code} (ISO 4217).", f"The currency of the code {code} (ISO 4217).")
    return _node(PR + code, (_CONCEPT,), Text(fr=code, en=code), said, {}, code)


def _all() -> Iterable[Node]:
    yield _scheme()
    for term in (RENT, *ACTIONS.values(), *PROHIBITIONS.values()):
        if term.iri.startswith(PR):
            yield _action(term)
    yield from (_purpose(term) for term in PURPOSES.values() if term.iri.startswith(PR))
    yield from map(_own, OWN)
    yield from map(_currency, CURRENCIES)
    for claim in CLAIMS.values():
        if claim.iri.startswith(PR):
            yield _narrower(claim.iri, str(claim.broader), claim.text, _asked(claim.question), claim.id)
    for said in SAID.values():
        yield _narrower(said.iri, str(said.broader), said.text, said.plain, said.id)
    for phrase in PHRASES.values():
        yield _narrower(phrase.iri, phrase.broader, phrase.text, _chosen(phrase.text), phrase.id)


NODES: Final[Mapping[str, Node]] = {node.iri: node for node in _all()}
"""Every term of ours, by IRI; the profile itself first."""
