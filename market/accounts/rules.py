"""Pure decisions of accounts: what an address, a password, a company's number, a brand's move may be."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from contracts.vat import CHECK_LIFE, Standing
from market.accounts.numbers import country_of, siren_of, vat_number_of
from market.accounts.refusals import (
    AdultsOnly,
    BrandNotMovable,
    ContactAddressNotValid,
    EmailNotValid,
    NameNotValid,
    NumberMissing,
    NumberOfAnotherCountry,
    NumbersDisagree,
    PasswordTooWeak,
    PostcodeNotValid,
    UnknownScope,
)
from market.base.errors import Invalid

SESSION_LIFE = timedelta(days=30)
SESSION_IDLE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" and "last used" are

VERIFY_LIFE = timedelta(days=2)
JOIN_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)

PASSWORD_MIN, PASSWORD_MAX = 12, 128  # characters; ASVS 5.0, 6.2.1 and 6.2.9
DISTINCT_MIN = 5
_RUNS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "azertyuiop", "qwertyuiop", "qsdfghjklm")
_COMMON = (
    "password",
    "motdepasse",
    "passwort",
    "letmein",
    "iloveyou",
    "jetaime",
    "bonjour",
    "soleil",
    "admin",
)

LEGAL_NAME_MAX, TRADING_NAME_MAX, KEY_NAME_MAX = 160, 80, 60
STREET_MAX, CITY_MAX, POSTCODE_MAX = 160, 80, 16
CONTACT_ADDRESS_MAX = 240

SCOPES = frozenset({"catalogue:read", "rentals:read", "rentals:write", "invitations:write"})


class State(StrEnum):
    """A brand's state."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    STOPPED = "stopped"


class Event(StrEnum):
    """What an operator does with a brand."""

    APPROVE = "approve"
    REFUSE = "refuse"
    STOP = "stop"


MOVES: dict[tuple[State, Event], State] = {
    (State.APPLIED, Event.APPROVE): State.APPROVED,
    (State.APPLIED, Event.REFUSE): State.REFUSED,
    (State.APPROVED, Event.STOP): State.STOPPED,
    (State.STOPPED, Event.APPROVE): State.APPROVED,
}


@dataclass(frozen=True)
class Company:
    """A legal entity as it is registered; `country` by ISO 3166-1."""

    legal_name: str
    trading_name: str
    siren: str | None
    vat_number: str | None
    country: str


@dataclass(frozen=True)
class Address:
    """Where a company gets its invoices, in the country that it is registered in."""

    street: str
    postcode: str | None
    city: str


@dataclass(frozen=True)
class Contact:
    """Where a company is reached: a postal address on one line, and a mailbox."""

    address: str
    email: str


def move(state: str, event: Event) -> State:
    """The state after `event`; raises BrandNotMovable."""
    try:
        return MOVES[State(state), event]
    except KeyError:
        raise BrandNotMovable(state=state, event=str(event)) from None


def email_address(text: str) -> str:
    """The address as mail is sent to it; raises EmailNotValid. Whether the domain exists is not asked."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise EmailNotValid(field="email") from error
    return found.ascii_email or found.normalized


def check_password(password: str, *personal: str) -> None:
    """Raises PasswordTooWeak. Any characters, no composition rules; `personal` may not be its substance."""
    text = unicodedata.normalize("NFC", password)
    folded = text.casefold()
    reason = None
    if len(text) < PASSWORD_MIN:
        reason = "short"
    elif len(text) > PASSWORD_MAX:
        reason = "long"
    elif len(set(folded)) < DISTINCT_MIN:
        reason = "repeats"
    elif len(_without(folded, _RUNS + _COMMON)) < DISTINCT_MIN:
        reason = "common"
    elif len(_without(folded, tuple(p.casefold() for p in personal if len(p) > 3))) < DISTINCT_MIN:
        reason = "personal"
    if reason:
        raise PasswordTooWeak(field="password", reason=reason, minimum=PASSWORD_MIN)


def _without(text: str, parts: tuple[str, ...]) -> str:
    """`text` without what is easily guessed: the parts, and stretches of four or more of a run."""
    for part in parts:
        for length in range(len(part), 3, -1):
            if part in _RUNS:
                for start in range(len(part) - length + 1):
                    text = text.replace(part[start : start + length], "")
            elif length == len(part):
                text = text.replace(part, "")
    return text


def check_adult(declared: bool) -> None:
    """Raises AdultsOnly."""
    if not declared:
        raise AdultsOnly(field="adult")


def name_line(text: str, field: str, maximum: int) -> str:
    """One line of 2 to `maximum` characters, spaces collapsed; raises NameNotValid."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not 2 <= len(line) <= maximum or any(unicodedata.category(c).startswith("C") for c in line):
        raise NameNotValid(field=field, maximum=maximum)
    return line


