"""All groups, claims and phrases, by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from contracts.vocabulary import (
    buying,
    demography,
    home,
    intentions,
    interests,
    media,
    mobility,
    pastimes,
    spending,
    travel,
    upkeep,
    work,
)
from contracts.vocabulary.build import text
from contracts.vocabulary.model import Claim, Code, Group, Phrase, UnknownClaim, UnknownValue
from contracts.vocabulary.phrases import PHRASES_IN_ORDER

_GROUPS = (
    Group("demography", text("Vous", "You")),
    Group("home", text("Chez vous", "Home")),
    Group("work", text("Travail", "Work")),
    Group("interests", text("Passions", "Interests")),
    Group("buying", text("Achats", "Buying")),
    Group("media", text("Médias", "Media")),
    Group("mobility", text("Déplacements", "Getting around")),
    Group("intentions", text("Projets", "Plans")),
)
GROUPS: Mapping[str, Group] = MappingProxyType({group.id: group for group in _GROUPS})


class RepeatedId(ValueError):
    """Two claims or phrases of the vocabulary bear one id."""


def collect(
    claims: Iterable[Claim], phrases: Iterable[Phrase]
) -> tuple[Mapping[str, Claim], Mapping[str, Phrase]]:
    """Both by id, read-only. Raises RepeatedId."""
    by_id: dict[str, Claim] = {}
    sentences: dict[str, Phrase] = {}
    for claim in claims:
        if claim.id in by_id:
            raise RepeatedId(claim.id)
        by_id[claim.id] = claim
    for phrase in phrases:
        if phrase.id in by_id or phrase.id in sentences:
            raise RepeatedId(phrase.id)
        sentences[phrase.id] = phrase
    return MappingProxyType(by_id), MappingProxyType(sentences)


CLAIMS, PHRASES = collect(
    (
        *demography.CLAIMS,
        *home.CLAIMS,
        *work.CLAIMS,
        *interests.CLAIMS,
        *pastimes.CLAIMS,
        *upkeep.CLAIMS,
        *buying.CLAIMS,
        *spending.CLAIMS,
        *media.CLAIMS,
        *mobility.CLAIMS,
        *travel.CLAIMS,
        *intentions.CLAIMS,
    ),
    PHRASES_IN_ORDER,
)

_OWN_CODES = {claim.id: frozenset(code.id for code in claim.codes) for claim in CLAIMS.values()} | {
    phrase: frozenset({phrase}) for phrase in PHRASES
}


def check(values: Mapping[str, str]) -> None:
    """Lets pass what a persona may say of itself: own codes of known claims, phrases under their own id.

    Coarser codes are refused: a persona answers finely and the card says it coarsely.
    Raises UnknownClaim, UnknownValue.
    """
    for claim, value in values.items():
        if claim not in _OWN_CODES:
            raise UnknownClaim(claim)
        if value not in _OWN_CODES[claim]:
            raise UnknownValue(claim, value)


def code_of(claim: str, value: str) -> Code:
    """The code of a claim at any step, or of a phrase. Raises UnknownClaim, UnknownValue."""
    if claim in CLAIMS:
        return CLAIMS[claim].code(value)
    if claim not in PHRASES:
        raise UnknownClaim(claim)
    if value != claim:
        raise UnknownValue(claim, value)
    return PHRASES[claim].code
