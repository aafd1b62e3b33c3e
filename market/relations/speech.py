"""What a holder is about to say to a brand in words of their own: refused, or asked about first. Pure but for `check`.

Refused is what leads to a person: an e-mail address, a number to call, an account, an address in a street or its
postcode, a name that the platform knows or that is said as one's own. Asked about is what may: a name of anything, a
longer number, a street. Whoever wrote it then sends it all the same, or words it otherwise.
"""

import re
from typing import Final

from market.accounts import giveaways as accounts
from market.base.disguise import in_digits, numbered, plain, unspelled
from market.money.payouts import giveaways as payouts
from market.relations import scan
from market.relations.errors import GivesYouAway, MayGiveYouAway

_STREETS: Final = (
    r"(?:rue|avenue|av|boulevard|boul|bd|bld|chemin|impasse|allees?|quai|route|sentier|passage|faubourg|fbg"
    r"|lotissement|residence|hameau|lieu-dit|place|square|cours"
    r"|street|road|lane|drive|crescent|terrace|mews|gardens)"
)
_STREET_NUMBERED: Final = re.compile(
    rf"\b\d{{1,5}}\s?(?:bis|ter|quater|[a-e])?\b[\s,.]{{0,3}}(?:{_STREETS}|r\.)\b"
    rf"|\b\d{{1,5}}\s?[a-e]?[\s,]{{1,3}}(?:[a-z'-]+\s){{1,3}}{_STREETS}\b"
    rf"|\b{_STREETS}\b[^.!?\n]{{2,40}}?\b(?:n|no|numero|number)\s?\.?\s?\d{{1,4}}\b"
)
_STREET_NAMED: Final = re.compile(
    rf"\b(?i:{_STREETS})\s+(?:(?i:de\s+la|de|du|des|d'|de\s+l'|l')\s*)?[A-ZÀ-ÖØ-Þ][\w'’-]+", re.UNICODE
)
_STREET: Final = re.compile(
    r"\b(?:rue|avenue|boulevard|impasse|allee|quai|hameau)\s+(?:de\s+la\s|du\s|des\s|de\s|d'|l')?\s?[a-z]{3,}"
    r"|\b[a-z]{3,}\s(?:street|road|lane|avenue)\b"
)
_COUNTED: Final = (
    r"(?:€|euros?|eur|km|kilometres?|kms|m2|metres?|m\b|pas\b|steps|mots|words|pages|heures?|hours|minutes|min\b"
    r"|watts?|kwh|wh|k\b|%|personnes|people|fois|times|habitants|tours|dollars|pounds|livres|grammes|kcal|calories)"
)
_POSTCODE: Final = re.compile(
    rf"(?<![\d.,])\d{{5}}(?![\d])(?!\s?{_COUNTED})(?!-\d{{2}}\b)"
    r"|\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"
    r"|\b[a-z]{2}\s?\d{5}(?:-\d{4})?\b"
)
_DIGITS: Final = re.compile(r"\d{8,}")
_LONGER: Final = re.compile(rf"\d{{6,}}|\d{{4,}}(?!\d*\s?{_COUNTED})")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_DATE: Final = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d\b|\b20\d\d-\d\d-\d\d\b")
_CALLED: Final = re.compile(
    r"\b(?:je m'appelle|je me nomme|on m'appelle|mon (?:pre)?nom (?:est|c'est)|moi c'est|appelez[- ]moi|appelle[- ]moi"
    r"|my (?:first |last |full )?name is|my name's|call me|i am called|i'm called|signe\s?:|signed\s?:)\b"
)
_IBAN: Final = re.compile(r"[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?\b")
_PROPER: Final = re.compile(
    r"(?<=[\w,;:'’)»-]\s)[A-ZÀ-ÖØ-Þ][\w'’-]{2,}|(?<=['’])[A-ZÀ-ÖØ-Þ][\w-]{2,}", re.UNICODE
)
_NO_NAMES: Final = frozenset(["I", "I'm", "I've", "I'd", "I'll"])


def gives_away(text: str) -> frozenset[str]:
    """What of a person the words say for certain, whoever it is."""
    once = plain(text)
    joined = unspelled(once)
    undated = _DATE.sub(" ", once)
    digits, counted = numbered(undated), in_digits(undated, ones=False)
    found = set()
    for what, pattern in scan.DETAILS:
        if any(pattern.search(it) for it in (once, joined)):
            found.add(what)
    if _DIGITS.search(digits) or scan.has_phone(once):
        found.add("phone")
    if any(_STREET_NUMBERED.search(it) for it in (once, joined, counted)) or _STREET_NAMED.search(text):
        found.add("address")
    if any(_POSTCODE.search(it) for it in (once, unspelled(in_digits(once)))):
        found.add("address")
    if any(_CALLED.search(it) for it in (once, joined)):
        found.add("name")
    if any(_IBAN.search(it) for it in (once, joined)):
        found.add("iban")
    return frozenset(found)


def may_give_away(text: str) -> frozenset[str]:
    """What of a person the words may say: worth a second look by whoever wrote them."""
    once = plain(text)
    found = set()
    if _LONGER.search(_YEAR.sub(" ", numbered(_DATE.sub(" ", once)))):
        found.add("number")
    if _STREET.search(once):
        found.add("address")
    if any(it.group() not in _NO_NAMES for it in _PROPER.finditer(text)):
        found.add("name")
    return frozenset(found)


async def check(room: str, holder: bytes, field: str, text: str, *, confirmed: bool) -> None:
    """Let pass what gives nobody away, and what its writer confirmed. `holder` is a tag of `room`.

    Raises GivesYouAway, MayGiveYouAway; NotFound for somebody who has left.
    """
    known, doubtful = await accounts.given_away(room, holder, text)
    sure = gives_away(text) | known | await payouts.given_away(room, holder, text)
    if sure:
        raise GivesYouAway(field=field, what=sorted(sure))
    maybe = may_give_away(text) | doubtful
    if maybe and not confirmed:
        raise MayGiveYouAway(field=field, what=sorted(maybe))
