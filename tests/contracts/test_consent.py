"""A consent's record and receipt: which event may follow which, what each side sees, what is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from contracts.consent.events import STATES
from contracts.consent.kinds import KINDS, said, shown_to_brand
from contracts.consent.life import state_at
from contracts.consent.receipt import may_be, state_of
from contracts.lawful import EventForbidden
from contracts.states import AGREEMENT, CONSENT, consent_event
from contracts.verifier.consent_words import CONSENT_STATES
from tests.contracts.builders import STARTED
from tests.contracts.consents import (
    BEFORE,
    a_life,
    given_,
    instructed,
    over_by_the_clock,
    requested,
    told,
)
from tests.contracts.records import HOUR, NOW, signed

AGREED = signed()
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ENDS = STARTED + timedelta(days=31, hours=1)


# Every event that there is, each at a time of its own, so that only its place can be wrong.
HAPPENINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "instructed": ("instructed", instructed(AGREED)[2]),
    "offered": ("counter_offered", {"terms": "exclusive-2"}),
    "renewal": ("renewal_instructed", {"scope": "offer"}),
    "requested": ("requested", requested(AGREED)[2]),
    "requested again": ("requested", requested(AGREED, renews=BEFORE)[2]),
    "given": ("given", given_(AGREED)[2]),
    "renewed": ("renewed", given_(AGREED)[2]),
    "refused": ("refused", {}),
    "withdrawn": ("withdrawn", {}),
    "revoked": ("revoked", {"by": "brand"}),
    "invalidated": ("invalidated", {"reason": "not-an-adult"}),
}


def allowed(names: Sequence[str]) -> bool:
    """By the table of transitions, written anew."""
    state, seen = None, list[str]()
    for name in names:
        kind = HAPPENINGS[name][0]
        renews = "renewal_instructed" in seen
        if kind == "instructed":
            fine = not seen
        elif kind == "counter_offered":
            fine = False  # what was published here awaits no answer
        elif kind == "renewal_instructed":
            fine = seen == ["instructed"]
        elif kind == "requested":
            fine = state is None and "instructed" in seen and renews == (name == "requested again")
            state = "requested"
        elif kind in ("given", "renewed"):
            fine, state = state == "requested" and renews == (kind == "renewed"), kind
        elif kind == "refused":
            fine, state = state == "requested", kind
        elif kind == "revoked":
            fine, state = state in ("requested", "given", "renewed"), kind
        else:
            fine, state = state in ("given", "renewed"), kind
        if not fine:
            return False
        seen.append(kind)
    return True


LIKELY = st.sampled_from(["instructed", "renewal", "requested", "requested again", "given", "renewed"])


@settings(max_examples=600, deadline=None)
@over(st.lists(LIKELY, max_size=4), st.lists(st.sampled_from(sorted(HAPPENINGS)), max_size=4))
def test_no_sequence_of_events_reaches_a_forbidden_state(begins: list[str], goes_on: list[str]) -> None:
    names = [*begins, *goes_on]
    events = [(HAPPENINGS[it][0], STARTED + n * HOUR, HAPPENINGS[it][1]) for n, it in enumerate(names)]
    try:
        found = told(events)
    except EventForbidden:
        assert not allowed(names)
        return
    assert allowed(names)
    states = [step.state for step in found.steps]
    for one, other in pairwise(states):
        assert (
            one == other
            or (one, other) == (None, "requested")
            or any((one, other) == (a, b) for a, _, b in CONSENT.transitions)
        )
    assert found.state is None or found.state in CONSENT.states


def test_the_table_has_a_word_for_every_state_and_nothing_leaves_an_end() -> None:
    assert set(STATES) == set(CONSENT_STATES) == CONSENT.states
    assert CONSENT.final == {"refused", "expired", "withdrawn", "revoked", "invalidated"}
    assert {it.move for it in _one_of_each() if it.move} == CONSENT.events


def _one_of_each() -> list[Any]:
    happened = dict(HAPPENINGS.values()) | {"expired": {}}
    assert set(happened) == set(KINDS)
    return [said(0, kind, facts) for kind, facts in happened.items()]


@pytest.mark.parametrize("event", ["withdraw", "end_early", "stop", "expire", "abandon"])
def test_each_way_in_which_an_agreement_ends_does_one_thing_to_its_consent(event: str) -> None:
    assert event in AGREEMENT.events
    after = {
        "withdraw": ("refused", "withdrawn"),
        "end_early": ("revoked", "revoked"),
        "stop": ("revoked", "revoked"),
        "expire": ("expired", "expired"),
        "abandon": ("expired", "expired"),
    }[event]
    for state, expected in zip(("requested", "given"), after, strict=True):
        assert CONSENT.next_state(state, consent_event(state, event)) == expected
    with pytest.raises(KeyError):
        consent_event("given", "suspend")


def test_expiry_is_evaluated_whether_anybody_recorded_it_or_not() -> None:
    found = told(a_life(AGREED)[:3])
    assert found.span is not None
    ends = found.span.ends_at
    instant = timedelta(microseconds=1)
    assert [state_of(found, at) for at in (ends - instant, ends)] == ["given", "expired"]
    assert state_at("withdrawn", found.span, ends) == "withdrawn"
    assert told(over_by_the_clock()).state == "expired"
    asked = told(a_life(AGREED)[:2])
    assert [state_of(asked, NOW), state_of(asked, NOW, over=True)] == ["requested", "expired"]
    assert not may_be(found, "given", ends.date() + timedelta(days=1))
    assert not may_be(found, "expired", ends.date() - timedelta(days=1))
    assert not may_be(found, "withdrawn", ends.date())
    with pytest.raises(EventForbidden):
        state_of(told([instructed(AGREED)]), NOW)


def test_every_fact_that_the_brand_is_shown_is_decided_here() -> None:
    for kind, facts_ in HAPPENINGS.values():
        shown = shown_to_brand(kind, facts_)
        assert ("day" in shown) == (kind not in ("instructed", "renewal_instructed")), kind
        assert ("at" in shown) == (
            kind in ("given", "renewed")
            or facts_.get("by") == "brand"
            or (kind == "requested" and "renews" not in facts_)
        ), (kind, facts_)
