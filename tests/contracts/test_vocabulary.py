"""The vocabulary: closed, bilingual, grounded in the standards, and unable to say what it must not."""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from contracts import vocabulary as v
from contracts.vocabulary import model
from contracts.vocabulary.build import claim, code, text
from tests.contracts.vocabulary_texts import EVERY_TERM, every_text

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def standard() -> dict[str, dict[str, str]]:
    """Every term of DPV 2.3 and ODRL 2.2 by IRI, from the published lists."""
    folder = Path(os.environ.get("MOI_REFERENCE") or ROOT.parent / "shared" / "reference")
    path = folder / "vocabulary-terms.csv"
    if not path.is_file():
        reason = f"the reference data is not at {folder} (MOI_REFERENCE points elsewhere)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["iri"]: row for row in csv.DictReader(rows)}


def a_claim(iri: str = "Interest", broader: str | None = None) -> v.Claim:
    label = text("Essai", "Trial")
    return claim("essai", "home", iri, broader, label, label, (code("a", "A", "A"), code("b", "B", "B")))


# What there is


def test_there_are_enough_claims_in_each_of_the_eight_groups() -> None:
    assert set(v.GROUPS) == {
        "demography",
        "home",
        "work",
        "interests",
        "buying",
        "media",
        "mobility",
        "intentions",
    }
    by_group = defaultdict(list)
    for claim_ in v.CLAIMS.values():
        by_group[claim_.group].append(claim_.id)
        assert 4 <= len(claim_.codes) <= 14, claim_.id
    assert set(by_group) == set(v.GROUPS)
    assert all(len(ids) >= 4 for ids in by_group.values())
    assert len(v.CLAIMS) >= 44


def test_there_are_enough_phrases_in_each_group_and_they_speak_in_the_first_person() -> None:
    assert len(v.PHRASES) >= 40
    assert {phrase.group for phrase in v.PHRASES.values()} == set(v.GROUPS)
    for phrase in v.PHRASES.values():
        assert re.search(r"\b([Jj]e\b|[Jj]’)", phrase.text.fr), phrase.id
        assert re.search(r"\bI\b", phrase.text.en), phrase.id


def test_every_id_is_its_own_key_and_no_two_share_one() -> None:
    for terms in (v.GROUPS, v.CLAIMS, v.PHRASES, v.PURPOSES, v.ACTIONS, v.PROHIBITIONS):
        assert all(key == term.id for key, term in terms.items())  # type: ignore[attr-defined]
    assert not set(v.CLAIMS) & set(v.PHRASES)


def test_no_iri_stands_for_two_things() -> None:
    iris = [claim_.iri for claim_ in v.CLAIMS.values()]
    iris += [phrase.iri for phrase in v.PHRASES.values()]
    iris += [term.iri for term in EVERY_TERM]
    assert len(iris) == len(set(iris))


