"""Account details that a bank can pay to. Pure; read before they are sealed, and never said back.

An IBAN is ISO 13616, a BIC ISO 9362; which countries SEPA reaches is in the registry that `schwifty` carries.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from market.money.payouts.errors import BicNotValid, IbanNotSepa, IbanNotValid, PayeeNameNotValid

NAME_MOST: Final = 70  # characters of a creditor's name (EPC 132-08, AT-21)
JOINED: Final = frozenset({"AL", "MD", "ME", "MK"})
"""Countries that the schemes reach since October 2025, and the registry does not know yet (EPC 409-09)."""
TYPED_MOST: Final = 64  # characters that an IBAN or BIC may be typed with, spaces and dashes included

_BETWEEN: Final = re.compile(r"[\s.\-]+")
_STRANGE: Final = re.compile(r"[^a-zA-Z0-9/\-?:().,'+ ]+")


@dataclass(frozen=True, repr=False)
class Payee:
    """A person's legal name and account, as a bank needs them. Without `repr`: a log must not show it."""

    name: str
    iban: str
    bic: str | None = None

    def sealed(self) -> dict[str, Any]:
        """What is sealed."""
        return {"name": self.name, "iban": self.iban, "bic": self.bic}


def payee(name: str, iban: str, bic: str | None = None, *, company: bool = False) -> Payee:
    """What was typed, as it is kept. A company may be called by a number.

    Raises PayeeNameNotValid, IbanNotValid, IbanNotSepa, BicNotValid; each names its field and no value.
    """
    checked = checked_iban(iban)
    return Payee(
        _name(name, company=company), checked, checked_bic(bic, checked) if bic and bic.strip() else None
    )


def checked_iban(typed: str) -> str:
    """The IBAN without what people write between its parts. Raises IbanNotValid, IbanNotSepa."""
    from schwifty import IBAN  # 12 MiB that only those who give an account need
    from schwifty.exceptions import SchwiftyException

    if len(typed) > TYPED_MOST:
        raise IbanNotValid(field="iban")
    try:
        found = IBAN(_BETWEEN.sub("", typed))
        if found.is_aspirational or not (found.in_sepa_zone or found.country_code in JOINED):
            raise IbanNotSepa(field="iban", country=found.country_code)
    except SchwiftyException as error:
        raise IbanNotValid(field="iban") from error
    return str(found)


def checked_bic(typed: str, iban: str) -> str:
    """The BIC without spaces; it belongs to the IBAN's country. Raises BicNotValid."""
    from schwifty import BIC
    from schwifty.exceptions import SchwiftyException

    if len(typed) > TYPED_MOST:
        raise BicNotValid(field="bic")
    try:
        found = BIC(_BETWEEN.sub("", typed))
    except SchwiftyException as error:
        raise BicNotValid(field="bic") from error
    if found.country_code not in _countries(iban[:2]):
        raise BicNotValid(field="bic")
    return str(found)


def _countries(country: str) -> frozenset[str]:
    """Countries whose BIC an IBAN of `country` may have: French territories and the Crown's have their own."""
    french = {"FR", "GP", "GF", "MQ", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF", "MC"}
    british = {"GB", "GG", "IM", "JE"}
    for family in (french, british):
        if country in family:
            return frozenset(family)
    return frozenset({country})


def _name(typed: str, *, company: bool) -> str:
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not 1 <= len(name) <= NAME_MOST or not name.isprintable():
        raise PayeeNameNotValid(field="name")
    if not any(letter.isalpha() or (company and letter.isdigit()) for letter in for_bank(name)):
        raise PayeeNameNotValid(field="name")
    return name


def for_bank(text: str) -> str:
    """The text in the letters that every SEPA bank reads (EPC 217-08), at most 70 of them."""
    from text_unidecode import unidecode

    return " ".join(_STRANGE.sub(" ", unidecode(text)).split())[:NAME_MOST].strip()


def masked(iban: str) -> str:
    """Enough of an IBAN for its holder to know it again: the country and the last three digits."""
    return f"{iban[:2]}\u00a0••••\u00a0{iban[-3:]}"
