import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.agreement import AGREEMENT, ENDED_BY, NEGOTIATION, Machine, TransitionRefused

BOTH = pytest.mark.parametrize("machine", [AGREEMENT, NEGOTIATION], ids=lambda machine: machine.name)


def test_the_states_are_those_of_the_standards() -> None:
    assert AGREEMENT.states == {"Inactive", "Active", "TemporarilySuspended", "Expired", "Terminated"}
    assert NEGOTIATION.states == {
        "REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED", "FINALIZED", "TERMINATED",
    }  # fmt: skip


def test_nothing_leaves_the_last_states() -> None:
    assert AGREEMENT.final == {"Expired", "Terminated"}
    assert NEGOTIATION.final == {"FINALIZED", "TERMINATED"}


@pytest.mark.parametrize(
    ("event", "sources", "target"),
    [
        ("activate", ("Inactive",), "Active"),
        ("expire", ("Active", "TemporarilySuspended"), "Expired"),
        ("withdraw", ("Active", "Inactive", "TemporarilySuspended"), "Terminated"),
        ("end_early", ("Active", "Inactive", "TemporarilySuspended"), "Terminated"),
        ("stop", ("Active", "Inactive", "TemporarilySuspended"), "Terminated"),
        ("suspend", ("Active",), "TemporarilySuspended"),
        ("resume", ("TemporarilySuspended",), "Active"),
        ("abandon", ("Inactive",), "Terminated"),
    ],
)
def test_the_agreements_transitions(event: str, sources: tuple[str, ...], target: str) -> None:
    assert AGREEMENT.sources(event) == sources
    assert AGREEMENT.target(event) == target


@pytest.mark.parametrize(
    "path",
    [
        ("agree", "verify", "finalize"),
        ("offer", "accept", "agree", "verify", "finalize"),
        ("offer", "accept", "agree", "terminate"),
        ("offer", "terminate"),
    ],
)
def test_the_negotiations_paths(path: tuple[str, ...]) -> None:
    state = NEGOTIATION.initial
    for event in path:
        state = NEGOTIATION.next_state(state, event)
    assert state in NEGOTIATION.final


def test_a_negotiation_can_end_anywhere_before_it_is_final() -> None:
    assert set(NEGOTIATION.sources("terminate")) == NEGOTIATION.states - NEGOTIATION.final


@BOTH
def test_the_table_is_all_there_is(machine: Machine) -> None:
    allowed = {(source, event) for source, event, _ in machine.transitions}
    for state in machine.states:
        for event in machine.events:
            if (state, event) in allowed:
                assert state in machine.sources(event)
                assert machine.next_state(state, event) == machine.target(event)
                continue
            assert state not in machine.sources(event)
            with pytest.raises(TransitionRefused) as refusal:
                machine.next_state(state, event)
            assert (refusal.value.state, refusal.value.event) == (state, event)


@BOTH
def test_unknown_events_have_no_sources(machine: Machine) -> None:
    for ask in (machine.sources, machine.target):
        with pytest.raises(KeyError):
            ask("explode")


def test_every_end_says_who_ended_it() -> None:
    ending = {event for _, event, to in AGREEMENT.transitions if to in AGREEMENT.final}
    assert set(ENDED_BY) == ending
    assert ENDED_BY["withdraw"] == "person"
    assert ENDED_BY["end_early"] == "brand"
    assert ENDED_BY["stop"] == "operator"
    assert ENDED_BY["expire"] == ENDED_BY["abandon"] == "clock"


@given(st.lists(st.sampled_from(sorted(NEGOTIATION.events)), max_size=30))
def test_under_any_order_of_events_there_is_one_offer_and_nothing_begins_unagreed(events: list[str]) -> None:
    """One round: what was offered is accepted or not, and nobody asks anew."""
    state, path = NEGOTIATION.initial, [NEGOTIATION.initial]
    for event in events:
        try:
            state = NEGOTIATION.next_state(state, event)
        except TransitionRefused:
            continue
        path.append(state)
    assert path.count("OFFERED") <= 1
    assert path.count("REQUESTED") == 1
    assert "FINALIZED" not in path or path[-3:] == ["AGREED", "VERIFIED", "FINALIZED"]
    assert "OFFERED" not in path or path[path.index("OFFERED") + 1 :][:1] in (
        [],
        ["ACCEPTED"],
        ["TERMINATED"],
    )
    assert len(path) == len(set(path)), "no state is come back to"


@given(st.lists(st.sampled_from(sorted(AGREEMENT.events)), max_size=20))
def test_under_any_order_of_events_an_end_stays_the_end(events: list[str]) -> None:
    state = AGREEMENT.initial
    for event in events:
        ended = state in AGREEMENT.final
        try:
            after = AGREEMENT.next_state(state, event)
        except TransitionRefused:
            after = state
        assert not ended or after == state
        state = after
