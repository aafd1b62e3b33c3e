"""Who bears what is pure: nothing is lost, nothing doubled, and what a holder earned is nobody's to take."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.money.disputes.rules import (
    DISPUTE,
    TAKEN,
    Borne,
    Debt,
    DisputeUnknown,
    Stake,
    borne,
    dispute_event,
    restored,
    settled,
)

CENTS = st.integers(0, 5000)
STAKES = st.lists(st.builds(Stake, CENTS, CENTS, CENTS), min_size=1, max_size=4)


def test_first_what_nobody_earned_then_our_commission_then_the_brands_debt() -> None:
    """The month of 19,00 EUR of which 10 of 31 days were used."""
    line = Stake(withheld=1287, commission=123, earned=490)
    assert borne(1900, [line]) == [Borne(1287, 123, 490)]
    assert borne(1300, [line]) == [Borne(1287, 13, 0)]
    assert borne(500, [line]) == [Borne(500, 0, 0)]


@given(STAKES, st.integers(1, 40_000))
def test_the_parts_sum_to_what_was_taken_and_no_line_gives_what_it_has_not(
    stakes: list[Stake], amount: int
) -> None:
    parts = borne(amount, stakes)
    assert sum(it.total for it in parts) == amount
    for part, stake in zip(parts, stakes, strict=True):
        assert 0 <= part.escrow <= stake.withheld and 0 <= part.commission <= stake.commission
    if sum(it.commission for it in parts):
        assert [it.escrow for it in parts] == [it.withheld for it in stakes], "ours goes last but one"
    if sum(it.receivable for it in parts):
        assert [it.commission for it in parts] == [it.commission for it in stakes], (
            "and the debt is what is left"
        )


@given(STAKES, st.integers(1, 40_000), st.integers(1, 500))
def test_more_taken_never_gives_back(stakes: list[Stake], amount: int, more: int) -> None:
    for one, other in zip(borne(amount, stakes), borne(amount + more, stakes), strict=True):
        assert one.escrow <= other.escrow and one.commission <= other.commission
        assert one.receivable <= other.receivable


def test_nothing_leaves_the_end_of_a_dispute_and_an_inquiry_takes_nothing() -> None:
    assert DISPUTE.final == {"won", "restored", "dropped"}
    assert not {"inquiry", "inquiry_review", "dropped"} & set(TAKEN)
    assert {dispute_event(it) for it in ("won", "lost")} == {"win", "lose"}
    with pytest.raises(DisputeUnknown):
        dispute_event("lost_in_the_post")


@given(CENTS, CENTS, CENTS, CENTS)
def test_what_is_given_back_is_divided_whole_and_repays_what_is_still_owed(
    owed: int, written_off: int, repaid: int, rest: int
) -> None:
    receivable = owed + written_off + repaid
    parts = restored(receivable + rest, receivable, written_off, repaid)
    assert (parts.debt, parts.losses, parts.credit) == (owed, written_off, repaid + rest)


@given(st.integers(0, 20_000), st.lists(st.integers(1, 5000), max_size=4))
def test_debts_are_paid_in_their_order_each_at_most_whole(amount: int, owed: list[int]) -> None:
    debts = [Debt("dispute", uuid.UUID(int=number), each) for number, each in enumerate(owed)]
    parts, left = settled(amount, debts)
    assert sum(it.owed for it in parts) + left == amount
    assert left == max(0, amount - sum(owed))
    assert [it.id for it in parts] == [it.id for it in debts[: len(parts)]]
    assert [it.owed for it in parts[:-1]] == owed[: len(parts[:-1])]