def test_the_vocabulary_cannot_be_written_to() -> None:
    with pytest.raises(TypeError):
        v.CLAIMS["mine"] = v.CLAIMS["region"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        v.CLAIMS["region"].iri = "elsewhere"  # type: ignore[misc]
    with pytest.raises(TypeError):
        v.CLAIMS["region"].ladder[1].of["bretagne"] = "sud-est"  # type: ignore[index]


# The standards


def test_every_claim_is_a_dpv_term_or_ours_under_one(standard: dict[str, dict[str, str]]) -> None:
    for claim_ in [*v.CLAIMS.values(), *v.PHRASES.values()]:
        if claim_.iri.startswith(v.PR):
            assert claim_.broader in standard, claim_.id
        else:
            assert claim_.iri in standard, claim_.id
            assert claim_.broader is None, claim_.id


def test_every_purpose_and_action_is_a_standard_term_or_ours_under_one(
    standard: dict[str, dict[str, str]],
) -> None:
    for term in EVERY_TERM:
        assert term.broader is not None
        cited = [term.broader] if term.iri.startswith(v.PR) else [term.iri, term.broader]
        for iri in cited:
            assert iri in standard, iri
            assert standard[iri]["note"] != "deprecated", iri
    for purpose in v.PURPOSES.values():
        nearest = purpose.broader if purpose.iri.startswith(v.PR) else purpose.iri
        assert f"{v.DPV}Purpose" in ancestors(standard, nearest), purpose.id
        if not purpose.iri.startswith(v.PR):
            assert purpose.broader in standard[purpose.iri]["broader"].split(";")
    for action in [*v.ACTIONS.values(), *v.PROHIBITIONS.values(), v.RENT]:
        for iri in (action.iri, str(action.broader)):
            assert iri.startswith(v.PR) or standard[iri]["broader"] == "Action", iri


def ancestors(standard: dict[str, dict[str, str]], iri: str | None) -> set[str]:
    found: set[str] = set()
    todo = [iri]
    while todo:
        at = todo.pop()
        if at in standard and at not in found:
            found.add(at)
            todo += standard[at]["broader"].split(";")
    return found


def test_the_refused_concepts_are_exactly_the_branches_of_the_standard(
    standard: dict[str, dict[str, str]],
) -> None:
    assert set(standard) >= model.FORBIDDEN_ROOTS
    below = {iri for iri in standard if ancestors(standard, iri) & model.FORBIDDEN_ROOTS}
    told = {iri for iri in below if iri.startswith(v.PD)} | model.FORBIDDEN_ROOTS
    assert told == v.FORBIDDEN
    special = f"{v.DPV}SpecialCategoryPersonalData"
    assert {
        iri for iri in standard if iri.startswith(v.PD) and special in ancestors(standard, iri)
    } <= v.FORBIDDEN


def test_what_the_contract_promises_of_actions_is_there() -> None:
    assert set(v.ACTIONS) == {"read", "aggregate", "ask", "contact", "message"}
    assert {term.iri for term in v.PROHIBITIONS.values()} == {
        f"{v.ODRL}distribute",
        f"{v.ODRL}grantUse",
        f"{v.ODRL}sell",
        f"{v.PR}reidentify",
        f"{v.PR}combine",
        f"{v.PR}trainModel",
    }
    assert {"improve", "benefits", "market-research", "persona-testing"} <= set(v.PURPOSES)
    assert (v.RENT.iri, v.RENT.broader) == (f"{v.PR}rent", f"{v.ODRL}use")


# What is refused


NEVER = """
Accent AgeExact Authenticating BirthCountry BirthDate Biometric Citizenship CriminalConviction CurrentLocation
Dialect DigitalFingerprint Disability EmailAddress EthnicOrigin FinancialAccountNumber Gender Genetic
GroupMembership Health IPAddress Identifier MACAddress Name Nationality OfficialID PersonalDocuments
PhilosophicalBelief Picture PoliticalOpinion PostalCode Race Religion SexualPreference SkinTone Street
TelephoneNumber TradeUnionMembership TravelHistory UserAgent Username Vulnerability
"""


def test_what_the_law_and_our_promise_name_is_among_the_refused() -> None:
    assert {v.PD + name for name in NEVER.split()} <= v.FORBIDDEN


@pytest.mark.parametrize("iri", sorted(v.FORBIDDEN))
def test_a_refused_concept_makes_no_claim(iri: str) -> None:
    allowed = a_claim()
    with pytest.raises(ValidationError, match="no claim may be about"):
        replace(allowed, iri=iri)
    with pytest.raises(ValidationError, match="no claim may be about"):
        replace(allowed, iri=f"{v.PR}Harmless", broader=iri)
    with pytest.raises(ValidationError, match="no claim may be about"):
        v.Phrase("essai", "home", text("Je suis", "I am"), broader=iri)


@pytest.mark.parametrize(
    ("iri", "broader"),
    [
        (f"{v.PR}NoStandardTermBehind", None),
        (f"{v.PR}UnderOurOwn", f"{v.PR}Other"),
        (f"{v.PR}", f"{v.PD}Interest"),
        ("https://elsewhere.example/Interest", None),
        ("https://elsewhere.example/Interest", f"{v.PD}Interest"),
        (f"{v.DPV}PersonalData", None),
        ("https://w3id.org/dpv/legal/eu/gdpr#HealthData", None),
        (f"{v.PD}Interest", f"{v.PD}Preference"),
    ],
)
def test_a_claim_must_be_grounded_in_the_personal_data_terms(iri: str, broader: str | None) -> None:
    with pytest.raises(ValidationError):
        replace(a_claim(), iri=iri, broader=broader)


def test_no_wording_touches_a_special_category() -> None:
    stems = re.compile(
        r"relig|église|mosquée|\bfoi\b|halal|casher|kosher|vegan|végan|polit|syndic|union|ethni|\brace|"
        r"sant[eé]\b|health|malad|illness|handicap|disab|grossesse|pregnan|enceinte|allerg|régime|\bdiet\b|"
        r"sexe|sexu|gender|\bhomme|\bfemme|national|immigr|crim(?!e fiction)|casier",
        re.IGNORECASE,
    )
    for where, words in every_text():
        for said in (words.fr, words.en):
            assert not stems.search(said), f"{where}: {said}"


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        v.Code("a", text("A", "A"), free_text="anything")  # type: ignore[call-arg]


@pytest.mark.parametrize("id_", ["", "Vélo", "a_b", "a--b", "-a", "a b", "a" * 41])
def test_an_id_must_fit_in_an_address(id_: str) -> None:
    with pytest.raises(ValidationError):
        code(id_, "A", "A")
