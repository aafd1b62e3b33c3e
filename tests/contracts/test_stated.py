"""No clause stands in one reading alone: what it states is a fact, or it is on the list of clauses of form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import pytest

from contracts import legal, odrl, odrl_readback, readback, stated
from contracts.agreement import Agreement, Party
from contracts.facts import Facts, as_of, of_agreement, of_terms
from contracts.legal import articles
from contracts.legal import readback as legal_readback
from contracts.legal.wording import clause
from contracts.readings import agreement_reading, terms_reading
from contracts.sentences_said import every_wording
from contracts.standing import AFTER, STANDING, kept_by
from contracts.stated import CLAUSES, FORM, FORM_OF_SENTENCES, States
from contracts.stated import SENTENCES as STATED
from contracts.terms import EDITIONS, ROSTER
from contracts.terms_hash import terms_hash
from contracts.variant import Scheme
from contracts.vocabulary import Language
from tests.contracts.builders import SALT, an_agreement
from tests.contracts.test_readings import AGREEMENTS, IN_BOTH

NAMED = an_agreement(recipients=(Party(id="https://moi.example/n/q7", name="Atelier Mots"),))
OF_ITEMS = {"purposes", "actions", "prohibitions", "lawful_basis", "kept", "closed_world", "refund_rule"}
"""What stands in the items of lists, or is the rule of its own name."""
EACH = pytest.mark.parametrize(
    "agreement", [*AGREEMENTS, NAMED], ids=lambda it: f"{it.terms.id}-{it.period}-{len(it.recipients)}"
)


def unplaced(keys: Iterable[str]) -> set[str]:
    """The clauses that neither say what they state nor stand among those of form, or do both."""
    return {key for key in keys if (key in CLAUSES) == (key in FORM)}


def all_rules() -> set[str]:
    return {rule for terms in EDITIONS.values() for rule in kept_by(terms) if ":" not in rule}


def without_counterpart() -> set[str]:
    """The rules that clauses state and no sentence does, or no code keeps; and the other way round."""
    in_clauses = {rule for it in CLAUSES.values() for rule in it.rules} | {"purposes"}
    in_sentences = {rule for it in STATED.values() for rule in it.rules} | {"purposes"}
    return (in_clauses ^ in_sentences) | (in_clauses ^ all_rules())


def facts_of(states: Iterable[States]) -> set[str]:
    return {fact for it in states for fact in it.facts}


# --- nothing is left out


def test_every_clause_names_what_it_states_or_is_of_form() -> None:
    assert not unplaced(it.key for it in (*articles.WORDINGS, *articles.DATA))
    assert all(FORM.values())


def test_control_a_new_clause_that_says_nothing_of_the_kind_is_found() -> None:
    new = clause("7.4", "gifts", "La Marque n'envoie pas de cadeaux.", "The Brand sends no gifts.")
    assert unplaced(it.key for it in (*articles.WORDINGS, new)) == {"gifts"}


def test_every_sentence_names_what_it_states_or_is_of_form() -> None:
    assert {key for key, _ in every_wording() if (key in STATED) == (key in FORM_OF_SENTENCES)} == set()


def test_every_rule_of_a_clause_is_one_of_the_plain_reading_and_of_the_code() -> None:
    assert without_counterpart() == set()


@pytest.mark.parametrize("there", ["CLAUSES", "SENTENCES"])
def test_control_a_rule_that_one_reading_alone_states_is_found(
    there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = f"{__name__}.{'CLAUSES' if there == 'CLAUSES' else 'STATED'}"
    monkeypatch.setattr(ours, {**getattr(stated, there), "silence": States(rules=("no_gifts",))})
    assert without_counterpart() == {"no_gifts"}


def test_every_fact_is_stated_by_a_clause_and_by_a_sentence() -> None:
    known = {it.name for it in fields(Facts)}
    for states in (CLAUSES.values(), STATED.values()):
        assert facts_of(states) <= known
        assert facts_of(states) | OF_ITEMS == known


# --- every rule bears its mark, in every reading


@IN_BOTH
@EACH
def test_every_clause_and_sentence_that_states_a_rule_says_what_keeps_it(
    agreement: Agreement, language: Language
) -> None:
    for text in (
        legal.agreement_reading(agreement, language).text,
        legal.terms_reading(agreement.terms, language).text,
    ):
        found = legal_readback._Read(text, language).clauses
        assert {key for key, it in found.items() if not it["kept"]} == {
            key for key in found if key not in CLAUSES or not CLAUSES[key].rules
        }
    for text in (agreement_reading(agreement, language).text, terms_reading(agreement.terms, language).text):
        said = readback._sentences(text, language)
        assert {
            key for key in said if key in STATED and STATED[key].rules and not said[key].get("kept")
        } == set()
        assert set(said) <= set(STATED) | set(FORM_OF_SENTENCES)


@EACH
def test_every_bound_and_duty_of_the_machines_reading_says_what_keeps_it(agreement: Agreement) -> None:
    document = odrl.agreement(agreement)
    for rule in (*document["permission"], *document["prohibition"], *document["obligation"]):
        assert "pr:enforcement" in rule
        for bound in rule.get("constraint", []):
            for each in bound.get("xone", [bound]):
                if each["leftOperand"] in ("purpose", "spatial", "recipient", "elapsedTime", "count"):
                    assert "pr:enforcement" in each, each


@IN_BOTH
@EACH
def test_the_three_readings_state_the_same(agreement: Agreement, language: Language) -> None:
    facts = of_agreement(agreement)
    assert facts.phrases and facts.suspended
    assert facts.processors == bool(agreement.recipients)
    assert readback.facts(agreement_reading(agreement, language).text, language) == facts
    assert legal_readback.facts(legal.agreement_reading(agreement, language).text, language) == facts
    assert odrl_readback.facts(odrl.agreement(agreement)) == facts


# --- what is taken away is missed


@IN_BOTH
@pytest.mark.parametrize("rule", sorted([*STANDING, *AFTER, "instant", "said", "rewarded"]))
def test_a_plain_reading_without_a_rule_states_less(rule: str, language: Language) -> None:
    agreement = an_agreement()
    text = agreement_reading(agreement, language).text
    said = readback._sentences(text, language)
    keys = {key for key in said if key in STATED and rule in STATED[key].rules}
    assert keys
    patterns = [readback._pattern(it.in_(language)) for key, it in every_wording() if key in keys]
    kept = [line for line in text.splitlines() if not any(it.fullmatch(line) for it in patterns)]
    assert len(kept) < len(text.splitlines())
    try:
        assert readback.facts("\n".join(kept), language) != of_agreement(agreement)
    except readback.SentenceMissing:
        together = ("period", "fixed", "use", "rewarded")
        assert rule in together, "one sentence says this and what every reading states"


@pytest.mark.parametrize("place", range(len([*STANDING, *AFTER, "instant"])))
def test_a_machines_reading_without_a_rule_states_less(place: int) -> None:
    agreement = an_agreement()
    document: Any = json.loads(json.dumps(odrl.agreement(agreement)))
    assert len(document["pr:standing"]) == len([*STANDING, *AFTER, "instant"])
    gone = document["pr:standing"].pop(place)
    try:
        assert odrl_readback.facts(document) != of_agreement(agreement)
    except odrl_readback.NotOurs:
        assert gone["pr:rule"] == {"@id": "pr:useForAPeriod"}, "the period of access alone is named for it"


@pytest.mark.parametrize("operand", ["spatial", "recipient", "elapsedTime", "dateTime"])
def test_a_bound_with_no_mark_or_another_is_refused(operand: str) -> None:
    for mark in (None, {"@id": "pr:evidential"}):
        document: Any = json.loads(json.dumps(odrl.agreement(an_agreement())))
        for rule in document["permission"]:
            for bound in rule["constraint"]:
                if bound["leftOperand"] == operand:
                    bound["pr:enforcement"] = mark
        with pytest.raises(odrl_readback.NotOurs):
            odrl_readback.facts(document)


def test_a_rule_that_is_none_of_ours_is_refused() -> None:
    document: Any = json.loads(json.dumps(odrl.agreement(an_agreement())))
    document["pr:standing"].append({"pr:rule": {"@id": "pr:noGifts"}, "pr:enforcement": {"@id": "pr:legal"}})
    with pytest.raises(odrl_readback.NotOurs):
        odrl_readback.facts(document)


def test_two_marks_of_one_rule_are_refused() -> None:
    text = legal.terms_reading(ROSTER["standard"], "en").text
    line = next(it for it in text.splitlines() if it.startswith("10.2. "))
    other = line.replace("technical measure", "contractual obligation")
    with pytest.raises(legal_readback.ClauseUnknown):
        legal_readback.facts(text.replace(line, other), "en")


# --- what was agreed before


@IN_BOTH
@pytest.mark.parametrize("scheme", [1, 2])
@pytest.mark.parametrize("name", EDITIONS)
def test_what_was_agreed_before_states_what_all_its_readings_did(
    name: str, scheme: Scheme, language: Language
) -> None:
    terms = EDITIONS[name]
    agreement = an_agreement(terms=terms, schema_version=scheme, terms_hash=terms_hash(terms, SALT, scheme))
    facts = of_agreement(agreement)
    assert not facts.phrases and not facts.suspended
    plain = readback.facts(agreement_reading(agreement, language).text, language)
    assert as_of(scheme, plain) == facts
    assert odrl_readback.facts(odrl.agreement(agreement)) == facts
    if scheme == 2:
        clauses = legal_readback.facts(legal.agreement_reading(agreement, language).text, language)
        assert clauses.phrases and clauses.suspended, "the legal reading alone said so"
        assert as_of(scheme, clauses) == facts
    assert facts != of_agreement(an_agreement(terms=terms)) and of_terms(terms, scheme) != of_terms(terms)


@IN_BOTH
def test_that_copies_are_gone_nothing_shows_and_that_it_was_signed_for_the_record_does(
    language: Language,
) -> None:
    agreement = an_agreement()
    clauses = legal_readback._Read(legal.agreement_reading(agreement, language).text, language).clauses
    said = readback._sentences(agreement_reading(agreement, language).text, language)
    undertaken, recorded = (articles.KEPT[it].in_(language) for it in ("legal", "evidential"))
    assert {clauses[key]["kept"] for key in ("retention", "delay", "delete_by") if key in clauses} == {
        undertaken
    }
    assert clauses["attestation"]["kept"] == recorded
    assert said["use_erased"]["kept"] == said["delete_by"]["kept"] != said["signed"]["kept"]
    kept = dict(of_agreement(agreement).kept)
    assert (kept["retention"], kept["attestation"]) == ("legal", "evidential")
