"""Who may do what, and when an end is told. Pure, and for whatever the clock says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.rentals.negotiation.errors import AnswerTooLate, NothingOffered, RequestOver
from market.rentals.negotiation.rules import against_refusing, against_withdrawing, told_at

HOURS_72 = timedelta(hours=72)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.timedeltas(timedelta(microseconds=1), HOURS_72))
def test_it_is_told_after_the_end_and_within_a_day_and_the_deadline(ended: datetime, left: timedelta) -> None:
    told = told_at(ended, ended + left)
    assert ended < told <= min(ended + left, ended + timedelta(days=1))


@given(moments, moments, st.timedeltas(timedelta(days=1), HOURS_72))
def test_all_that_ends_on_one_day_with_time_left_is_told_at_one_moment(
    one: datetime, other: datetime, left: timedelta
) -> None:
    other = other.replace(year=one.year, month=one.month, day=one.day) if one.day < 29 else one
    assert told_at(one, one + left) == told_at(other, other + left)


@pytest.mark.parametrize(
    ("state", "in_time", "refusal"),
    [
        ("OFFERED", True, None),
        ("OFFERED", False, AnswerTooLate),
        ("REQUESTED", True, NothingOffered),
        ("ACCEPTED", True, RequestOver),
        ("AGREED", True, RequestOver),
        ("TERMINATED", True, RequestOver),
    ],
)
def test_a_counter_offer_is_taken_back_until_it_is_taken(state: str, in_time: bool, refusal: object) -> None:
    assert against_withdrawing(state, in_time=in_time) is refusal


@given(st.sampled_from(["REQUESTED", "OFFERED"]))
def test_in_each_open_state_the_holder_has_one_way_to_say_no(state: str) -> None:
    ways = [against(state, in_time=True) for against in (against_refusing, against_withdrawing)]
    assert ways.count(None) == 1
