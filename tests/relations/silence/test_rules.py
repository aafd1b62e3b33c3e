"""Quiet hours by the market's clocks, and since when what came lies unread."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base.clock import MARKET_ZONE
from market.relations.errors import QuietHoursImpossible, RelationPaused
from market.relations.silence.rules import DAY, Quiet, Silence, check_quiet

MINUTES = st.integers(0, DAY - 1)
MOMENTS = st.integers(0, 2 * 366 * DAY).map(
    lambda it: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=it)
)
NIGHT = Quiet(22 * 60, 7 * 60 + 30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MARKET_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-11-20 21:59", None),
        ("2026-11-20 22:00", "2026-11-20 22:00"),
        ("2026-11-20 23:30", "2026-11-20 22:00"),
        ("2026-11-21 07:29", "2026-11-20 22:00"),
        ("2026-11-21 07:30", None),
        ("2026-10-25 03:10", "2026-10-24 22:00"),  # the night that has an hour twice
        ("2027-03-28 04:00", "2027-03-27 22:00"),  # and the one that lacks one
    ],
)
def test_a_night_is_quiet_from_the_evening_before(now: str, since: str | None) -> None:
    assert NIGHT.since(at(now)) == (at(since) if since else None)


@given(MINUTES, MINUTES, MOMENTS)
def test_quiet_hours_run_exactly_between_their_two_minutes(begins: int, ends: int, now: datetime) -> None:
    if begins == ends:
        return
    wall = now.astimezone(MARKET_ZONE)
    minute = wall.hour * 60 + wall.minute
    inside = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    since = Quiet(begins, ends).since(now)
    assert (since is not None) == inside
    if since is not None:
        assert now - timedelta(hours=25) < since <= now


@pytest.mark.parametrize(("begins", "ends", "field"), [(-1, 3, "begins"), (3, DAY, "ends"), (60, 60, "ends")])
def test_hours_that_are_none_are_refused_by_name(begins: int, ends: int, field: str) -> None:
    with pytest.raises(QuietHoursImpossible) as refusal:
        check_quiet(begins, ends)
    assert refusal.value.facts["field"] == field


def test_what_came_before_a_silence_does_not_lie_in_it() -> None:
    start = at("2026-11-20 12:00")
    before, after = start - timedelta(seconds=1), start + timedelta(seconds=1)
    for silence in (Silence(paused=start), Silence(detox=start), Silence(quiet=start)):
        assert silence.lies(start) and silence.lies(after) and not silence.lies(before)
        assert silence.message_lies(after) and not silence.message_lies(before)
    closed = Silence(closed=start)
    assert closed.message_lies(start) and not closed.message_lies(before) and not closed.lies(after)
    assert Silence(paused=after, detox=start, quiet=after).since == start
    assert not Silence().lies(start) and Silence().deaf is None


def test_a_pause_says_nothing_and_quiet_hours_may() -> None:
    start = at("2026-11-20 12:00")
    Silence(quiet=start, closed=start).check_speaking()
    for silence, by in ((Silence(paused=start), "pause"), (Silence(detox=start), "detox")):
        with pytest.raises(RelationPaused) as refusal:
            silence.check_speaking()
        assert refusal.value.facts["by"] == by
