from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.period import (
    PERIODS,
    ZONE,
    Interval,
    NotUtc,
    UnknownPeriod,
    day_around,
    days_after,
    interval,
    month_around,
    rental_days,
)

PARIS = ZoneInfo("Europe/Paris")
PERIOD = st.sampled_from(sorted(PERIODS))
# Zones whose changes of summer time differ: at 2 or 3 o'clock, at midnight, by half an hour, none.
ZONES = st.sampled_from([ZONE, "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"])
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def paris(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=PARIS, fold=fold).astimezone(UTC)  # type: ignore[misc,arg-type]


def test_a_month_keeps_the_wall_clock_over_summer_time() -> None:
    span = interval("P1M", paris(2026, 3, 10, 14, 5))
    assert span.ends_at == paris(2026, 4, 10, 14, 5)
    assert span.ends_at - span.starts_at == timedelta(days=31, hours=-1)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("P1W", (2026, 10, 20, 9), (2026, 10, 27, 9)),
        ("P1M", (2026, 10, 20, 9), (2026, 11, 20, 9)),
        ("P1M", (2026, 12, 31, 23), (2027, 1, 31, 23)),
        ("P1M", (2028, 1, 30, 12), (2028, 2, 29, 12)),
        ("P3M", (2026, 11, 30, 12), (2027, 2, 28, 12)),
    ],
)
def test_periods_follow_the_calendar(period: str, start: tuple[int, ...], end: tuple[int, ...]) -> None:
    assert interval(period, paris(*start)) == Interval(paris(*start), paris(*end))


def test_the_calendar_is_the_markets_and_not_utcs() -> None:
    # 31 January 23:30 UTC is already 1 February in Paris.
    assert interval("P1M", datetime(2026, 1, 31, 23, 30, tzinfo=UTC)).ends_at == paris(2026, 3, 1, 0, 30)


def test_renewals_do_not_creep_from_the_end_of_the_month() -> None:
    anchor = paris(2026, 1, 31, 12)
    ends, starts_at = [], anchor
    for n in (1, 2, 3, 4):
        span = interval("P1M", starts_at, anchor=anchor, n=n)
        assert span.starts_at == starts_at
        starts_at = span.ends_at
        ends.append(span.ends_at)
    assert ends == [
        paris(2026, 2, 28, 12),
        paris(2026, 3, 31, 12),
        paris(2026, 4, 30, 12),
        paris(2026, 5, 31, 12),
    ]


def test_a_time_in_the_gap_moves_past_it() -> None:
    assert interval("P1M", paris(2026, 2, 28, 2, 30), anchor=paris(2026, 1, 29, 2, 30), n=2).ends_at == paris(
        2026, 3, 29, 3, 30
    )


def test_a_time_in_the_fold_is_the_first_of_the_two() -> None:
    first, second = paris(2026, 10, 25, 2, 30), paris(2026, 10, 25, 2, 30, fold=1)
    assert second - first == timedelta(hours=1)
    assert interval("P1M", paris(2026, 9, 25, 2, 30)).ends_at == first


def test_a_start_in_the_second_half_of_the_fold_stays_there() -> None:
    second = paris(2026, 10, 25, 2, 30, fold=1)
    span = interval("P1W", second)
    assert span.starts_at == second
    assert rental_days(span, second - timedelta(microseconds=1)).used == 0
    assert rental_days(span, second).used == 1


@pytest.mark.parametrize("period", ["", "P2M", "P30D", "p1m", "P60M"])
def test_other_periods_are_unknown(period: str) -> None:
    with pytest.raises(UnknownPeriod) as refusal:
        interval(period, paris(2026, 1, 1))
    assert refusal.value.period == period


@pytest.mark.parametrize(
    "instant",
    [datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))],  # noqa: DTZ001
)
def test_instants_are_in_utc(instant: datetime) -> None:
    with pytest.raises(NotUtc) as refusal:
        interval("P1M", instant)
    assert refusal.value.instant == instant
    with pytest.raises(NotUtc):
        rental_days(interval("P1M", paris(2026, 1, 1)), instant)


def test_a_period_has_a_number_from_one_and_an_end_after_its_start() -> None:
    with pytest.raises(ValueError, match="number 1"):
        interval("P1M", paris(2026, 1, 1), n=0)
    with pytest.raises(ValueError, match="not before"):
        interval("P1M", paris(2026, 3, 1), anchor=paris(2026, 1, 1), n=1)


