"""The published roster names every edition, and every rule of it with what secures it and where it stands."""

import json

import pytest

from contracts import legal
from contracts.facts import of_terms
from contracts.legal import articles
from contracts.readings import terms_reading
from contracts.roster_document import document, entry
from contracts.terms import EDITIONS, ROSTER
from contracts.vocabulary import ACTIONS, PROHIBITIONS, PURPOSES

NAMES = {"permission": "may:", "prohibition": "not:"}


def test_every_edition_is_listed_once_and_the_current_ones_first() -> None:
    listed = [it["edition"] for it in document()["terms"]]
    assert sorted(listed) == sorted(EDITIONS)
    assert listed[: len(ROSTER)] == [terms.edition for terms in ROSTER.values()]
    assert [it["edition"] for it in document()["terms"] if it["current"]] == listed[: len(ROSTER)]


def test_it_is_plain_json_and_small_enough_to_be_fetched_at_once() -> None:
    assert len(json.dumps(document())) < 170_000


@pytest.mark.parametrize("name", EDITIONS)
def test_every_rule_says_what_secures_it_as_the_terms_do(name: str) -> None:
    terms = EDITIONS[name]
    rules = entry(terms)["rules"]
    told = {
        f"{NAMES[it['rule']]}{it['term']}" if it["rule"] in NAMES else it["rule"]: it["enforcement"]
        for it in rules
        if it["rule"] != "purpose"
    }
    purposes = {it["enforcement"] for it in rules if it["rule"] == "purpose"}
    assert frozenset({*told.items(), ("purposes", *purposes)}) == of_terms(terms).kept


@pytest.mark.parametrize("name", EDITIONS)
def test_every_rule_says_its_figures_and_names_its_clause(name: str) -> None:
    terms = EDITIONS[name]
    rules = entry(terms)["rules"]
    by_rule = {it["rule"]: it for it in rules}
    assert by_rule["reads"]["per_day"] == terms.reads.per_day
    assert by_rule["retention"]["days"] == terms.retention.days
    assert by_rule["contact"]["invitations_per_month"] == terms.contact.invitations_per_month
    assert by_rule["disclosure"]["claims"] == list(terms.disclosure.claims)
    clauses = legal.numbers(legal.terms_reading(terms, "en"))
    for rule in rules:
        assert clauses[rule["clause"]].kept == articles.KEPT[rule["enforcement"]].en
    for kind, words in (("purpose", PURPOSES), ("permission", ACTIONS), ("prohibition", PROHIBITIONS)):
        for rule in rules:
            if rule["rule"] == kind:
                assert rule["iri"] == words[rule["term"]].iri
                assert rule["says"]["fr"] in terms_reading(terms, "fr").text
