"""The profile defines what our documents say beyond the standards, and both its forms say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from csv import DictReader
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from contracts import odrl, profile
from contracts.agreement import PROFILE, Party
from contracts.price import CURRENCIES
from contracts.profile import written
from contracts.profile.graph import RDF, RDFS, SKOS
from contracts.profile.written import short
from contracts.terms import EDITIONS
from contracts.vocabulary import (
    ACTIONS,
    CLAIMS,
    DPV,
    ODRL,
    PD,
    PHRASES,
    PR,
    PROHIBITIONS,
    PURPOSES,
    RENT,
)
from tests.contracts.builders import an_agreement
from tests.contracts.consents import a_receipt
from tests.contracts.test_odrl import AGREEMENTS, PROFFERS, an_offer, reference

# rdflib's own reader of JSON-LD still makes one of these.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

# Base vocabularies of the W3C and the protocol, whose terms the reference data does not list.
BASE = {
    *(f"{RDF}{it}" for it in ("type", "first", "rest", "nil", "Property")),
    *(f"{RDFS}{it}" for it in ("Class", "subClassOf", "subPropertyOf", "isDefinedBy")),
    *(f"{SKOS}{it}" for it in ("Concept", "ConceptScheme", "broader", "inScheme")),
    *(f"{SKOS}{it}" for it in ("prefLabel", "definition", "notation")),
    "https://w3id.org/dspace/2025/1/timestamp",
}
# What documents are about: policies, names of parties and things, never a word of a vocabulary.
INSTANCES = re.compile(
    r"urn:|https://moi\.example/(?:terms/|n/|o/|relations/|v1/relations/|$)|https://www\.cnil\.fr/$"
)


def graph(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(document), format="json-ld")


def iris(found: Graph) -> set[str]:
    return {str(it) for triple in found for it in triple if isinstance(it, URIRef)}


def exports() -> Iterator[dict[str, Any]]:
    """Every kind of document that cites our vocabulary."""
    yield from (odrl.roster_policy(terms) for terms in EDITIONS.values())
    yield from (odrl.roster_policy(terms, 1) for terms in EDITIONS.values())
    yield from (an_offer(proffer) for proffer in PROFFERS)
    yield from (odrl.agreement(agreement) for agreement in AGREEMENTS)
    atelier = (Party(id="https://moi.example/n/q7", name="Atelier"),)
    yield odrl.agreement(an_agreement(recipients=atelier))
    for proffer in PROFFERS:
        agreed = an_agreement(proffer, begun=False, recipients=atelier)
        for side in ("holder", "brand"):
            yield json.loads(a_receipt(side, agreement=agreed))["receipt"]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def standard() -> dict[str, str]:
    with reference("vocabulary-terms.csv").open(newline="") as file:
        return {row["iri"]: row["note"] for row in DictReader(file)}


@pytest.fixture(scope="module")
def published() -> Graph:
    return Graph().parse(data=profile.turtle(), format="turtle")


def test_turtle_and_json_ld_are_one_graph(published: Graph) -> None:
    other = graph(profile.jsonld())
    assert isomorphic(published, other)
    assert len(published) == len(other) > 1000
    other.remove((URIRef(PR + "rent"), URIRef(f"{SKOS}broader"), None))
    assert not isomorphic(published, other)


def test_every_term_of_the_vocabulary_that_is_ours_is_defined(published: Graph) -> None:
    words = (RENT, *ACTIONS.values(), *PROHIBITIONS.values(), *PURPOSES.values())
    ours = {it.iri for it in (*words, *CLAIMS.values(), *PHRASES.values()) if it.iri.startswith(PR)}
    assert len(ours) > 100
    assert ours <= set(profile.NODES)
    assert set(map(str, published.subjects())) == set(profile.NODES)
    assert set(CURRENCIES) <= {it.removeprefix(PR) for it in profile.NODES}


def test_every_term_has_a_name_and_a_definition_in_both_languages(published: Graph) -> None:
    for iri in profile.NODES:
        for predicate in ("prefLabel", "definition"):
            said = list(published.objects(URIRef(iri), URIRef(SKOS + predicate)))
            assert sorted(it.language or "" for it in said if isinstance(it, Literal)) == ["en", "fr"], iri


def test_our_terms_hang_on_standard_ones(published: Graph, standard: dict[str, str]) -> None:
    nearest = dict(published.subject_objects(URIRef(f"{SKOS}broader")))
    for word in (*ACTIONS.values(), *PROHIBITIONS.values(), *PURPOSES.values(), *CLAIMS.values()):
        if word.iri.startswith(PR):
            assert str(nearest[URIRef(word.iri)]) == word.broader
    assert str(published.value(URIRef(RENT.iri), URIRef(f"{ODRL}includedIn"))) == f"{ODRL}use"
    cited = iris(published) - set(profile.NODES) - BASE
    assert len(cited) > 20
    assert cited <= set(standard)
    assert not [it for it in cited if standard[it] == "deprecated"]


def test_every_iri_of_every_export_is_a_standards_or_defined_by_us(standard: dict[str, str]) -> None:
    used: set[str] = set()
    for document in exports():
        used |= iris(graph(document))
    words = {it for it in used if not INSTANCES.match(it)} - BASE
    assert len(words) > 100
    ours = {it for it in words if it.startswith(PR)}
    assert ours <= set(profile.NODES), ours - set(profile.NODES)
    assert PROFILE in ours
    theirs = words - ours
    assert theirs <= set(standard), theirs - set(standard)
    assert not [it for it in theirs if standard[it] == "deprecated"]


def test_control_a_term_that_nobody_defined_and_a_deprecated_one_are_found(standard: dict[str, str]) -> None:
    document = odrl.agreement(an_agreement())
    document["permission"][0]["action"] = "lease"
    document["pr:surprise"] = {"@id": "pr:other"}
    used = iris(graph(document))
    assert standard[f"{ODRL}lease"] == "deprecated" and f"{ODRL}lease" in used
    assert {f"{PR}surprise", f"{PR}other"} <= used - set(profile.NODES)


def test_properties_are_used_as_properties_and_values_as_values() -> None:
    used = Graph()
    for document in exports():
        used += graph(document)
    properties = {iri for iri, node in profile.NODES.items() if f"{RDF}Property" in node.types}
    assert {str(it) for it in used.predicates() if str(it).startswith(PR)} <= properties
    values = {str(it) for it in used.objects() if isinstance(it, URIRef) and str(it).startswith(PR)}
    assert not values & properties


def test_an_iri_is_shortened_by_its_longest_namespace() -> None:
    assert [short(it) for it in (f"{PD}Pet", f"{DPV}Purpose", f"{PR}rent")] == [
        "pd:Pet",
        "dpv:Purpose",
        "pr:rent",
    ]


def test_words_with_quotes_and_line_ends_stay_one_literal() -> None:
    awkward = 'a "quoted" \\ word\nand a line'
    found = Graph().parse(data=f"<urn:a> <urn:b> {written._literal(awkward)} .", format="turtle")
    assert str(found.value(URIRef("urn:a"), URIRef("urn:b"))) == awkward


def test_an_act_that_we_forbid_is_defined_as_an_act() -> None:
    for term in PROHIBITIONS.values():
        if term.iri.startswith(PR):
            assert profile.NODES[term.iri].definition != term.plain, term.id
