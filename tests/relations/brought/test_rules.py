"""A holder's own adds up by the month; what similar rentals brought is a crowd's, and nobody's own."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.period import Interval, interval, rental_days
from contracts.price import Money, proration
from market.money.brought import Brought
from market.relations.brought.rules import ROUNDED, Figures, counted, figures, months, window
from market.relations.rules import day_begins

START = datetime(2026, 3, 28, 17, 30, tzinfo=UTC)  # a night before the clocks change
PRICE, BPS = Money(5130), 8000


def span(period: str) -> Interval:
    return interval(period, START)


def brought(until: datetime, period: str, *rewards: tuple[datetime, int]) -> Brought:
    """As the ledger has it at that moment."""
    days = rental_days(span(period), until)
    return Brought(proration(PRICE, days.total, days.used, BPS).holder.amount, rewards)


@pytest.mark.parametrize(("period", "count"), [("P1W", 1), ("P1M", 1), ("P3M", 3)])
def test_a_period_has_its_rental_months(period: str, count: int) -> None:
    it = span(period)
    found = months(it, it.ends_at, brought(it.ends_at, period), PRICE, BPS)
    assert len(found) == count
    assert (found[0].starts_at, found[-1].ends_at) == (it.starts_at, it.ends_at)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(found))
    assert sum(month.rent for month in found) == proration(PRICE, 1, 1, BPS).holder.amount


@given(
    st.sampled_from(["P1W", "P1M", "P3M"]),
    st.integers(0, 93),
    st.lists(st.tuples(st.integers(0, 120), st.integers(50, 5000))),
)
def test_the_months_add_up_wherever_it_ends(period: str, days: int, given: list[tuple[int, int]]) -> None:
    it = span(period)
    until = min(it.starts_at + timedelta(days=days), it.ends_at)
    rewards = [(it.starts_at + timedelta(days=after), amount) for after, amount in given]
    whole = brought(until, period, *rewards)
    found = months(it, until, whole, PRICE, BPS)
    assert sum(month.total for month in found) == whole.total
    assert all(month.rent >= 0 for month in found)
    assert found[-1].ends_at == until, "a month that was cut short says so"
    assert all(month.starts_at < max(until, it.starts_at + timedelta(seconds=1)) for month in found)


def test_a_reward_stands_in_the_month_in_which_it_was_earned() -> None:
    it = span("P3M")
    at = [it.starts_at, it.starts_at + timedelta(days=40), it.ends_at + timedelta(days=9)]
    found = months(it, it.ends_at, brought(it.ends_at, "P3M", *((when, 100) for when in at)), PRICE, BPS)
    assert [month.rewards for month in found] == [100, 100, 100]


def test_twelve_months_are_whole_but_for_this_one() -> None:
    assert window(date(2026, 11, 28)) == (day_begins(date(2025, 11, 1)), day_begins(date(2026, 11, 28)))
    assert window(date(2028, 2, 29))[0] == day_begins(date(2027, 2, 1))


def test_rentals_count_from_eleven_on_and_five_at_once() -> None:
    assert [counted(it) for it in (0, 10, 11, 15, 16, 20, 21, 1000)] == [0, 0, 11, 11, 16, 16, 21, 996]


def test_the_median_and_the_quartiles_are_rounded_to_half_a_euro() -> None:
    amounts = [100, 200, 310, 420, 530, 640, 750, 860, 970, 1080, 1190]
    assert figures(amounts, 11, 11) == Figures(10, 300, 650, 950)
    assert figures([1520] * 16, 12, 16) == Figures(15, 1500, 1500, 1500)


@pytest.mark.parametrize(("rentals", "holders"), [(10, 10), (11, 10), (40, 10)])
def test_what_is_no_crowd_is_too_early_to_say(rentals: int, holders: int) -> None:
    assert figures([1520] * rentals, holders, rentals) is None


@given(st.lists(st.integers(0, 20_000), min_size=11, max_size=60))
def test_figures_are_steps_in_order_and_of_no_order_of_rentals(amounts: list[int]) -> None:
    found = figures(amounts, len(amounts), len(amounts))
    assert found and 0 <= found.low <= found.middle <= found.high
    assert all(it % ROUNDED == 0 for it in (found.low, found.middle, found.high))
    assert found == figures(list(reversed(amounts)), len(amounts), len(amounts))
