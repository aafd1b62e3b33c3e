"""The machines of payouts, who lets money out, and the days on which banks settle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.states import TransitionRefused
from market.money.payouts.rules import (
    BATCH,
    OPEN,
    PAYOUT,
    UNSENT,
    easter,
    is_banking_day,
    new_reference,
    next_banking_day,
    operators_needed,
)


def test_a_payout_goes_from_requested_to_paid() -> None:
    state = PAYOUT.initial
    for event in ("hold", "approve", "submit", "accept", "pay"):
        state = PAYOUT.next_state(state, event)
    assert state == "paid"
    assert PAYOUT.next_state("paid", "fail") == "failed", "a bank gives one back"
    assert PAYOUT.next_state("failed", "retry") == "approved", "a new attempt"
    assert PAYOUT.final == {"canceled"}


@pytest.mark.parametrize("state", sorted(PAYOUT.states - set(UNSENT)))
@pytest.mark.parametrize("event", ["hold", "cancel"])
def test_what_was_sent_is_neither_held_nor_canceled(state: str, event: str) -> None:
    with pytest.raises(TransitionRefused):
        PAYOUT.next_state(state, event)


def test_money_is_reserved_in_the_open_states() -> None:
    assert set(OPEN) == PAYOUT.states - {"paid", "failed", "canceled"}


def test_a_batch_that_was_sent_is_not_called_off() -> None:
    assert BATCH.sources("cancel") == ("approved", "open")


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_above_the_limit_it_takes_two_however_it_is_split(amount: int, alone: int, limit: int) -> None:
    assert operators_needed(amount, alone, limit) == (2 if amount + alone > limit else 1)
    half = amount // 2
    if half and operators_needed(amount, alone, limit) == 2:
        first = operators_needed(half, alone, limit)
        assert 2 in (first, operators_needed(amount - half, alone + half, limit))


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_when_it_is(year: int, sunday: date) -> None:
    assert easter(year) == sunday


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_banks_open_within_five_days(day: date) -> None:
    """Good Friday to Easter Monday, or Christmas beside a weekend, and no longer."""
    found = next_banking_day(day)
    assert is_banking_day(found) and timedelta(days=1) <= found - day <= timedelta(days=5)


@pytest.mark.parametrize(
    ("day", "settles"),
    [
        (date(2026, 11, 27), date(2026, 11, 30)),  # a Friday
        (date(2026, 4, 2), date(2026, 4, 7)),  # Maundy Thursday
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 4, 30), date(2026, 5, 4)),
    ],
)
def test_weekends_and_target_holidays_are_passed_over(day: date, settles: date) -> None:
    assert next_banking_day(day) == settles


def test_references_are_random() -> None:
    assert len({new_reference() for _ in range(1000)}) == 1000
