"""Pure decisions after the end: which letter when, and what a declaration may say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.erasure import COPIES, RECIPIENTS
from market.base.clock import market_date
from market.rentals.erasure.rules import breached_at, declared, letter_on, letters
from market.rentals.errors import ErasureUnclear

DAY = timedelta(days=1)
ENDS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
HELD = st.sampled_from((7, 30))


@given(ENDS, HELD)
def test_letters_come_in_order_one_a_day_the_breach_after_the_date_and_nothing_else(
    ended: date, held: int
) -> None:
    due = ended + held * DAY
    planned = letters(ended, due)
    days, kinds = [on for on, _ in planned], [kind for _, kind in planned]
    assert days == sorted(set(days)) and days[0] == ended + DAY
    assert kinds == (["over", "week", "eve", "breach"] if held == 30 else ["over", "eve", "breach"])
    assert [kind for on, kind in planned if on > due] == ["breach"]


@given(ENDS, HELD, st.lists(st.integers(1, 20), min_size=1, max_size=30))
def test_however_seldom_the_worker_looks_no_letter_is_written_twice_or_too_soon(
    ended: date, held: int, steps: list[int]
) -> None:
    due, today, waits = ended + held * DAY, ended, ended + DAY
    written: list[str] = []
    for step in steps:
        today += step * DAY
        if waits is None or waits > today:
            continue
        letter, following = letter_on(today, ended, due)
        assert letter is not None and (following is None or following > today)
        written.append(letter)
        waits = following  # type: ignore[assignment]
    order = [kind for _, kind in letters(ended, due)]
    assert written == sorted(set(written), key=order.index)
    assert ("breach" in written) == (today > due and bool(written) and waits is None)


@given(ENDS)
def test_a_duty_is_broken_with_the_first_moment_of_the_day_after(due: date) -> None:
    first = breached_at(due)
    assert market_date(first) == due + DAY
    assert market_date(first - timedelta(microseconds=1)) == due


@given(st.lists(st.sampled_from((*COPIES, "paper"))), st.sampled_from((*RECIPIENTS, "", "asked")))
def test_what_is_declared_is_clear_or_refused(erased: list[str], recipients: str) -> None:
    sound = (
        bool(erased)
        and "paper" not in erased
        and recipients in RECIPIENTS
        and ("none" not in erased or (set(erased) == {"none"} and recipients == "none"))
    )
    if not sound:
        with pytest.raises(ErasureUnclear):
            declared(erased, recipients)
        return
    said = declared(erased, recipients)
    assert set(said.erased) == set(erased) and list(said.erased) == [it for it in COPIES if it in erased]
