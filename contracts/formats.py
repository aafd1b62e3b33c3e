"""How readings spell amounts, numbers and instants in French and English.

Written out here rather than taken from a locale library: a reading is hashed, and the same terms must
give the same bytes in ten years. The hard space is U+00A0; U+202F is in neither of our fonts.
"""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from contracts.period import require_utc
from contracts.price import Money
from contracts.vocabulary import Language

NBSP: Final = "\u00a0"

_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
_MONTHS: Final = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_MOMENT: Final = re.compile(
    r"(\d{1,2})(?:er)?\xa0(\S+)\xa0(\d{4}) (?:à|at)\xa0(\d\d):(\d\d):(\d\d)"
    r" \(UTC([+-])(\d{1,2})(?::(\d\d))?\)"
)


class NotSpelledHere(ValueError):
    """The text is not what these functions write."""


def number(value: int, language: Language) -> str:
    """A whole number with its thousands apart: 1 000 or 1,000."""
    return f"{value:,}".replace(",", NBSP) if language == "fr" else f"{value:,}"


def money(value: Money, language: Language) -> str:
    """An amount: 19,00 € or €19.00; a currency without a sign of its own by its code."""
    whole, rest = divmod(abs(value.amount), 10**value.decimals)
    digits = number(whole, language)
    if value.decimals:
        digits += ("," if language == "fr" else ".") + str(rest).zfill(value.decimals)
    minus = "−" if value.amount < 0 else ""
    sign = _SYMBOLS.get(value.currency)
    if language == "fr":
        return f"{minus}{digits}{NBSP}{sign or value.currency}"
    return f"{minus}{sign}{digits}" if sign else f"{minus}{value.currency}{NBSP}{digits}"


def day(at: datetime, language: Language, zone: str) -> str:
    """The local day of a UTC instant: 1er mars 2026, 1 March 2026."""
    local = require_utc(at).astimezone(ZoneInfo(zone))
    ordinal = "er" if language == "fr" and local.day == 1 else ""
    return f"{local.day}{ordinal}{NBSP}{_MONTHS[language][local.month - 1]}{NBSP}{local.year}"


def moment(at: datetime, language: Language, zone: str) -> str:
    """A UTC instant on the local clock to the second, with its offset, so that no hour is ambiguous."""
    local = require_utc(at).astimezone(ZoneInfo(zone))
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = ("+" if minutes >= 0 else "-") + str(hours) + (f":{rest:02d}" if rest else "")
    word = "à" if language == "fr" else "at"
    return f"{day(at, language, zone)} {word}{NBSP}{local:%H:%M:%S} (UTC{offset})"


def moment_or_day(at: datetime, language: Language, zone: str) -> str:
    """The same of an instant that may stand for its whole UTC day, as its very first one does: then the day alone."""
    if require_utc(at).time() != time():
        return moment(at, language, zone)
    return f"{day(at, language, 'UTC')} (UTC)"


def read_number(text: str) -> int:
    """The number that ``number`` wrote; raises NotSpelledHere."""
    digits = text.replace(NBSP, "").replace(",", "")
    if not digits.isascii() or not digits.isdigit():
        raise NotSpelledHere(text)
    return int(digits)


def read_money(text: str) -> Money:
    """The amount that ``money`` wrote, in either language; raises NotSpelledHere."""
    by_sign = {sign: code for code, sign in _SYMBOLS.items()}
    unit = re.sub(r"[\d\xa0.,−]", "", text)
    digits = re.sub(r"\D", "", text)
    if not digits or not unit:
        raise NotSpelledHere(text)
    return Money(int(digits) * (-1 if text.startswith("−") else 1), by_sign.get(unit, unit))


def read_moment(text: str) -> datetime:
    """The UTC instant that ``moment`` wrote, in either language; raises NotSpelledHere."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise NotSpelledHere(text)
    d, name, year, hour, minute, second, sign, hours, minutes = found.groups()
    months = next((names for names in _MONTHS.values() if name in names), None)
    if months is None:
        raise NotSpelledHere(text)
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    zone = timezone(-offset if sign == "-" else offset)
    date = (int(year), months.index(name) + 1, int(d))
    return datetime(*date, int(hour), int(minute), int(second), tzinfo=zone).astimezone(UTC)
