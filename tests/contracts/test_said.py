"""What the person says within a rental is bound as the sheet is, in all three readings, from the fourth edition."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from contracts import legal, odrl, odrl_readback, readback
from contracts.facts import of_agreement, of_terms
from contracts.legal import articles, data_2
from contracts.legal import readback as legal_readback
from contracts.readings import agreement_reading, terms_reading
from contracts.sentences_said import every_wording
from contracts.standing import kept_by, over_said
from contracts.terms import EDITIONS, ROSTER
from contracts.variant import Contact
from contracts.vocabulary import PROHIBITIONS, SAID
from tests.contracts.builders import an_agreement
from tests.contracts.test_readings import IN_BOTH, LANGUAGES
from tests.contracts.test_terms_fields import readings

KINDS = {"answer", "message", "reaction"}
TOLD = {"redemption", "receipt"}
COVERED = {
    *("purposes", "period", "retention", "attestation", "recipients", "spatial"),
    *(f"not:{it}" for it in PROHIBITIONS),
}


@pytest.mark.parametrize("name", EDITIONS)
def test_from_the_fourth_edition_on_what_the_person_says_is_covered_and_before_it_is_not_spoken_of(
    name: str,
) -> None:
    terms = EDITIONS[name]
    facts = of_terms(terms)
    if terms.version < 4:
        assert (facts.said, facts.over_said) == (frozenset(), frozenset())
        assert "said" not in kept_by(terms)
        return
    counted = {"may:aggregate"} & kept_by(terms).keys()
    if terms.version == 4:
        assert (facts.said, facts.over_said) == (KINDS, COVERED | counted)
        return
    apart = COVERED - {"period"} | {"use", "passed_on", "may:read"}
    assert (facts.said, facts.over_said) == (KINDS | TOLD, apart | counted)


def test_each_rule_over_it_says_honestly_what_keeps_it() -> None:
    kept = kept_by(ROSTER["standard"])
    assert kept["said"] == "technical"
    assert kept["attestation"] == "evidential"
    assert (kept["may:read"], kept["passed_on"]) == ("technical", "evidential")
    others = over_said(ROSTER["standard"]) - {"attestation", "may:read", "passed_on"}
    assert {kept[it] for it in others} == {"legal"}, (
        "what a brand does with it on its machines no service sees"
    )


def test_terms_that_bind_it_and_terms_that_do_not_read_differently_everywhere() -> None:
    unbound = ROSTER["standard"].model_copy(
        update={"contact": ROSTER["standard"].contact.model_copy(update={"said": None})}
    )
    was, now = readings(ROSTER["standard"]), readings(unbound)
    assert {name for name in was if was[name] == now[name]} == set()
    assert of_terms(unbound).over_said == frozenset() != of_terms(ROSTER["standard"]).over_said


def test_the_kinds_are_those_that_the_terms_let_the_brand_hear() -> None:
    for said, contact in (
        ((), {"invitations_per_month": 0, "question": False}),
        (("reaction",), {"invitations_per_month": 1, "question": False}),
        (("answer",), {"invitations_per_month": 0, "question": True}),
        (("message", "reaction"), {"invitations_per_month": 2, "question": False, "messages_per_month": 3}),
    ):
        assert Contact(enforcement="technical", **contact).kinds == said  # type: ignore[arg-type]


def test_terms_that_bind_what_nobody_can_say_are_refused() -> None:
    document = ROSTER["standard"].model_dump(mode="json")
    document["actions"] = [it for it in document["actions"] if it["term"] in ("read", "aggregate")]
    document["contact"] = {
        "invitations_per_month": 0,
        "question": False,
        "enforcement": "technical",
        "said": "technical",
    }
    with pytest.raises(ValidationError, match="nothing is said"):
        type(ROSTER["standard"]).model_validate_json(json.dumps(document))


@IN_BOTH
@pytest.mark.parametrize("key", ["said", "said_recorded"])
def test_a_plain_reading_without_its_sentence_states_less(key: str, language: Any) -> None:
    agreement = an_agreement()
    text = agreement_reading(agreement, language).text
    patterns = [readback._pattern(words.in_(language)) for it, words in every_wording() if it == key]
    kept = [line for line in text.splitlines() if not any(it.fullmatch(line) for it in patterns)]
    cut = "\n".join(kept)
    assert len(cut) < len(text) - 20
    assert readback.facts(cut, language) != of_agreement(agreement)


@IN_BOTH
def test_a_clause_that_goes_back_to_the_sheet_alone_is_seen(language: Any) -> None:
    agreement = an_agreement(purposes=ROSTER["standard"].purposes.admitted)
    text = legal.agreement_reading(agreement, language).text
    was = {it.number: it for it in (*articles.PURPOSES_1, *articles.ACTIONS_1, *articles.PROHIBITIONS_1)}
    pairs = [(it, was[it.number]) for it in articles.DATA_ITEMS]
    pairs += [
        (it, articles.BY_KEY[it.key])
        for it in articles.DATA
        if it.key not in ("said", "controller") and it not in data_2.OWN
    ]
    seen = 0
    for data, sheet in pairs:
        old, new = (it.text.in_(language).partition("{")[0] for it in (data, sheet))
        other = text.replace(f"{data.number}. {old}", f"{data.number}. {new}")
        if data.text.in_(language).count("{") == 1:  # what stands behind the value changes as well
            tails = [it.text.in_(language).rpartition("}")[2] for it in (data, sheet)]
            other = other.replace(*tails) if tails[0] != tails[1] else other
        if other == text:
            continue
        seen += 1
        assert legal_readback.facts(other, language) != of_agreement(agreement), data.key
    assert seen >= len(articles.DATA_ITEMS) + 5


def test_a_machines_reading_whose_rule_does_not_cover_it_is_seen() -> None:
    agreement = an_agreement()
    whole = json.dumps(odrl.agreement(agreement))
    places = whole.count('"pr:alsoCovers"')
    assert places >= len(COVERED)
    for number in range(places):
        document = json.loads(whole)
        node = [it for it in _nodes(document) if "pr:alsoCovers" in it][number]
        del node["pr:alsoCovers"]
        try:
            assert odrl_readback.facts(document) != of_agreement(agreement)
        except odrl_readback.NotOurs:
            assert node.get("leftOperand") == "purpose", "one permission alone no longer covers it"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dpv:hasPersonalData", [{"@id": "pr:gossip"}]),
        ("pr:enforcement", {"@id": "pr:hope"}),
    ],
)
def test_a_kind_or_a_guarantee_that_is_none_of_ours_is_refused(name: str, value: object) -> None:
    document = json.loads(json.dumps(odrl.agreement(an_agreement())))
    document["pr:said"][name] = value
    with pytest.raises(odrl_readback.NotOurs):
        odrl_readback.facts(document)


def test_a_rule_that_covers_something_else_is_refused() -> None:
    document = json.loads(json.dumps(odrl.agreement(an_agreement())))
    document["prohibition"][0]["pr:alsoCovers"] = {"@id": "pr:everything"}
    with pytest.raises(odrl_readback.NotOurs):
        odrl_readback.facts(document)


def test_lawyers_find_it_defined_where_data_are_and_bound_where_each_rule_stands() -> None:
    english = legal.numbers(legal.terms_reading(ROSTER["standard"], "en"))
    french = legal.numbers(legal.terms_reading(ROSTER["standard"], "fr"))
    for number, en, fr in (
        ("3.5", "(an answer to a question, a message, a reaction to an invitation, the", "les « Propos »"),
        ("4.1", "processes the Data only", "ne traite les Données"),
        ("5.3", "only while the Rental runs", "que tant que la Location court"),
        ("6.1.4", "seek to learn, from the Data or otherwise", "d’après les Données ou autrement"),
        ("6.1.6", "train a model on the Data", "modèle avec les Données"),
        ("5.1.1", "read the Data", "lire les Données"),
        ("9.4", "all use of the Data", "tout usage des Données"),
        ("11.1", "all its copies of the Data", "toutes ses copies des Données"),
        ("11.2", "Sheet and Words", "Fiche et Propos"),
        ("12.1", "The Data have no recipients", "Les Données n’ont d’autres destinataires"),
        ("12.3", "The Data remain", "Les Données restent"),
    ):
        assert en in english[number].text.replace("\u00a0", " "), number
        assert fr in french[number].text.replace("\u00a0", " "), number
    for language in LANGUAGES:
        before = legal.numbers(legal.terms_reading(EDITIONS["standard-3"], language))
        assert not {"3.5", "5.3", "9.4", "11.4"} & before.keys()
        assert terms_reading(EDITIONS["standard-3"], language).text.count("(") == 0
    assert set(SAID) == KINDS | TOLD


def _nodes(document: object) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        return [document, *(node for value in document.values() for node in _nodes(value))]
    return [node for value in document for node in _nodes(value)] if isinstance(document, list) else []
