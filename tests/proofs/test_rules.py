"""What is known of a person proves, and when a request can still be answered: pure, held against a plain model."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.proof.predicates import CLIENT, PREDICATES, follows
from contracts.proof.statement import DECLARED, RECORDED
from contracts.vocabulary import CLAIMS
from market.proofs.errors import ProofAnswered, ProofDeclined, ProofRequestExpired
from market.proofs.rules import (
    LIFE,
    Fact,
    Known,
    challenge_line,
    check_answered,
    check_open,
    in_crowd,
    proves,
    state_of,
    two_words,
)

ON = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MONTHS = ("2026-09", "2026-10", "2026-11")


def facts(claim: str) -> st.SearchStrategy[Fact]:
    values = st.sampled_from([code.id for code in CLAIMS[claim].codes])
    checked = st.builds(Fact, st.just(claim), values, st.just("operator"), st.sampled_from(MONTHS))
    return st.builds(Fact, st.just(claim), values) | checked


KNOWN = st.lists(facts("naissance") | facts("region"), max_size=5).map(Known)
ASKED = st.sampled_from([each for each in PREDICATES.values() if each.about != "relation"])


@given(KNOWN, ASKED)
def test_what_is_proven_is_true_by_every_word_that_speaks(known: Known, asked: object) -> None:
    predicate = PREDICATES[asked.id]  # type: ignore[attr-defined]
    mine = [it for it in known.facts if it.claim == predicate.claim]
    now = {it.value for it in mine if not it.by}
    checked = [it for it in mine if it.by and (not now or it.value in now)]
    mine = checked or [it for it in mine if not it.by]
    found = proves(predicate, known, ON)
    if found is None:
        assert not mine or not all(follows(predicate, it.value, ON) for it in checked or mine)
    elif found.basis == "verified":
        assert checked and all(follows(predicate, it.value, ON) for it in checked)
        assert found.month == max(it.month or "" for it in checked)
    else:
        assert found == DECLARED and not checked
        assert all(follows(predicate, it.value, ON) for it in mine) and (mine or predicate.id == "over-18")


@given(st.lists(facts("region"), min_size=2, max_size=4))
def test_who_says_two_things_has_said_nothing(said: list[Fact]) -> None:
    """A persona for each region proves no region; what an operator has checked is one."""
    provable = [
        each for each in PREDICATES.values() if each.about == "region" and proves(each, Known(said), ON)
    ]
    now = {it.value for it in said if not it.by}
    speaking = {it.value for it in said if it.by and (not now or it.value in now)} or now
    assert len(provable) == (1 if len(speaking) == 1 else 0)


def test_a_holder_has_declared_to_be_of_age_and_no_more() -> None:
    assert proves(PREDICATES["over-18"], Known([]), ON) == DECLARED
    assert proves(PREDICATES["over-65"], Known([]), ON) is None
    assert proves(PREDICATES["lives-in-corse"], Known([]), ON) is None


def test_a_verified_answer_speaks_before_a_declared_one() -> None:
    checked = Fact("region", "corse", "operator", "2026-11")
    for now in ([Fact("region", "bretagne"), Fact("region", "corse")], [Fact("region", "corse")], []):
        known = Known([*now, checked])
        assert proves(PREDICATES["lives-in-bretagne"], known, ON) is None
        found = proves(PREDICATES["lives-in-corse"], known, ON)
        assert found and (found.basis, found.by, found.month) == ("verified", "operator", "2026-11")


def test_a_check_is_of_the_answer_that_was_checked() -> None:
    """Who says Île-de-France now is not proven to live in Bretagne, where an operator saw them in March."""
    known = Known([Fact("region", "ile-de-france"), Fact("region", "bretagne", "operator", "2026-03")])
    assert proves(PREDICATES["lives-in-bretagne"], known, ON) is None
    assert proves(PREDICATES["lives-in-ile-de-france"], known, ON) == DECLARED


@given(st.integers(0, 40), st.integers(11, 40), st.booleans())
def test_a_relation_is_told_in_a_crowd_alone(holders: int, crowd: int, among: bool) -> None:
    assert in_crowd(holders, crowd, among=among) == (among and holders >= crowd)
    assert proves(PREDICATES[CLIENT], Known([], related=among), ON) == (RECORDED if among else None)


@given(
    st.sampled_from(["open", "answered", "declined"]),
    st.booleans(),
    st.integers(-300, 300),
    st.integers(0, 119),
)
def test_a_request_stands_as_its_times_say(state: str, taken: bool, seconds: int, answered: int) -> None:
    asked_at = NOW - timedelta(seconds=120 + seconds)
    answered_at = None if state == "open" else asked_at + timedelta(seconds=answered)
    found = state_of(
        state,
        taken=taken and state == "answered",
        expires_at=asked_at + LIFE,
        answered_at=answered_at,
        now=NOW,
    )
    if state == "declined":
        assert found == "declined"
    elif state == "answered" and taken:
        assert found == "taken"
    else:
        assert found == ("expired" if (answered_at or asked_at) + LIFE <= NOW else state)


def test_each_state_that_cannot_be_answered_or_fetched_has_its_name() -> None:
    check_open("open")
    with pytest.raises(ProofRequestExpired):
        check_open("expired")
    for state in ("answered", "declined", "taken"):
        with pytest.raises(ProofAnswered):
            check_open(state)  # type: ignore[arg-type]
    check_answered("answered")
    with pytest.raises(ProofRequestExpired):
        check_answered("expired")
    with pytest.raises(ProofDeclined):
        check_answered("declined")


@given(st.uuids(version=4), st.uuids(version=4))
def test_the_words_are_the_requests_and_the_line_is_one_of_its_own(one: object, other: object) -> None:
    assert two_words(str(one)) == two_words(str(one)) and all(two_words(str(one)))
    assert challenge_line(str(one), "c") != challenge_line(str(other), "c") or one == other
    assert challenge_line(str(one), "c").startswith("moi.proof.1.") and "\n" not in challenge_line(
        str(one), "c"
    )
