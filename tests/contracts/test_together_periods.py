"""A file that knows the day of a beginning stands beside one that knows its end, whichever day of the year that is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.period import PERIODS, ZONE, step_on
from contracts.told import When
from contracts.verifier.beside import _lasts

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def on_the_day_of(start: datetime) -> When:
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return When(day, day + timedelta(days=1))


def _second(year: int, month: int, day: int, hour: int) -> int:
    return int((datetime(year, month, day, hour, 30, tzinfo=UTC) - FIRST_DAY).total_seconds())


@given(st.sampled_from(sorted(PERIODS)), st.integers(0, 3 * 366 * 86_400))
@example("P3M", _second(2026, 11, 28, 14))
@example("P1M", _second(2027, 1, 28, 23))
@example("P1M", _second(2027, 1, 29, 22))
@example("P1M", _second(2026, 3, 29, 0))
def test_the_end_of_whatever_began_within_the_day_fits_it(period: str, second: int) -> None:
    start = FIRST_DAY + timedelta(seconds=second)
    end = step_on(start, PERIODS[period], 1, ZONE)
    assert _lasts(period, on_the_day_of(start), end, ZONE, True)
    assert _lasts(period, When(start, start), end, ZONE, True)
    assert not _lasts(period, When(start, start), end + timedelta(seconds=1), ZONE, True)


@pytest.mark.parametrize("period", sorted(PERIODS))
def test_an_end_of_another_day_does_not(period: str) -> None:
    for days in range(800):
        start = FIRST_DAY + timedelta(days=days, hours=11)
        end = step_on(start, PERIODS[period], 1, ZONE)
        for off in (-2, 2):
            assert not _lasts(period, on_the_day_of(start), end + timedelta(days=off), ZONE, True)
