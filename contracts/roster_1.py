"""The first edition of the roster, as it was: whoever proffered it is bound by it, and so is who rented.

Nothing here changes any more, nor the names under which its claims were read: the hash of its agreements was
made of them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.variant import Brands, Contact, Disclosure, Purposes, ReadQuota, Retention, Rule, Terms
from contracts.vocabulary import Text

_BROAD = ("passion", "region", "naissance", "foyer", "je-cherche", "canal")
_BUYING = ("commune", "dernier-achat", "budget-loisirs", "occasion", "critere", "medias")
# What each passion is about: of these a persona usually answers the one or two that are its own.
_PASSIONS = (
    "velo-usage",
    "cuisine-style",
    "lecture-genre",
    "jardinage",
    "bricolage-niveau",
    "sport",
    "musique-style",
    "enfants",
    "voyage",
    "jeux-genre",
    "soin-critere",
)

_READ = Rule(term="read", enforcement="technical")
_CONTACT = Rule(term="contact", enforcement="technical")
# What a brand counts on its own machines no service can see.
_AGGREGATE = Rule(term="aggregate", enforcement="legal")

_PROHIBITIONS = tuple(
    Rule(term=term, enforcement="legal")
    for term in ("distribute", "grant-use", "sell", "reidentify", "combine", "train-model")
)
_VERIFIED = Brands(kinds=("verified",), enforcement="technical")


def _contact(invitations: int, *, question: bool) -> Contact:
    return Contact(invitations_per_month=invitations, question=question, enforcement="technical")


def _purposes(*admitted: str) -> Purposes:
    # The brand declares its purposes and the service refuses others; what it does with them is its word.
    return Purposes(admitted=admitted, enforcement="legal")


_SIMPLE = Terms(
    id="simple",
    version=1,
    name=Text(fr="Simple", en="Simple"),
    summary=Text(
        fr="L’essentiel de la fiche, et peu d’invitations.",
        en="The essentials of the sheet, and few invitations.",
    ),
    periods=("P1W", "P1M"),
    purposes=_purposes("benefits", "recommend"),
    actions=(_READ, _CONTACT),
    prohibitions=_PROHIBITIONS,
    contact=_contact(2, question=False),
    retention=Retention(days=7, enforcement="evidential"),
    disclosure=Disclosure(claims=_BROAD, answered=4, enforcement="technical"),
    reads=ReadQuota(per_day=100, enforcement="technical"),
    brands=_VERIFIED,
)

_STANDARD = Terms(
    id="standard",
    version=1,
    name=Text(fr="Standard", en="Standard"),
    summary=Text(
        fr="La fiche, les achats et quatre invitations par mois.",
        en="The sheet, the buying habits and four invitations a month.",
    ),
    periods=("P1M", "P3M"),
    purposes=_purposes("benefits", "recommend", "improve", "market-research"),
    actions=(_READ, _AGGREGATE, _CONTACT),
    prohibitions=_PROHIBITIONS,
    contact=_contact(4, question=False),
    retention=Retention(days=30, enforcement="evidential"),
    disclosure=Disclosure(claims=_BROAD + _BUYING, answered=6, enforcement="technical"),
    reads=ReadQuota(per_day=1000, enforcement="technical"),
    brands=_VERIFIED,
)

_AMPLE = Terms(
    id="ample",
    version=1,
    name=Text(fr="Ample", en="Ample"),
    summary=Text(
        fr="La fiche entière, et de quoi tester une idée.",
        en="The whole sheet, and room to test an idea.",
    ),
    periods=("P1M", "P3M"),
    purposes=_purposes("benefits", "recommend", "improve", "market-research", "persona-testing"),
    actions=(_READ, _AGGREGATE, _CONTACT),
    prohibitions=_PROHIBITIONS,
    contact=_contact(4, question=False),
    retention=Retention(days=30, enforcement="evidential"),
    disclosure=Disclosure(claims=_BROAD + _BUYING + _PASSIONS, answered=8, enforcement="technical"),
    reads=ReadQuota(per_day=1000, enforcement="technical"),
    brands=_VERIFIED,
)


SIMPLE, STANDARD, AMPLE = _SIMPLE, _STANDARD, _AMPLE

NAMES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "canal": Text("Lieu d’achat", "Where bought"),
        "critere": Text("Premier critère", "First criterion"),
        "lecture-genre": Text("Genre lu", "Genre read"),
        "medias": Text("Premier média", "First medium"),
    }
)
"""What these claims were called then; the others bear their name still."""
