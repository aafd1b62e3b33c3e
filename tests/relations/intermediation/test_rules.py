"""Every act has its place in the log, and tells nothing that stands in two files."""

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import market
from contracts.record_facts import Actor
from contracts.record_kinds import KINDS
from market.relations.intermediation.rules import (
    ACTS,
    LISTING,
    OF_OTHERS,
    OF_RECORD,
    ActUnknown,
    by_day,
    in_a_cell,
    told,
)

SAMPLES: dict[str, dict[str, object]] = {
    "requested": {
        "terms": "accord-2",
        "period": "P1M",
        "price": 1900,
        "currency": "EUR",
        "purposes": ["benefits"],
    },
    "counter_offered": {"terms": "accord-2", "period": "P1M", "price": 2900, "currency": "EUR"},
    "agreed": {"terms_hash": "a" * 64, "purposes": ["benefits"], "agreement_hash": "b" * 64},
    "activated": {"starts_at": "2027-01-05T09:00:00+00:00", "ends_at": "2027-02-05T09:00:00+00:00"},
    "abandoned": {"reason": "not_available"},
    "disputed": {},
    "dispute_won": {},
    "ended": {"by": "person", "reason": "switched_off", "used_days": 3},
    "asked": {
        "question": "x" * 44,
        "month": 1,
        "number": 1,
        "purpose": "benefits",
        "until": "2026-11-20",
        "content": "c" * 64,
    },
    "answered": {"question": "x" * 44, "number": 2, "content": "c" * 64},
    "answer_taken_back": {"question": "x" * 44},
    "invited": {"invitation": "x" * 44, "month": 1, "number": 2, "content": "c" * 64},
    "reacted": {"invitation": "x" * 44, "reaction": "interested"},
    "messaged": {"message": "x" * 44, "by": "brand", "month": 1, "number": 2, "content": "c" * 64},
    "renewal_noticed": {"by": "urn:uuid:6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b", "terms_hash": "a" * 64},
    "renewed": {"by": "urn:uuid:6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b"},
    "renewal_called_off": {"by": "brand"},
    "erasure_attested": {"late": False, "attestation": "d" * 64},
    "erasure_breached": {"delete_by": "2027-03-01"},
    "closing_note": {"number": 1, "used_for": ["offer-made"], "outcome": "learned", "content": "e" * 64},
}
JOINS = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-|x{44}")


def test_every_kind_of_a_records_event_is_told() -> None:
    assert set(OF_RECORD) == set(KINDS) == set(SAMPLES)
    for kind, names in OF_RECORD.items():
        assert set(names) <= set(KINDS[kind].model_fields), kind


def test_every_act_on_a_persona_is_told_or_is_no_intermediation() -> None:
    """A draft is between the holder and the house; a wish about renewals is told when it has an effect."""
    code = "\n".join(path.read_text() for path in Path(market.__file__).parent.rglob("*.py"))
    audited = set(re.findall(r'"(persona\.\w+)"', code)) | {
        f"persona.{state}" for state in ("listed", "hidden", "retired")
    }
    no_intermediation = {
        *("persona.started", "persona.draft_saved", "persona.renews", "persona.renews_not"),
        "persona.proffered",  # for whom the holder asks to be answered; what is agreed on is told
        "persona.standing_rules",  # what the holder wants said by itself; each answer is told
    }
    assert audited - no_intermediation == set(LISTING)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_no_hash_name_or_other_agreement_is_told(kind: str) -> None:
    it = told(kind, SAMPLES[kind])
    assert (it.act, it.by) == (kind, it.by) and it.by in get_args(Actor)
    assert not JOINS.search(in_a_cell(it.facts)), it.facts


def test_the_control_would_find_a_hash() -> None:
    assert JOINS.search(in_a_cell(SAMPLES["agreed"])) and JOINS.search(in_a_cell(SAMPLES["renewed"]))


def test_whose_act_it_is() -> None:
    assert told("ended", SAMPLES["ended"]).by == "person"
    assert told("read", {"purpose": "benefits", "channel": "api"}).by == "brand"
    assert told("refunded", {"amount": 900, "currency": "EUR"}).by == "clock"
    assert told("persona.published", {"variant": "standard", "period": "P1M"}, "person").by == "person"
    assert told("persona.stopped", {}, "operator").by == "operator"
    assert told("persona.hidden", {}, "system").by == "clock"


def test_what_nobody_has_placed_stops_the_log() -> None:
    with pytest.raises(ActUnknown):
        told("countered", {})


@given(
    st.sampled_from(sorted(OF_OTHERS)),
    st.dictionaries(st.text(max_size=12), st.none() | st.integers() | st.text(), max_size=6),
)
def test_a_fact_that_is_not_named_is_never_told(act: str, facts: dict[str, object]) -> None:
    assert set(told(act, facts).facts) <= set(OF_OTHERS[act])
    assert act in ACTS


def test_instants_leave_as_days() -> None:
    it = told("activated", SAMPLES["activated"])
    assert by_day(it.facts) == {"starts_at": "2027-01-05", "ends_at": "2027-02-05"}
