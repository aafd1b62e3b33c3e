"""What the fifth edition says and no earlier one: each rule in all readings, with its mark, and true to the code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from contracts import legal, odrl, odrl_readback, readback
from contracts.facts import of_agreement, of_terms
from contracts.legal import data_2
from contracts.legal import readback as legal_readback
from contracts.readings import agreement_reading, terms_reading
from contracts.record_kinds import KINDS, facts_of, shown_to_brand
from contracts.sentences_said import ASKS_SEVERAL, READS_BOTH
from contracts.standing import kept_by, over_said
from contracts.terms import EDITIONS, ROSTER
from contracts.variant import Recorded, Terms
from contracts.vocabulary import ACTIONS
from tests.contracts.builders import an_agreement
from tests.contracts.test_copies import FACTS
from tests.contracts.test_readings import IN_BOTH

STANDARD = ROSTER["standard"]
NEW = ("rewarded_per_month", "told", "recorded", "use_ends", "passed_on", '"said": true')

# What each fact of each act of the person's is in the list of the record. `by` says whose message it is.
LISTED: dict[str, dict[str, Recorded | None]] = {
    "reacted": {"invitation": "reference", "reaction": "reaction"},
    "answered": {"question": "reference", "number": "number", "content": "commitment"},
    "answer_taken_back": {"question": "reference"},
    "messaged": {
        "message": "reference",
        "by": None,
        "month": "number",
        "number": "number",
        "content": "commitment",
    },
}


@pytest.mark.parametrize("name", EDITIONS)
def test_no_earlier_edition_has_any_of_it(name: str) -> None:
    written = EDITIONS[name].model_dump_json().replace('":true', '": true')
    found = [it for it in NEW if it.strip('"') in written and (it in written or f'"{it}"' in written)]
    assert (found == []) == (EDITIONS[name].version < 5)
    assert len(found) == (len(NEW) if EDITIONS[name].version == 5 else 0)


def test_the_brands_copy_of_the_record_keeps_what_the_clause_lists_and_nothing_else() -> None:
    said = {
        kind: facts
        for kind, facts in FACTS.items()
        if kind in LISTED or kind in ("reacted", "answered", "answer_taken_back", "messaged")
    }
    for kind, facts in said.items():
        facts = {**facts, "by": "person"} if kind == "messaged" else facts
        assert facts_of(0, kind, facts).actor == "person"
        shown = shown_to_brand(kind, facts)
        assert shown == {"kind", "day", *(f"fact:{it}" for it in LISTED[kind])}, "no time of theirs"
    listed = {it for facts in LISTED.values() for it in facts.values() if it} | {"day", "taken_back"}
    assert set(STANDARD.contact.recorded) == listed


def test_every_event_that_can_be_the_persons_word_is_looked_at() -> None:
    """What else a person does is of the contract, not said to the brand within the rental."""
    of_contract = {"counter_offered", "agreed", "ended", "renewal_called_off"}
    can_be_theirs = {
        kind
        for kind, facts in FACTS.items()
        for by in ({}, {"by": "person"}, {"answered": True})
        if _actor(kind, {**facts, **by}) == "person"
    }
    assert can_be_theirs <= set(LISTED) | of_contract
    assert set(LISTED) <= can_be_theirs
    assert {kind: set(it.model_fields) for kind, it in KINDS.items() if kind in LISTED} == {
        kind: set(facts) for kind, facts in LISTED.items()
    }


def _actor(kind: str, facts: dict[str, object]) -> str | None:
    known = {name: value for name, value in facts.items() if name in KINDS[kind].model_fields}
    try:
        return facts_of(0, kind, known).actor
    except ValueError:
        return None


@IN_BOTH
def test_each_reading_that_loses_what_is_new_is_seen(language: Any) -> None:
    agreement = an_agreement()
    plain, clauses = (
        agreement_reading(agreement, language).text,
        legal.agreement_reading(agreement, language).text,
    )
    for old, new in (
        (READS_BOTH, ACTIONS["read"].plain),
        (ASKS_SEVERAL, ACTIONS["ask"].plain),
    ):
        other = plain.replace(old.in_(language), new.in_(language))
        assert other != plain
        try:
            assert readback.facts(other, language) != of_agreement(agreement)
        except readback.SentenceMissing as missing:
            assert missing.key == "ask"
    for kept in data_2.RECORDED.values():
        between = data_2.BETWEEN[language]
        one = kept.in_(language)
        other = clauses.replace(f"{one}{between}", "").replace(f"{between}{one}", "")
        assert other != clauses
        assert legal_readback.facts(other, language) != of_agreement(agreement)
    for number in ("7.4", "9.4", "11.4"):
        lines = [it for it in clauses.splitlines() if not it.startswith(f"{number}. ")]
        try:
            assert legal_readback.facts("\n".join(lines) + "\n", language) != of_agreement(agreement)
        except legal_readback.ClauseMissing as missing:
            assert missing.key in ("rewarded", "use_ends")


@pytest.mark.parametrize("kept", range(len(STANDARD.contact.recorded)))
def test_a_machines_reading_that_keeps_less_in_the_record_is_seen(kept: int) -> None:
    document = json.loads(json.dumps(odrl.agreement(an_agreement())))
    del document["pr:said"]["pr:recordKeeps"][kept]
    assert odrl_readback.facts(document) != of_agreement(an_agreement())
    document["pr:said"]["pr:recordKeeps"] = [{"@id": "pr:everything"}]
    with pytest.raises(odrl_readback.NotOurs):
        odrl_readback.facts(document)


def test_access_ends_by_the_service_and_use_by_the_brands_word_alone() -> None:
    kept = kept_by(STANDARD)
    assert (kept["period"], kept["use"], kept["passed_on"], kept["rewarded"]) == (
        "technical",
        "legal",
        "evidential",
        "technical",
    )
    clauses = legal.numbers(legal.terms_reading(STANDARD, "en"))
    marks = [clauses[it].kept for it in ("9.2", "9.4", "11.4", "7.4")]
    assert marks == ["technical measure", "contractual obligation", "evidence kept", "technical measure"]
    assert "use" not in clauses["9.2"].text
    assert {"use", "passed_on", "may:read"} <= over_said(STANDARD) and "period" not in over_said(STANDARD)
    standing = {
        it["pr:rule"]["@id"]: it["pr:enforcement"]["@id"]
        for it in odrl.roster_policy(STANDARD)["pr:standing"]
    }
    assert standing["pr:accessForAPeriod"] == "pr:technical" and standing["pr:useForAPeriod"] == "pr:legal"
    assert "pr:forAPeriod" not in standing


def test_messages_are_counted_by_the_rental_month_in_french_too() -> None:
    before = terms_reading(EDITIONS["standard-4"], "fr").text
    assert "messages par mois. " in before
    now = terms_reading(STANDARD, "fr").text
    assert "par mois. " not in now and "Par mois de location, au plus 4 invitations, 8 messages" in now


def a_changed(**changes: Any) -> Terms:
    document = STANDARD.model_dump(mode="json")
    document["contact"] |= changes.pop("contact", {})
    return Terms.model_validate_json(json.dumps(document | changes))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"contact": {"told": ["redemption", "redemption"]}}, "repeated"),
        ({"contact": {"recorded": ["day", "day"]}}, "repeated"),
        ({"contact": {"said": None}}, "worded for terms"),
        (
            {
                "contact": {"messages_per_month": 0},
                "actions": [it.model_dump() for it in STANDARD.actions if it.term != "message"],
            },
            "a receipt could be of",
        ),
        (
            {
                "contact": {"question": False},
                "actions": [it.model_dump() for it in STANDARD.actions if it.term != "ask"],
            },
            "beyond the included one",
        ),
        (
            {"prohibitions": [{"term": "sell", "enforcement": "legal", "said": True}]},
            "reading alone",
        ),
    ],
)
def test_terms_that_contradict_themselves_are_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        a_changed(**changes)


def test_what_a_brand_may_hear_is_told_by_no_earlier_edition_and_heard_under_each() -> None:
    for name, kinds in (("standard-1", 1), ("standard-3", 2), ("standard-4", 3), ("standard-5", 5)):
        contact = EDITIONS[name].contact
        assert len(contact.kinds) == kinds
        assert set(contact.kinds) <= set(contact.heard)
        assert "redemption" in contact.heard
        assert ("receipt" in contact.heard) == (contact.messages_per_month > 0)
    assert of_terms(STANDARD).said == set(STANDARD.contact.heard)
