"""The closing note's codes in words, for the brand that says them and the person who reads them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from market.base.i18n import Language, marked, translate
from market.relations.closing.rules import NOTHING

USES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "product-changed": marked("A product or a service has changed"),
        "needs-noted": marked("Needs were noted for later"),
        "idea-dropped": marked("An idea was dropped"),
        "offer-made": marked("An offer or an experience was proposed"),
        "offer-prepared": marked("An offer was prepared, for others"),
        "offer-not-made": marked("No offer suited: none was made"),
        "product-recommended": marked("A product was recommended"),
        "range-compared": marked("Products were compared with the traits"),
        "counted": marked("The traits were counted among others"),
        "compared": marked("Answers were compared"),
        "idea-tested": marked("An idea was tested"),
        "prototype-shown": marked("A prototype was shown"),
        NOTHING: marked("Nothing: it was not used"),
    }
)

OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changed": marked("It changed something"),
        "learned": marked("Something was learned from it"),
        "still-open": marked("It is too soon to say"),
        "no-use": marked("It was of no use"),
    }
)


def use_in(code: str, language: Language) -> str:
    """What it was used for, in words; the code itself where it is of another time."""
    return translate(language, USES[code]) if code in USES else code


def outcome_in(code: str, language: Language) -> str:
    """What came of it, in words."""
    return translate(language, OUTCOMES[code]) if code in OUTCOMES else code
