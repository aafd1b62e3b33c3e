"""For every field of Terms: changing it changes all three readings, and the decision that it governs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from contracts import legal, odrl_readback, readback
from contracts.agreement import delete_by
from contracts.facts import of_terms
from contracts.lawful import EventForbidden, Life, follow
from contracts.legal import readback as legal_readback
from contracts.odrl import roster_policy
from contracts.period import PERIODS
from contracts.readings import terms_reading
from contracts.record_kinds import Asked, Invited, Messaged
from contracts.terms import ROSTER, PeriodNotOffered, PurposeNotAdmitted
from contracts.told import Told, exactly
from contracts.variant import Enforcement, Recorded, Terms
from contracts.vocabulary import ACTIONS, CLAIMS, PROHIBITIONS, PURPOSES, Language, Text
from market.personas.rules import TooFewTraits, check_publishable, sheet
from tests.contracts.builders import STARTED, an_agreement
from tests.factories import a_draft

STANDARD = ROSTER["standard"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
KEPT: tuple[Enforcement, ...] = get_args(Enforcement)


def readings(terms: Terms) -> dict[str, str]:
    """All that people and machines read of these terms."""
    return {
        **{f"plain {it}": terms_reading(terms, it).text for it in LANGUAGES},
        **{f"legal {it}": legal.terms_reading(terms, it).text for it in LANGUAGES},
        "machine": json.dumps(roster_policy(terms), sort_keys=True),
    }


def changed(terms: Terms, path: str, value: object) -> Terms:
    """The terms with another value at ``path``, through every check."""
    document = terms.model_dump(mode="json")
    node = document
    *steps, last = path.split(".")
    for step in steps:
        node = node[step]
    node[last] = value
    return Terms.model_validate_json(json.dumps(document))


# --- the decisions


def offered(terms: Terms) -> object:
    def is_offered(period: str) -> bool:
        try:
            return terms.offer_period(period) == period
        except PeriodNotOffered:
            return False

    return [period for period in PERIODS if is_offered(period)]


def admitted(terms: Terms) -> object:
    def is_admitted(purpose: str) -> bool:
        try:
            return terms.admit([purpose]) == (purpose,)
        except PurposeNotAdmitted:
            return False

    return [purpose for purpose in PURPOSES if is_admitted(purpose)]


def let_through(terms: Terms) -> object:
    """How many invitations of one month the record accepts."""
    agreement = an_agreement(terms=terms, purposes=terms.purposes.admitted)
    life = Life(agreement, state="Active", span=agreement.interval, agreed=True)
    for number in range(1, 50):
        invited = Invited(invitation=f"n{number}", month=1, number=number, content="ab" * 32)
        try:
            follow(life, Told(number, "invited", exactly(STARTED + timedelta(hours=1)), invited))
        except EventForbidden as refusal:
            assert refusal.reason == "quota"
            return number - 1
    raise AssertionError("no quota")


def written(terms: Terms) -> object:
    """How many messages of the brand's in one month the record accepts."""
    agreement = an_agreement(terms=terms, purposes=terms.purposes.admitted)
    life = Life(agreement, state="Active", span=agreement.interval, agreed=True)
    for number in range(1, 50):
        said = Messaged(message=f"n{number}", by="brand", month=1, number=number, content="ab" * 32)
        try:
            follow(life, Told(number, "messaged", exactly(STARTED + timedelta(hours=1)), said))
        except EventForbidden as refusal:
            assert refusal.reason == "quota"
            return number - 1
    raise AssertionError("no quota")


def questioned(terms: Terms) -> object:
    """How many questions in one month the record accepts."""
    agreement = an_agreement(terms=terms, purposes=terms.purposes.admitted)
    life = Life(agreement, state="Active", span=agreement.interval, agreed=True)
    for number in range(1, 50):
        said = Asked(
            question=f"n{number}",
            month=1,
            number=number,
            purpose=terms.purposes.admitted[0],
            until=STARTED.date(),
            content="ab" * 32,
        )
        try:
            follow(life, Told(number, "asked", exactly(STARTED + timedelta(hours=1)), said))
        except EventForbidden as refusal:
            assert refusal.reason == "quota"
            return number - 1
    raise AssertionError("no quota")


def heard(terms: Terms) -> object:
    """What pages and packs list of what the person says, and of what the record keeps of it."""
    return of_terms(terms).said, of_terms(terms).recorded


def erased_by(terms: Terms) -> object:
    return delete_by(an_agreement(terms=terms), STARTED)


def shown(terms: Terms) -> object:
    return sheet(a_draft(), terms)["claims"]


