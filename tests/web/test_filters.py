import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from market.base.filters import (
    NaiveTime,
    clock_time,
    day,
    last_day,
    machine_time,
    money,
    number,
    percent,
)

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (1900, "19 €", "€19"),
        (1520, "15,20 €", "€15.20"),
        (5, "0,05 €", "€0.05"),
        (0, "0 €", "€0"),
        (-123, "−1,23 €", "−€1.23"),
        (4_821_040, "48 210,40 €", "€48,210.40"),
        (9_007_199_254_740_993, "90 071 992 547 409,93 €", "€90,071,992,547,409.93"),
    ],
)
def test_money_reads_as_people_write_it(cents: int, french: str, english: str) -> None:
    assert money(cents, "fr") == french.replace(" ", "\u00a0")
    assert money(cents, "en") == english


def test_an_exact_sum_keeps_the_cents_of_whole_euros() -> None:
    assert money(1900, "fr", exact=True) == "19,00\u00a0€"
    assert money(1900, "en", exact=True) == "€19.00"


def test_a_day_is_the_day_in_paris() -> None:
    late = datetime(2026, 10, 19, 22, 30, tzinfo=UTC)
    assert day(late, "fr") == "20 octobre"
    assert day(late, "en") == "20 October"
    assert day(late, "fr", short=True) == "20 oct."
    assert day(date(2026, 10, 20), "en", year=True) == "20 October 2026"


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert day(date(2026, 11, 1), "fr") == "1er novembre"
    assert day(date(2026, 11, 11), "fr") == "11 novembre"
    assert day(date(2026, 11, 1), "en") == "1 November"


def test_a_period_that_ends_at_midnight_ends_on_the_day_before() -> None:
    midnight = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert day(midnight, "fr") == "21 novembre"
    assert last_day(midnight, "fr") == "20 novembre"


def test_the_time_of_day_follows_summer_and_winter() -> None:
    assert clock_time(datetime(2026, 7, 1, 12, 2, tzinfo=UTC), "fr") == "14:02"
    assert clock_time(datetime(2026, 12, 1, 12, 2, tzinfo=UTC), "en") == "13:02"


def test_in_the_hour_that_comes_twice_the_time_of_day_says_which() -> None:
    turn = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert clock_time(turn, "fr") == "02:30 (UTC+2)"
    assert clock_time(turn + timedelta(hours=1), "en") == "02:30 (UTC+1)"
    assert clock_time(turn - timedelta(minutes=31), "fr") == "01:59"
    assert clock_time(turn + timedelta(minutes=90), "fr") == "03:00"
    assert clock_time(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "fr") == "03:30", "an hour that never was"


def test_machines_read_utc() -> None:
    assert machine_time(datetime(2026, 7, 1, 12, 2, tzinfo=UTC)) == "2026-07-01T12:02:00Z"
    assert machine_time(date(2026, 7, 1)) == "2026-07-01"


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2026, 7, 1, 12, 2)  # noqa: DTZ001
    with pytest.raises(NaiveTime):
        day(naive, "fr")
    with pytest.raises(NaiveTime):
        clock_time(naive, "fr")
    with pytest.raises(NaiveTime):
        machine_time(naive)


def test_numbers_use_spaces_that_the_fonts_have() -> None:
    assert number(1284, "fr") == "1\u00a0284"
    assert number(1284, "en") == "1,284"


def test_per_cents_stand_apart_in_french_and_not_in_english() -> None:
    assert (percent(6500, "fr"), percent(6500, "en")) == ("65\u00a0%", "65%")
    assert (percent(550, "fr"), percent(550, "en")) == ("5,5\u00a0%", "5.5%")
    assert (percent(0, "fr"), percent(0, "en")) == ("0\u00a0%", "0%")


def test_no_page_and_no_translation_writes_a_per_cent_sign_by_hand() -> None:
    """Whatever writes one has the space of one language in both: the filter alone knows."""
    by_hand = re.compile(r"[\d}s)][ \u00a0\u202f]?%%|\}\}[ \u00a0\u202f]?%(?!})|&nbsp;%|\d[ \u00a0\u202f]%")
    for kind in ("*.html", "*.po"):
        for path in sorted((ROOT / "market").rglob(kind)):
            for place, line in enumerate(path.read_text().splitlines(), 1):
                assert not by_hand.search(re.sub(r"{%.*?%}", "", line)), f"{path}:{place}: {line.strip()}"
