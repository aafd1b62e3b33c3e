"""The crowd's promises over random markets and their churn, each with a planted bug that it catches."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.catalogue import crowd, split
from market.catalogue.crowd import Before, Snapshot, seat
from market.catalogue.split import Parts, Tree
from tests.catalogue.markets import LADDER, Market, begun_too_small, coarsened, faults, votes

sizes = st.sampled_from([(3, 5), (11, 16)])
markets = st.builds(
    lambda seed, size, limits, roots: Market(seed, size, roots, *limits),
    st.integers(0, 2**32),
    st.integers(0, 400),
    sizes,
    st.integers(1, 3),
)
ordinary = settings(max_examples=60, deadline=None, database=None)


@ordinary
@given(markets, st.integers(0, 4))
def test_every_card_is_true_allowed_and_shared_by_a_crowd(market: Market, days: int) -> None:
    assert faults(market, market.live(days)) == set()


@ordinary
@given(markets, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(market: Market, chance: random.Random) -> None:
    before = market.live(2).before()
    market.churn()
    rows = list(market.rows.values())
    first = seat(rows, LADDER, before, market.crowd, market.newcomer)
    chance.shuffle(rows)
    assert seat(rows, LADDER, before, market.crowd, market.newcomer) == first


@ordinary
@given(markets, st.integers(0, 3))
def test_a_child_that_did_not_stand_begins_with_the_larger_crowd(market: Market, days: int) -> None:
    snapshot = market.seat()
    assert begun_too_small(market, Before(), snapshot) == []
    for _ in range(days):
        market.churn()
        before, snapshot = snapshot.before(), market.seat(snapshot.before())
        assert begun_too_small(market, before, snapshot) == []


@ordinary
@given(markets, st.integers(0, 3))
def test_newcomers_never_coarsen_a_card_that_stands(market: Market, days: int) -> None:
    before = market.live(days).before()
    only_newcomers_and_new_voters(market)
    assert coarsened(before, market.seat(before)) == set()


@ordinary
@given(markets, st.integers(0, 3))
def test_who_waits_leaves_no_trace_in_the_snapshot(market: Market, days: int) -> None:
    before = market.live(days).before()
    market.churn()
    snapshot = market.seat(before)
    assert without_the_waiting(market, before, snapshot).classes == snapshot.classes


def test_hundreds_who_wait_leave_no_trace() -> None:
    waited, traces = traces_of_the_waiting()
    assert waited > 200
    assert traces == 0


def traces_of_the_waiting() -> tuple[int, int]:
    """How many waited in sixty small markets, and in how many of these that changed the snapshot."""
    waited = traces = 0
    for seed in range(60):
        market = Market(seed, 150, 1, 3, 5)
        before = market.live(2).before()
        market.churn()
        snapshot = market.seat(before)
        waited += len(snapshot.waiting)
        traces += without_the_waiting(market, before, snapshot).classes != snapshot.classes
    return waited, traces


def only_newcomers_and_new_voters(market: Market) -> None:
    for _ in range(market.random.randint(0, market.size // 3)):
        market.join()
    market.become_voters(0.05)


def without_the_waiting(market: Market, before: Before, snapshot: Snapshot) -> Snapshot:
    """The same day, had the waiting ones never come. (Their holders' votes go with them.)"""
    gone = {
        (market.rows[name].holder, market.rows[name].root)
        for name in votes(list(market.rows.values()))
        if name in snapshot.waiting
    }
    rows = [
        row._replace(voter=row.voter and (row.holder, row.root) not in gone)
        for row in market.rows.values()
        if row.persona not in snapshot.waiting
    ]
    return seat(rows, LADDER, before, market.crowd, market.newcomer)


def test_sixty_days_of_churn_keep_every_card_in_a_crowd() -> None:
    """Three thousand personas at first, three roots; every day counted again from the raw rows."""
    market = Market(2026, 3000, 3)
    snapshot, before, most, kept_small = market.seat(), Before(), 0, 0
    for _ in range(60):
        assert faults(market, snapshot) == set()
        assert begun_too_small(market, before, snapshot) == []
        most = max(most, len(snapshot.classes))
        kept_small += sum(it.voters < market.newcomer for it in snapshot.classes)
        market.churn()
        before, snapshot = snapshot.before(), market.seat(snapshot.before())
    assert faults(market, snapshot) == set()
    # The simulation is worth its name only if there was much to get wrong.
    assert most > 50
    assert kept_small > 60


# Negative controls: with the rule taken away, the same recount must notice.


def some_day_is_at_fault(fault: str, cohort: int = 40) -> bool:
    for seed in range(cohort):
        market = Market(seed, 300, 2)
        snapshot = market.seat()
        for _ in range(3):
            if fault in faults(market, snapshot):
                return True
            market.churn()
            snapshot = market.seat(snapshot.before())
    return False


def some_card_is_coarsened() -> bool:
    for seed in range(80):
        market = Market(seed, 200, 1, 3, 5)
        before = market.live(1).before()
        only_newcomers_and_new_voters(market)
        if coarsened(before, market.seat(before)):
            return True
    return False


def test_control_the_recount_finds_nothing_where_nothing_is_planted() -> None:
    assert not some_day_is_at_fault("a crowd too small")
    assert not some_card_is_coarsened()


def test_control_a_vote_for_every_persona_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "one_vote_per_holder", lambda rows: [int(row.voter) for row in rows])
    assert some_day_is_at_fault("a crowd too small")


