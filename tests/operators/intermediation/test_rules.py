"""Which periods can be exported, and who may be named as having asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.operators.errors import LogPeriodNotOver, LogPeriodUnclear
from market.operators.intermediation.rules import MOST_DAYS, authority, days
from market.relations.errors import ContactNotAllowed, TextNotAccepted

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
DAY = timedelta(days=1)


@given(DAYS, DAYS, DAYS)
def test_a_period_is_over_forwards_and_a_year_at_most(first: date, last: date, today: date) -> None:
    sound = first <= last < today and (last - first).days < MOST_DAYS
    try:
        span = days(first, last, today)
    except (LogPeriodNotOver, LogPeriodUnclear):
        assert not sound
    else:
        assert sound
        assert span.ends_at - span.starts_at == (last - first + DAY)
        assert span.ends_at <= datetime(today.year, today.month, today.day, tzinfo=UTC)


def test_each_refusal_is_told_by_its_name() -> None:
    today = date(2027, 3, 10)
    with pytest.raises(LogPeriodNotOver) as refused:
        days(today, today, today)
    assert refused.value.facts == {"field": "last_day", "until": "2027-03-09"}
    with pytest.raises(LogPeriodUnclear):
        days(date(2027, 3, 2), date(2027, 3, 1), today)
    with pytest.raises(LogPeriodUnclear):
        days(date(2026, 3, 1), date(2027, 3, 2), today)
    assert days(date(2026, 3, 1), date(2027, 3, 1), today)


@pytest.mark.parametrize("text", ["ada@example.org", "06 12 34 56 78", "https://example.org"])
def test_no_persons_details_are_kept_as_who_asked(text: str) -> None:
    with pytest.raises(ContactNotAllowed):
        authority(f"ARCEP, {text}")


def test_an_office_is_kept_in_one_line() -> None:
    assert authority("  ARCEP,\nunité données ") == "ARCEP, unité données"
    for text in ("", "x" * 121):
        with pytest.raises(TextNotAccepted):
            authority(text)