def company(legal_name: str, trading_name: str, siren: str, vat_number: str) -> Company:
    """A company whose numbers have sound check digits. Raises NameNotValid, NumberMissing, NumberNotValid,
    NumberOfNoCountry, NumbersDisagree. Whether the registers know it is for an operator to look up."""
    legal = name_line(legal_name, "legal_name", LEGAL_NAME_MAX)
    trading = name_line(trading_name or legal[:TRADING_NAME_MAX], "trading_name", TRADING_NAME_MAX)
    if not siren.strip() and not vat_number.strip():
        raise NumberMissing(field="siren")
    number = siren_of(siren) if siren.strip() else None
    tax = vat_number_of(vat_number) if vat_number.strip() else None
    country = "FR" if tax is None else country_of(tax)
    if country == "FR" and tax is not None:
        if number not in (None, tax[4:]):
            raise NumbersDisagree(field="vat_number")
        number = tax[4:]
    elif number is not None and tax is not None:
        country = "FR"  # registered in France, taxed elsewhere too
    return Company(legal, trading, number, tax, country)


def faults(*checks: Callable[[], object]) -> list[Invalid]:
    """What each of these refuses, in this order: a form says all that is wrong with it at once."""
    found = []
    for check in checks:
        try:
            check()
        except Invalid as refusal:
            found.append(refusal)
    return found


def account_faults(email: str, password: str) -> list[Invalid]:
    """What is wrong with the address and the password of a new account."""
    return faults(lambda: email_address(email), lambda: check_password(password, email.strip().split("@")[0]))


def company_faults(legal_name: str, trading_name: str, siren: str, vat_number: str) -> list[Invalid]:
    """All that `company` would refuse, one after the other; how the numbers fit together once each is sound."""
    found = faults(
        lambda: name_line(legal_name, "legal_name", LEGAL_NAME_MAX),
        lambda: trading_name and name_line(trading_name, "trading_name", TRADING_NAME_MAX),
        lambda: siren.strip() and siren_of(siren),
        lambda: vat_number.strip() and vat_number_of(vat_number),
    )
    if any(it.facts["field"] in ("siren", "vat_number") for it in found):
        return found
    return found + faults(lambda: company("Moi", "", siren, vat_number))


def address(street: str, postcode: str, city: str) -> Address:
    """The address, each part one line. Raises NameNotValid, PostcodeNotValid; some countries have no codes."""
    code = " ".join(postcode.upper().split())
    if not all(it.isalnum() or it in " -" for it in code) or len(code) > POSTCODE_MAX:
        raise PostcodeNotValid(field="postcode")
    return Address(name_line(street, "street", STREET_MAX), code or None, name_line(city, "city", CITY_MAX))


def contact(address: str, email: str) -> Contact:
    """Where a brand is reached about people's data: one line for the post, and a mailbox.

    Raises ContactAddressNotValid, EmailNotValid.
    """
    try:
        line = name_line(address, "contact_address", CONTACT_ADDRESS_MAX)
    except NameNotValid as error:
        raise ContactAddressNotValid(field="contact_address", most=CONTACT_ADDRESS_MAX) from error
    if len(re.findall(r"\w+", line)) < 3 or not any(it.isalpha() for it in line):
        raise ContactAddressNotValid(field="contact_address", most=CONTACT_ADDRESS_MAX)
    try:
        return Contact(line, email_address(email))
    except EmailNotValid as error:
        raise EmailNotValid(field="contact") from error


def own_vat_number(text: str, country: str, siren: str | None) -> str | None:
    """A VAT number that a registered company gives later, or None where it needs none.

    Raises NumberNotValid, NumberOfNoCountry, NumberMissing, NumbersDisagree, NumberOfAnotherCountry.
    """
    if not text.strip():
        if siren is None:
            raise NumberMissing(field="vat_number")
        return None
    number = vat_number_of(text)
    if country_of(number) != country:
        raise NumberOfAnotherCountry(field="vat_number", country=country)
    if country == "FR" and siren is not None and number[4:] != siren:
        raise NumbersDisagree(field="vat_number")
    return number


def standing(valid: bool | None, checked_at: datetime | None, now: datetime) -> Standing:
    """What is known of a VAT number: its register's answer (None: none yet), while that is fresh enough."""
    if valid is False:
        return "ceased"
    if valid is None or checked_at is None or now - checked_at > CHECK_LIFE:
        return "unchecked"
    return "good"


def check_scopes(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes again; raises UnknownScope when one is unknown or there is none."""
    for scope in sorted(scopes - SCOPES) or ([] if scopes else [""]):
        raise UnknownScope(field="scopes", scope=scope, known=sorted(SCOPES))
    return scopes