def test_control_a_vote_for_those_who_may_not_vote_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = crowd.one_vote_per_holder
    monkeypatch.setattr(
        crowd, "one_vote_per_holder", lambda rows: honest([row._replace(voter=True) for row in rows])
    )
    assert some_day_is_at_fault("a crowd too small")


def test_control_a_crowd_of_one_less_is_caught() -> None:
    market = Market(5, 400, 2)
    snapshot = market.seat(crowd=10)
    for _ in range(10):
        market.churn()
        snapshot = market.seat(snapshot.before(), crowd=10)
        if "a crowd too small" in faults(market, snapshot):
            return
    pytest.fail("a crowd of ten passed for one of eleven")


def test_control_a_rest_put_under_a_siblings_card_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = split.Tree._place_rest

    def lies(self: Tree, said, label, children, rest, held):  # type: ignore[no-untyped-def]
        parts = honest(self, said, label, children, rest, held)
        value = min(parts.said, default=0)
        return (
            Parts({**parts.said, value: parts.said[value] + parts.waiting}, parts.silent, [])
            if value
            else parts
        )

    monkeypatch.setattr(split.Tree, "_place_rest", lies)
    assert some_day_is_at_fault("a card says what is not true or not allowed")


def test_control_a_child_that_begins_with_the_smaller_crowd_is_caught() -> None:
    market = Market(3, 300, 2)
    snapshot = seat(market.rows.values(), LADDER, None, 11, 11)
    assert begun_too_small(market, Before(), snapshot)


def test_control_newcomers_who_take_a_sibling_with_them_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = crowd._plant

    def everyone_is_listed(*args):  # type: ignore[no-untyped-def]
        tree = honest(*args)
        tree.listed = [True] * len(tree.votes)
        return tree

    monkeypatch.setattr(crowd, "_plant", everyone_is_listed)
    assert some_card_is_coarsened()


def test_control_a_class_thinned_out_by_a_new_one_beside_it_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(split.Tree, "_spared", lambda self, able, classes, spare: (set(able), spare))
    assert some_card_is_coarsened()


def test_control_a_standing_child_that_falls_back_before_a_new_one_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = crowd._grow

    def forgets_what_stood(tree, ladder):  # type: ignore[no-untyped-def]
        tree.stood = set()
        return honest(tree, ladder)

    monkeypatch.setattr(crowd, "_grow", forgets_what_stood)
    assert some_card_is_coarsened()


def test_control_a_sibling_silenced_by_those_who_wait_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = split.Tree._place_rest

    def silences(self: Tree, said, label, children, rest, held):  # type: ignore[no-untyped-def]
        parts = honest(self, said, label, children, rest, held)
        if not parts.waiting:
            return parts
        value = min(parts.said)
        return Parts({v: it for v, it in parts.said.items() if v != value}, parts.said[value], parts.waiting)

    monkeypatch.setattr(split.Tree, "_place_rest", silences)
    assert traces_of_the_waiting()[1] > 0