def answers_needed(terms: Terms) -> object:
    with pytest.raises(TooFewTraits) as refusal:
        check_publishable(a_draft({}), terms)
    return refusal.value.facts["needed"]


def promised(terms: Terms) -> object:
    """What the market promises to keep a rule with: pages and verifiers read it from here."""
    return of_terms(terms).kept


def agreed_reads(terms: Terms) -> object:
    """The figure that a rental is counted against; the count itself is measured in the journey P8."""
    return an_agreement(terms=terms).terms.reads.per_day


def named(terms: Terms) -> object:
    """What terms are found by, and whether a verifier takes them for those that were published."""
    return (terms.edition, terms.iri, terms == STANDARD)


def allowed(terms: Terms) -> object:
    return [action for action in ACTIONS if action in {rule.term for rule in terms.actions}]


def forbidden(terms: Terms) -> object:
    return [term for term in PROHIBITIONS if term in {rule.term for rule in terms.prohibitions}]


def asked_first(terms: Terms) -> object:
    """Whether a consent under these terms needs the holder's own answer; a rental is refused by the same field."""
    return ("approval", "technical") in of_terms(terms).kept, terms.instant


Decision = Callable[[Terms], object]

_TEXT = {"fr": "Autre.", "en": "Another."}
_ACTIONS = [rule.model_dump() for rule in STANDARD.actions]
CHANGES: Mapping[str, tuple[object, Decision]] = {
    "id": ("generous", named),
    "version": (6, named),
    "name": (_TEXT, named),
    "summary": (_TEXT, named),
    "periods": (["P1M"], offered),
    "purposes.admitted": (["benefits", "recommend"], admitted),
    "purposes.enforcement": ("evidential", promised),
    "actions": ([it for it in _ACTIONS if it["term"] != "aggregate"], allowed),
    "prohibitions": ([{"term": "sell", "enforcement": "legal"}], forbidden),
    "contact.invitations_per_month": (3, let_through),
    "contact.question": (False, allowed),
    "contact.messages_per_month": (3, written),
    "contact.enforcement": ("legal", promised),
    "contact.said": ("evidential", promised),
    "contact.rewarded_per_month": (3, questioned),
    "contact.told": (["receipt"], heard),
    "contact.recorded": (["day", "commitment"], heard),
    "retention.days": (31, erased_by),
    "retention.enforcement": ("legal", promised),
    "disclosure.claims": (list(STANDARD.disclosure.claims[:-1]), shown),
    "disclosure.answered": (11, answers_needed),
    "disclosure.enforcement": ("legal", promised),
    "reads.per_day": (999, agreed_reads),
    "reads.enforcement": ("evidential", promised),
    "brands.enforcement": ("legal", promised),
    "exclusive": (True, promised),
    "instant": (False, asked_first),
    "use_ends": ("evidential", promised),
    "passed_on": ("legal", promised),
}
ONE_VALUE = {"brands.kinds"}
"""What no terms can say otherwise yet; each is stated by every reading all the same."""


def fields_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from fields_of(kind, f"{before}{name}.")
        else:
            yield before + name


def test_every_field_of_terms_is_changed_here() -> None:
    assert set(fields_of(Terms)) == set(CHANGES) | ONE_VALUE


@pytest.mark.parametrize("path", CHANGES)
def test_a_changed_field_changes_all_three_readings_and_its_decision(path: str) -> None:
    value, decision = CHANGES[path]
    base = STANDARD
    if path == "contact.question":  # asking is an action, too, or else the terms contradict themselves
        actions = [it for it in _ACTIONS if it["term"] != "ask"]
        document = base.model_dump(mode="json")
        document["actions"], document["contact"]["question"] = actions, value
        del document["contact"]["rewarded_per_month"]
        other = Terms.model_validate_json(json.dumps(document))
    else:
        other = changed(base, path, value)
    was, now = readings(base), readings(other)
    assert {name for name in was if was[name] == now[name]} == set()
    assert decision(base) != decision(other)


@pytest.mark.parametrize("path", ["actions", "prohibitions"])
def test_a_changed_guarantee_of_one_rule_changes_all_three_readings(path: str) -> None:
    rules = [rule.model_dump() for rule in getattr(STANDARD, path)]
    rules[0]["enforcement"] = "evidential"
    other = changed(STANDARD, path, rules)
    was, now = readings(STANDARD), readings(other)
    assert not [name for name in was if was[name] == now[name]]
    assert promised(STANDARD) != promised(other)


def test_what_no_terms_say_otherwise_is_stated_by_every_reading() -> None:
    for read in every_reading(STANDARD):
        assert read.verified_only