def test_days_are_used_once_begun() -> None:
    span = interval("P1M", paris(2026, 10, 20, 14, 5))
    day = timedelta(days=1)
    assert rental_days(span, span.starts_at - timedelta(microseconds=1)).used == 0
    assert rental_days(span, span.starts_at).used == 1
    assert rental_days(span, span.starts_at + day - timedelta(microseconds=1)).used == 1
    assert rental_days(span, span.starts_at + day).used == 2
    assert rental_days(span, span.ends_at - timedelta(microseconds=1)).used == 31
    assert rental_days(span, span.ends_at + 400 * day).used == 31
    assert rental_days(span, paris(2026, 10, 29, 14, 5)).unused == 21


def test_a_day_of_25_hours_is_one_rental_day() -> None:
    span = interval("P1W", paris(2026, 10, 24, 12))
    assert rental_days(span, span.starts_at + timedelta(hours=24, minutes=59)).used == 1
    assert rental_days(span, span.starts_at + timedelta(hours=25)).used == 2


def test_a_day_of_23_hours_is_one_rental_day() -> None:
    span = interval("P1W", paris(2026, 3, 28, 12))
    assert rental_days(span, span.starts_at + timedelta(hours=23)).used == 2


@given(PERIOD, INSTANTS, ZONES)
@example("P1M", datetime(2026, 1, 29, 1, 30, tzinfo=UTC), ZONE)
def test_the_days_of_a_period_are_its_calendar_days(period: str, start: datetime, zone: str) -> None:
    span = interval(period, start, zone)
    local = ZoneInfo(zone)
    total = rental_days(span, start, zone).total
    assert total == (span.ends_at.astimezone(local).date() - start.astimezone(local).date()).days
    assert total in {"P1W": {7}, "P1M": {28, 29, 30, 31}, "P3M": {89, 90, 91, 92}}[period]


@given(PERIOD, INSTANTS, ZONES, st.lists(st.floats(-0.1, 1.2), min_size=2, max_size=8))
def test_days_used_only_grow(period: str, start: datetime, zone: str, shares: list[float]) -> None:
    span = interval(period, start, zone)
    length = span.ends_at - span.starts_at
    used = [rental_days(span, start + length * share, zone).used for share in sorted(shares)]
    assert used == sorted(used)
    assert rental_days(span, start, zone).used == 1
    assert rental_days(span, span.ends_at, zone).unused == 0


@given(INSTANTS, st.integers(1, 24))
def test_renewals_join_without_gap_or_overlap(anchor: datetime, n: int) -> None:
    before = interval("P1M", anchor, anchor=anchor, n=n)
    after = interval("P1M", before.ends_at, anchor=anchor, n=n + 1)
    assert after.starts_at == before.ends_at
    assert 28 <= rental_days(after, after.starts_at).total <= 31


@given(INSTANTS, st.floats(0, 1, exclude_max=True))
def test_the_day_and_the_month_of_an_instant_hold_it(start: datetime, share: float) -> None:
    span = interval("P3M", start)
    at = start + (span.ends_at - start) * share
    if at == span.ends_at:
        return
    day, month = day_around(span, at), month_around(span, at)
    assert at in day
    assert at in month
    assert day.ends_at - day.starts_at <= timedelta(hours=25)
    assert span.starts_at <= month.starts_at
    assert month.ends_at <= span.ends_at
    assert rental_days(span, day.starts_at) == rental_days(span, at)


def test_a_week_is_one_window_and_a_quarter_is_three() -> None:
    week = interval("P1W", paris(2026, 1, 30, 12))
    assert month_around(week, week.starts_at + timedelta(days=6)) == week
    quarter = interval("P3M", paris(2026, 1, 30, 12))
    windows = {month_around(quarter, quarter.starts_at + timedelta(days=d)) for d in range(89)}
    assert len(windows) == 3
    assert max(window.ends_at for window in windows) == quarter.ends_at
    with pytest.raises(ValueError, match="outside"):
        month_around(week, week.ends_at)


def test_from_one_second_half_of_a_fold_the_next_fold_is_still_its_first() -> None:
    assert days_after(paris(2026, 10, 25, 2, 30, fold=1), 371) == paris(2027, 10, 31, 2, 30)


def test_days_after_are_local_days() -> None:
    assert days_after(paris(2026, 3, 20, 14), 30) == paris(2026, 4, 19, 14)
