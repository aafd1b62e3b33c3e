"""The VAT of the commission: where it is due, at which rate, since when.

Rates and memberships are dated data: a day outside of what is known is an error, never a guess. The platform
is established in France and sells a service to a company, so the place of supply is the customer's
(directive 2006/112/EC, article 44): French VAT at home, reverse charge in the Union against a number that its
register confirms, none outside. Categories are those of EN 16931 (UNTDID 5305), reasons those of its VATEX
list. The French departments overseas are taxed here as the mainland is.

Errors::

    ValueError
    ├── RateUnknown         no rate is known for that country and day
    ├── CountryUnknown      a country whose companies cannot buy here, or none at all
    ├── VatNumberMissing    a company of the Union without a VAT number
    ├── VatNumberUnchecked  its register has not confirmed the number yet, or too long ago
    └── VatNumberCeased     its register says that the number is not, or no longer, valid
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

Category = Literal["S", "AE", "O"]
"""Standard rate; reverse charge; services outside the scope of the tax."""

Standing = Literal["good", "ceased", "unchecked"]
"""What the register of its country says of a VAT number."""

CATEGORIES: Final[Mapping[Category, str | None]] = MappingProxyType(
    {"S": None, "AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}
)
"""Why a category charges no tax, by the VATEX list; None where it does."""

SELLER: Final = "FR"
CHECK_LIFE: Final = timedelta(days=90)
"""How long an answer of the register is relied on; it is asked again every month."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a day on, until the day before `until`, or until further notice."""

    since: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Treatment:
    """How the commission is taxed: category, rate in basis points, VATEX code where no tax is charged.

    `number` is the VAT number by which it is so, where one decides.
    """

    category: Category
    rate_bps: int
    reason: str | None = None
    number: str | None = None


RATES: Final[Mapping[str, Sequence[tuple[Span, int]]]] = MappingProxyType(
    {
        "FR": (
            (Span(date(2000, 4, 1), date(2014, 1, 1)), 1960),
            (Span(date(2014, 1, 1)), 2000),
        )
    }
)
"""Standard rates in basis points (CGI, article 278)."""

_UNION: Final[Mapping[str, Sequence[str]]] = {
    "1958-01-01": ("BE", "DE", "FR", "IT", "LU", "NL"),
    "1973-01-01": ("DK", "GB", "IE"),
    "1981-01-01": ("GR",),
    "1986-01-01": ("ES", "PT"),
    "1995-01-01": ("AT", "FI", "SE"),
    "2004-05-01": ("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"),
    "2007-01-01": ("BG", "RO"),
    "2013-07-01": ("HR",),
}
_LEFT: Final[Mapping[str, date]] = {"GB": date(2021, 1, 1)}  # VAT rules of the Union held until then

MEMBERS: Final[Mapping[str, Span]] = MappingProxyType(
    {
        country: Span(date.fromisoformat(day), _LEFT.get(country))
        for day, countries in _UNION.items()
        for country in countries
    }
)
"""Countries of the Union for VAT, by ISO 3166-1."""

OUTSIDE: Final = frozenset({"CH", "GB", "NO"})
"""Countries outside of the Union whose companies can buy here, by ISO 3166-1: their numbers can be verified."""

_ONE_TERRITORY: Final[Mapping[str, frozenset[str]]] = {"FR": frozenset({"FR", "MC"})}


class RateUnknown(ValueError):
    """No rate of this country is known for this day."""

    def __init__(self, country: str, day: date) -> None:
        super().__init__(f"no VAT rate of {country} on {day}")
        self.country = country
        self.day = day


class CountryUnknown(ValueError):
    """Not a country whose companies can buy here."""


class VatNumberMissing(ValueError):
    """Reverse charge needs a VAT number."""


class VatNumberUnchecked(ValueError):
    """The register has not confirmed the VAT number, or not lately."""


class VatNumberCeased(ValueError):
    """The register does not know the VAT number, or no longer."""


def rate(country: str, day: date) -> int:
    """The standard rate on `day`, basis points; raises RateUnknown."""
    for span, bps in RATES.get(country, ()):
        if day in span:
            return bps
    raise RateUnknown(country, day)


def in_union(country: str, day: date) -> bool:
    """Whether the country belongs to the Union for VAT on `day`."""
    return country in MEMBERS and day in MEMBERS[country]


def known(country: str) -> bool:
    """Whether companies of this country (ISO 3166-1) can buy here: EU, XI and the like are no countries."""
    return country in MEMBERS or country in OUTSIDE or country in _ONE_TERRITORY[SELLER]


def asked_at_a_register(country: str, day: date) -> bool:
    """Whether the tax depends on what the register of this country says of a VAT number on `day`."""
    return country not in _ONE_TERRITORY[SELLER] and in_union(country, day)


def treat(buyer: str, vat_number: str | None, standing: Standing, day: date) -> Treatment:
    """How the commission is taxed for a company of the country `buyer` (ISO 3166-1) on `day`.

    Raises CountryUnknown, VatNumberMissing, VatNumberUnchecked, VatNumberCeased, RateUnknown.
    """
    if not known(buyer):
        raise CountryUnknown(buyer)
    if buyer in _ONE_TERRITORY[SELLER]:
        return Treatment("S", rate(SELLER, day))
    if not in_union(buyer, day):
        return Treatment("O", 0, CATEGORIES["O"])
    if vat_number is None:
        raise VatNumberMissing(buyer)
    if standing == "ceased":
        raise VatNumberCeased(buyer)
    if standing == "unchecked":
        raise VatNumberUnchecked(buyer)
    return Treatment("AE", 0, CATEGORIES["AE"], vat_number)