@pytest.mark.parametrize("name", ["standard", "accord", "exclusive"])
def test_every_reading_says_who_else_rents_and_whether_it_awaits_an_answer(name: str) -> None:
    for read in every_reading(ROSTER[name]):
        assert read.exclusive == (name == "exclusive")
        assert read.instant == (name == "standard")
        assert (("exclusive", "technical") in read.kept) == (name == "exclusive")
        assert (("approval", "technical") in read.kept) == (name != "standard")


def every_reading(terms: Terms) -> list[Any]:
    return [
        *(readback.facts(terms_reading(terms, it).text, it) for it in LANGUAGES),
        *(legal_readback.facts(legal.terms_reading(terms, it).text, it) for it in LANGUAGES),
        odrl_readback.facts(roster_policy(terms)),
    ]


def some(ids: Mapping[str, object], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of these ids, in the order of the vocabulary."""
    chosen = st.sets(st.sampled_from(sorted(ids)), min_size=least)
    return chosen.map(lambda found: tuple(it for it in ids if it in found))


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """Terms as the roster could have them, one day or another."""
    kept = st.sampled_from(KEPT)
    claims = draw(some(CLAIMS, 1))
    may = [it for it in draw(some(ACTIONS)) if it != "read"]
    rules: list[dict[str, object]] = [{"term": it, "enforcement": draw(kept)} for it in ("read", *may)]
    invitations = draw(st.integers(1, 2000)) if "contact" in may else 0
    messages = draw(st.integers(1, 2000)) if "message" in may else 0
    bound = {"contact", "ask", "message"} & set(may) and draw(st.booleans())
    more = draw(st.integers(0, 9)) if "ask" in may else 0
    told = (
        [it for it, act in (("redemption", "contact"), ("receipt", "message")) if act in may] if bound else []
    )
    told = [it for it in told if draw(st.booleans())]
    recorded = [it for it in get_args(Recorded) if draw(st.booleans())] if bound else []
    after = {it: draw(kept) for it in ("use_ends", "passed_on") if bound and draw(st.booleans())}
    rules[0] |= {"said": True} if bound and draw(st.booleans()) else {}
    return Terms.model_validate_json(
        json.dumps(
            {
                "id": draw(st.sampled_from(["simple", "narrow", "x1"])),
                "version": draw(st.integers(2, 12)),
                "name": {"fr": "Étroit", "en": "Narrow"},
                "summary": {"fr": "Peu.", "en": "Little."},
                "periods": draw(some(PERIODS, 1)),
                "purposes": {"admitted": draw(some(PURPOSES, 1)), "enforcement": draw(kept)},
                "actions": rules,
                "prohibitions": [{"term": it, "enforcement": draw(kept)} for it in draw(some(PROHIBITIONS))],
                "contact": {
                    "invitations_per_month": invitations,
                    "question": "ask" in may,
                    "messages_per_month": messages,
                    "enforcement": draw(kept),
                    **({"said": draw(kept)} if bound else {}),
                    "rewarded_per_month": more,
                    "told": told,
                    "recorded": recorded,
                },
                **after,
                "retention": {"days": draw(st.integers(1, 4000)), "enforcement": draw(kept)},
                "disclosure": {
                    "claims": claims,
                    "answered": draw(st.integers(1, len(claims))),
                    "enforcement": draw(kept),
                },
                "reads": {"per_day": draw(st.integers(1, 3_000_000)), "enforcement": draw(kept)},
                "brands": {"kinds": ["verified"], "enforcement": draw(kept)},
                "exclusive": draw(st.booleans()),
                "instant": draw(st.booleans()),
            }
        )
    )


@settings(max_examples=60, deadline=None)
@given(any_terms())
def test_whatever_the_terms_the_three_readings_state_the_same_facts(terms: Terms) -> None:
    assert every_reading(terms) == [of_terms(terms)] * 5


@settings(max_examples=60, deadline=None)
@given(any_terms(), any_terms())
def test_two_terms_read_alike_only_if_they_are_alike(one: Terms, other: Terms) -> None:
    was, now = readings(one), readings(other)
    alike = {name for name in was if was[name] == now[name]}
    assert alike == (set(was) if one == other else set())


def test_control_text_of_both_languages_is_compared() -> None:
    other = changed(STANDARD, "name", {"fr": STANDARD.name.fr, "en": "Another"})
    was, now = readings(STANDARD), readings(other)
    assert {name for name in was if was[name] == now[name]} == {"plain fr", "legal fr"}
    assert STANDARD.name == Text(fr="Standard", en="Standard")
