from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.formats import (
    NBSP,
    NotSpelledHere,
    day,
    moment,
    money,
    number,
    read_moment,
    read_money,
    read_number,
)
from contracts.price import CURRENCIES, Money
from contracts.vocabulary import Language

LANGUAGES = st.sampled_from(["fr", "en"])
ZONES = st.sampled_from(["Europe/Paris", "America/St_Johns", "Asia/Kolkata", "UTC"])


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (Money(1900), "19,00_€", "€19.00"),
        (Money(5), "0,05_€", "€0.05"),
        (Money(-123456789), "−1_234_567,89_€", "−€1,234,567.89"),
        (Money(1900, "JPY"), "1_900_¥", "¥1,900"),
        (Money(1900, "TND"), "1,900_TND", "TND_1.900"),
    ],
)
def test_amounts_are_spelled_as_each_language_does(value: Money, fr: str, en: str) -> None:
    assert money(value, "fr") == fr.replace("_", NBSP)
    assert money(value, "en") == en.replace("_", NBSP)


def test_days_and_moments_are_the_markets() -> None:
    at = datetime(2026, 2, 28, 23, 5, 33, tzinfo=UTC)
    assert day(at, "fr", "Europe/Paris") == "1er_mars_2026".replace("_", NBSP)
    assert day(at, "en", "Europe/Paris") == "1_March_2026".replace("_", NBSP)
    assert moment(at, "fr", "Europe/Paris") == f"1er mars 2026 à{NBSP}00:05:33 (UTC+1)".replace(
        "1er mars 2026", f"1er{NBSP}mars{NBSP}2026"
    )
    assert moment(at, "en", "America/St_Johns").endswith(f"at{NBSP}19:35:33 (UTC-3:30)")


def test_the_two_halves_of_a_fold_are_told_apart() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    spelled = [moment(at, "fr", "Europe/Paris") for at in (first, first + timedelta(hours=1))]
    assert spelled[0] != spelled[1]
    assert spelled[0].partition("(")[0] == spelled[1].partition("(")[0]


@given(st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(sorted(CURRENCIES))), LANGUAGES)
def test_amounts_read_back(value: Money, language: Language) -> None:
    assert read_money(money(value, language)) == value


@given(st.integers(0, 10**9), LANGUAGES)
def test_numbers_read_back(value: int, language: Language) -> None:
    assert read_number(number(value, language)) == value


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    LANGUAGES,
    ZONES,
)
def test_moments_read_back(at: datetime, language: Language, zone: str) -> None:
    assert read_moment(moment(at, language, zone)) == at.replace(microsecond=0)


def test_what_was_not_spelled_here_is_refused() -> None:
    moment_of_no_month = moment(datetime(2026, 3, 1, tzinfo=UTC), "en", "UTC").replace("March", "Mars")
    for read, texts in (
        (read_number, ("", "12a", "-3", "²")),
        (read_money, ("", "€", "19")),
        (read_moment, ("", "yesterday", moment_of_no_month)),
    ):
        for text in texts:
            with pytest.raises(NotSpelledHere):
                read(text)
