"""Numbers under which companies are registered: SIREN and VAT numbers, in the one form in which they are kept.

Pure: form and check digits. Whether a register knows a number is asked elsewhere, or looked up by an operator.
"""

from stdnum.ch import uid
from stdnum.ch import vat as swiss
from stdnum.eu import vat
from stdnum.exceptions import InvalidFormat, ValidationError
from stdnum.fr import siren as french
from stdnum.gb import vat as british
from stdnum.no import mva as norwegian
from stdnum.util import clean

from market.accounts.refusals import NumberNotValid, NumberOfNoCountry

NO_COUNTRYS = ("EU", "IM", "XI")
"""What the one-stop shops give to sellers from outside the Union (EU, and IM for imports: not the Isle of Man),
and what Northern Ireland has for goods alone: its companies' services go under GB."""


def siren_of(text: str) -> str:
    """Nine digits. Raises NumberNotValid."""
    try:
        return str(french.validate(text))
    except ValidationError as error:
        raise NumberNotValid(field="siren") from error


def vat_number_of(text: str) -> str:
    """A company's own VAT number with its country's prefix, without blanks, dots and hyphens.

    `CHE107787577` (without its MWST, TVA or IVA, three words for one tax; a company that owes none there has the
    same number), `GB980780684` (a branch's three digits are left off), `NO995525828MVA`. Raises NumberOfNoCountry,
    NumberNotValid.
    """
    written = clean(text, " -./").upper().strip()
    if written[:2] in NO_COUNTRYS:
        raise NumberOfNoCountry(field="vat_number")
    try:
        return _of_its_country(written)
    except ValidationError as error:
        raise NumberNotValid(field="vat_number") from error


def country_of(vat_number: str) -> str:
    """The country (ISO 3166-1) that gave a VAT number."""
    return {"EL": "GR"}.get(vat_number[:2], vat_number[:2])


def _of_its_country(written: str) -> str:
    match written[:2]:
        case "CH":
            return str(uid.validate(written) if len(written) == 12 else swiss.validate(written)[:12])
        case "GB":
            return f"GB{_british(written[2:])}"
        case "NO":
            return f"NO{norwegian.validate(written)}"
        case _:
            return _of_the_union(written)


def _british(digits: str) -> str:
    """Nine digits: those of offices of the state (GD, HA) are no companies'."""
    number = str(british.validate(digits))
    if not number.isdigit():
        raise InvalidFormat()
    return number[:9]


def _of_the_union(written: str) -> str:
    number = str(vat.validate(written))
    if number.startswith("FR"):
        french.validate(number[4:])  # some French VAT numbers hold no SIREN; companies' do
    return number
