"""Proofs in words: what is proven, and on whose word."""

from contracts.proof.predicates import PREDICATES
from contracts.proof.statement import Provenance
from market.base.i18n import Language, marked, translate

BASES = {
    "declared": marked("declared, not checked"),
    "verified": marked("checked by Moi on a document, in {month}"),
    "recorded": marked("recorded in Moi’s books"),
}
NOT_PROVEN = marked("not proven by what you have said, or what was checked")

SHORT_AGES = {"over-18": marked("18 or over"), "over-65": marked("65 or over")}

MONTHS = (
    *(marked("January %(year)s"), marked("February %(year)s"), marked("March %(year)s")),
    *(marked("April %(year)s"), marked("May %(year)s"), marked("June %(year)s")),
    *(marked("July %(year)s"), marked("August %(year)s"), marked("September %(year)s")),
    *(marked("October %(year)s"), marked("November %(year)s"), marked("December %(year)s")),
)


def what(predicate: str, language: Language) -> str:
    """A predicate in words."""
    return PREDICATES[predicate].text.in_(language)


def why(provenance: Provenance | None, language: Language) -> str:
    """On whose word; where there is none, that there is none."""
    if provenance is None:
        return translate(language, NOT_PROVEN)
    words = translate(language, BASES[provenance.basis])
    return words.replace("{month}", month(provenance.month, language)) if provenance.month else words


def month(text: str, language: Language) -> str:
    """A month such as 2026-11, in words."""
    year, number = text.split("-")
    return translate(language, MONTHS[int(number) - 1], year=year)
