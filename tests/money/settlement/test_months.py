"""Months of the market."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.money.settlement.rules import Month, PeriodUnknown


def test_a_month_begins_at_midnight_in_the_markets_zone() -> None:
    november = Month.named("2026-11")
    assert november.starts_at == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert november.ends_at == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert Month.named("2026-07").starts_at == datetime(2026, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-13",
        "2026-00",
        "2026-1",
        "26-11",
        "2026-11 ",
        "",
        "2026/11",
        "0999-01",
        "9999-12",
        "9999-01",
        "٢٠٢٦-11",
    ],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(PeriodUnknown):
        Month.named(text)


@given(st.integers(2000, 2999), st.integers(1, 12))
def test_months_follow_each_other_without_a_gap(year: int, month: int) -> None:
    here = Month(year, month)
    assert here.ends_at == here.following.starts_at
    assert here.following.preceding == here
    assert Month.of(here.starts_at) == here < here.following
    assert Month.named(str(here)) == here
