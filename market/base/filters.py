"""Money, dates and numbers as people read them, in the language of the template's context.

Amounts are integer minor units (EUR cents). Times are aware UTC datetimes and are shown in the market's zone.
English is European English ("20 October", "13:05"). The fonts lack U+202F, so a narrow space becomes U+00A0.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from market.base.i18n import Language, language_of

ZONE: Final = ZoneInfo("Europe/Paris")
LOCALES: Final[dict[Language, str]] = {"fr": "fr_FR", "en": "en_GB"}
NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"


class NaiveTime(ValueError):
    """A time without a zone reached a page; all times are aware."""

    def __init__(self, value: datetime) -> None:
        super().__init__(f"{value!r} has no zone")
        self.value = value


def readable(text: str) -> str:
    """The text with spaces that the fonts have."""
    return text.replace("\u202f", NO_BREAK_SPACE).replace("\u2009", NO_BREAK_SPACE)


def money(cents: int, language: Language, *, exact: bool = False) -> str:
    """Minor units of EUR in words: "19 €", "15,20 €", "€19". `exact` keeps the cents of whole euros too.

    A price is written short, a sum in an account or a column exact.
    """
    pattern = "short" if cents % 100 == 0 and not exact else "exact"
    formats = {
        ("fr", "short"): "#,##0\u00a0¤",
        ("fr", "exact"): "#,##0.00\u00a0¤",
        ("en", "short"): "¤#,##0",
        ("en", "exact"): "¤#,##0.00",
    }
    amount = format_currency(
        Decimal(cents).scaleb(-2),
        "EUR",
        format=formats[language, pattern],
        locale=LOCALES[language],
        currency_digits=False,
    )
    return readable(amount).replace("-", MINUS)


def in_zone(value: datetime) -> datetime:
    """The moment on the market's wall clock; raises `NaiveTime`."""
    if value.tzinfo is None:
        raise NaiveTime(value)
    return value.astimezone(ZONE)


def day_of(value: date | datetime) -> date:
    """The calendar day in the market's zone."""
    return in_zone(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime, language: Language, *, short: bool = False, year: bool = False) -> str:
    """A day: "20 octobre", "1er octobre", short "20 oct.", with its year "20 octobre 2026"."""
    calendar_day = day_of(value)
    month = "MMM" if short else "MMMM"
    words = format_date(calendar_day, f"d {month} y" if year else f"d {month}", LOCALES[language])
    if language == "fr" and calendar_day.day == 1:
        words = f"1er{words.removeprefix('1')}"
    return readable(words)


def last_day(ends_at: datetime, language: Language, *, short: bool = False) -> str:
    """The last day of a half-open period: midnight of 21 November ends the 20th."""
    return day(in_zone(ends_at) - timedelta(microseconds=1), language, short=short)


def month(value: str, language: Language) -> str:
    """A month written 2026-11, in words: novembre 2026."""
    return format_date(date.fromisoformat(f"{value}-01"), "MMMM y", LOCALES[language])


def clock_time(value: datetime, language: Language) -> str:
    """The time of day: "14:02"; in the hour that comes twice, as clocks go back, with its offset: "02:30 (UTC+1)"."""
    local = in_zone(value)
    words = format_time(local, "HH:mm", tzinfo=ZONE, locale=LOCALES[language])
    offsets = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) == 1:
        return words
    return f"{words} (UTC+{int((local.utcoffset() or timedelta()).total_seconds()) // 3600})"


def machine_time(value: date | datetime) -> str:
    """For the `datetime` attribute of `<time>`: ISO 8601, in UTC where it is a moment."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return in_zone(value).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def number(value: int, language: Language) -> str:
    """A whole number with its groups: "1 284", "1,284"."""
    return readable(format_decimal(value, locale=LOCALES[language]))


def percent(bps: int, language: Language) -> str:
    """Basis points as per cents: "65 %", "5,5 %" in French, "65%", "5.5%" in English, which has no space there."""
    words = format_decimal(Decimal(bps).scaleb(-2), locale=LOCALES[language])
    return readable(words).replace("-", MINUS) + ("\u00a0%" if language == "fr" else "%")


def install(environment: Environment) -> None:
    """Give the environment its filters; each reads `language` from the context."""

    @pass_context
    def money_filter(context: Context, cents: int, exact: bool = False) -> str:
        return money(cents, language_of(context), exact=exact)

    @pass_context
    def day_filter(context: Context, value: date | datetime, short: bool = False, year: bool = False) -> str:
        return day(value, language_of(context), short=short, year=year)

    @pass_context
    def last_day_filter(context: Context, ends_at: datetime, short: bool = False) -> str:
        return last_day(ends_at, language_of(context), short=short)

    @pass_context
    def clock_time_filter(context: Context, value: datetime) -> str:
        return clock_time(value, language_of(context))

    @pass_context
    def number_filter(context: Context, value: int) -> str:
        return number(value, language_of(context))

    @pass_context
    def percent_filter(context: Context, bps: int) -> str:
        return percent(bps, language_of(context))

    environment.filters |= {
        "money": money_filter,
        "day": day_filter,
        "last_day": last_day_filter,
        "clock_time": clock_time_filter,
        "machine_time": machine_time,
        "number": number_filter,
        "percent": percent_filter,
    }
